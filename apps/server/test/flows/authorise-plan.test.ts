import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bank, type Fate, openBank } from '../world/bank.ts';
import { eventually, install, provision } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

const asking = {
  id: 'pro',
  type: 'subscription' as const,
  name: 'Pro',
  description: '',
  preauthorizationAmount: 10.53,
};
const free = { ...asking, id: 'free', name: 'Free', paymentMethodRequired: false };

describe.each(['test', 'stripe'] as const)(
  'a plan that asks what can be charged, on %s',
  (backEnd) => {
    let bank: Bank;
    let world: World;
    let installation: string;
    beforeAll(async () => {
      bank = await openBank(backEnd);
      world = await startWorld({
        rateLimits: null,
        payments: bank.payments,
        billingEveryMs: 50,
        // what is under way is asked about when a test says so
        schedule: [3_600_000],
      });
      installation = await install(world);
      world.provider.plans = [free, asking];
    });
    afterAll(async () => {
      await world.close();
      await bank.close();
    });

    const inTeam = () => ({ team: world.team });
    const payWith = async (fate: Fate) => {
      const { body } = await world.owner.api(k.addPaymentMethod, {
        params: inTeam(),
        body: { token: bank.token(fate) },
      });
      await world.owner.api(k.changePaymentMethod, {
        params: { ...inTeam(), paymentMethod: body.paymentMethod.id },
        body: { isDefault: true },
      });
      return body.paymentMethod.id;
    };
    let made = 0;
    const named = () => {
      made += 1;
      return {
        product: 'db',
        name: `asking-${made}`,
        metadata: { region: 'fra1' },
        billingPlanId: 'pro',
      };
    };
    const create = (body: ReturnType<typeof named>, key?: string) =>
      world.owner.api(k.createResource, {
        params: { ...inTeam(), installation },
        body,
        ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }),
      });
    const tried = async () => {
      const { body } = await world.owner.api(k.listTeamPayments, {
        params: inTeam(),
        query: { kind: 'authorisation', limit: 100 },
      });
      return body.payments;
    };
    const held = async () =>
      bank.held(
        world.database,
        (await tried()).map(({ id }) => id),
      );
    const provisioned = () =>
      world.provider.seen.filter(({ method, path }) => method === 'POST' && /resources$/.test(path))
        .length;

    test('is taken once that much was held, and nothing stays held', async () => {
      const paymentMethodId = await payWith('ok');

      expect(await create(named())).toMatchObject({ status: 201 });

      expect(await tried()).toMatchObject([
        {
          kind: 'authorisation',
          status: 'succeeded',
          amount: '10.53',
          billingPlanId: 'pro',
          installationId: installation,
          invoiceId: null,
          paymentMethodId,
        },
      ]);
      expect(await held()).toEqual({ now: [], ever: 1 });
    });

    test('is refused where it is declined, before its provider makes anything', async () => {
      await payWith('insufficient');
      const [before, { ever }] = [provisioned(), await held()];

      expect(await create(named())).toMatchObject({
        status: 402,
        error: {
          code: 'payment_declined',
          decline: 'insufficient_funds',
          amount: '10.53',
          paymentId: expect.stringMatching(/^pay_/),
        },
      });
      const { id: resource } = await provision(world, installation, { billingPlanId: 'free' });
      const change = await world.owner.api(k.updateTeamResource, {
        params: { ...inTeam(), resource },
        body: { billingPlanId: 'pro' },
      });

      expect(change).toMatchObject({ status: 402, error: { code: 'payment_declined' } });
      expect(provisioned()).toBe(before + 1);
      const [last] = await tried();
      expect(last).toMatchObject({ status: 'failed', decline: { code: 'insufficient_funds' } });
      expect(await held()).toEqual({ now: [], ever: ever + 2 });
    });

    test('is held once where the answer is lost, and let go when it is found', async () => {
      await payWith('lost');
      const [before, { ever }] = [provisioned(), await held()];
      const wanted = named();

      const lost = await create(wanted, `lost-${backEnd}`);
      const again = await create(wanted, `lost-${backEnd}`);
      const other = await create(named());

      expect([lost, again, other].map(({ status, error }) => [status, error?.code])).toEqual([
        [502, 'payment_unreachable'],
        [502, 'payment_unreachable'],
        [502, 'payment_unreachable'],
      ]);
      expect(provisioned()).toBe(before);
      expect(await held()).toEqual({ now: ['10.53'], ever: ever + 1 });

      await world.database.read('update payment_queue set due_at = now(), leased_until = null');
      await eventually(async () => (await held()).now.length === 0);
      await eventually(async () => (await tried())[0]?.status === 'succeeded');
      expect(await create(wanted, `lost-${backEnd}`)).toMatchObject({ status: 201 });
      expect(await held()).toEqual({ now: [], ever: ever + 1 });
    });

    test('is asked of a free plan never, and of a change to it neither', async () => {
      const { ever } = await held();

      expect(await create({ ...named(), billingPlanId: 'free' })).toMatchObject({ status: 201 });

      expect(await held()).toMatchObject({ ever });
    });

    test('is not taken while its provider does not say what it asks for', async () => {
      await payWith('ok');
      const [before, { ever }] = [provisioned(), await held()];
      const cut = { kind: 'cut-before' } as const;
      world.provider.misbehave(({ path }) => /\/plans/.test(path), cut, cut, cut, cut);

      const answer = await create(named());

      expect(answer).toMatchObject({ status: 502, error: { code: 'provider_unreachable' } });
      expect(provisioned()).toBe(before);
      expect(await held()).toMatchObject({ ever });
    });
  },
);
