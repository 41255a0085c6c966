import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { prepaidStory, prepayment } from '../world/prepaid.ts';
import { eventually, install, provision } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let installation: string;
let story: ReturnType<typeof prepaidStory>;
beforeAll(async () => {
  world = await startWorld({ rateLimits: null });
  installation = await install(world);
  story = prepaidStory(world, installation);
  const pool = { ...prepayment, id: 'pool', scope: 'installation' };
  await story.told('', 'PATCH', { billingPlan: pool });
});
afterAll(() => world.close());

/** Buys for the installation as a whole, pays, and awaits the end. */
async function purchase(amount = '20') {
  const { invoiceId } = await story.bought({ amount });
  await story.settle(invoiceId, 'paid');
  const ended = await story.ended(invoiceId);
  return { ended, invoiceId, calls: story.calls(invoiceId) };
}

const kept = () =>
  world.database.read(
    `select external_resource_id as resource, currency_value_in_cents::float8 as cents, credit,
       name_label as label, reported_at as at
     from balance where installation_id = $1 order by 1`,
    [installation],
  );

const invoiceOf = async (invoice: string) =>
  (await world.owner.api(k.getTeamInvoice, { params: { team: world.team, invoice } })).body.invoice;

const isPurchase = ({ path }: { path: string }) => path.endsWith('/billing/provision');
const noon = new Date('2026-01-05T12:00:00.000Z');
const evening = new Date('2026-01-05T18:00:00.000Z');

test('a purchase is told to the provider by whoever bought, once it is paid, and what is left is kept', async () => {
  const { id, externalId } = await story.prepaid();
  world.provider.balances = {
    timestamp: noon,
    balances: [
      { currencyValueInCents: 1050.5, credit: '2,000 Tokens', nameLabel: 'Tokens' },
      { currencyValueInCents: 25, resourceId: externalId },
    ],
  };

  const { invoiceId, ...made } = await story.bought({ amount: '12.5', resource: id });
  const invoice = await invoiceOf(invoiceId);
  const before = story.calls(invoiceId);
  await story.settle(invoiceId, 'paid');
  const ended = await story.ended(invoiceId);

  expect(made).toMatchObject({
    resourceId: id,
    billingPlanId: 'credits',
    amount: '12.50',
    origin: 'manual',
    state: 'open',
    invoiceState: 'invoiced',
  });
  expect(invoice).toMatchObject({
    state: 'invoiced',
    total: '12.50',
    items: [{ resourceId: externalId, billingPlanId: 'credits', total: '12.50' }],
  });
  expect(before).toEqual([]);
  expect(ended).toMatchObject({ state: 'credited', invoiceState: 'paid' });
  const calls = story.calls(invoiceId);
  expect(calls).toMatchObject([{ method: 'POST', auth: 'user' }]);
  expect(calls[0]?.path).toBe(`/v1/installations/${installation}/billing/provision`);
  expect(JSON.parse(calls[0]?.body ?? '')).toEqual({ invoiceId });
  expect(await kept()).toEqual([
    { resource: '', cents: 1050.5, credit: '2,000 Tokens', label: 'Tokens', at: noon },
    { resource: externalId, cents: 25, credit: null, label: null, at: noon },
  ]);
});

test('a purchase for the installation as a whole has a line without a resource', async () => {
  const { invoiceId, ended } = await purchase('10');

  expect(ended).toMatchObject({ state: 'credited', resourceId: null, billingPlanId: 'pool' });
  expect((await invoiceOf(invoiceId)).items).toEqual([
    {
      billingPlanId: 'pool',
      name: 'Credits',
      price: '10.00',
      quantity: 1,
      units: 'purchase',
      total: '10.00',
    },
  ]);
});

test('of two answers the one with the later time holds, whichever comes last', async () => {
  world.provider.balances = { timestamp: evening, balances: [{ currencyValueInCents: 300 }] };
  await purchase();
  world.provider.balances = { timestamp: noon, balances: [{ currencyValueInCents: 900 }] };
  await purchase();

  expect(await kept()).toMatchObject([{ resource: '', cents: 300, at: evening }, {}]);
});

test('an answer from far ahead counts as of now, and later ones hold', async () => {
  const far = new Date(Date.now() + 400 * 24 * 60 * 60 * 1000);
  world.provider.balances = { timestamp: far, balances: [{ currencyValueInCents: 700 }] };
  const { ended } = await purchase();
  const [taken] = await kept();
  world.provider.balances = { timestamp: new Date(), balances: [{ currencyValueInCents: 800 }] };
  await purchase();

  expect(ended.state).toBe('credited');
  expect(taken).toMatchObject({ cents: 700 });
  expect(Number(taken?.at)).toBeLessThanOrEqual(Date.now());
  expect(await kept()).toMatchObject([{ cents: 800 }, {}]);
});

describe('what the provider does not credit', () => {
  test.each([400, 403, 409, 422])(
    'refused by %s, the money goes back, and the balances stay',
    async (status) => {
      const before = await kept();
      world.provider.misbehave(isPurchase, { kind: 'answer', status, body: 'not paid' });

      const { ended, invoiceId } = await purchase('10.01');

      expect(ended).toMatchObject({ state: 'refused', invoiceState: 'refund_requested' });
      expect(await kept()).toEqual(before);
      await story.settle(invoiceId, 'refunded');
      expect(await invoiceOf(invoiceId)).toMatchObject({
        state: 'refunded',
        refundTotal: '10.01',
        refundReason: expect.stringContaining('not paid'),
      });
      expect(await story.events('purchase.refused')).toContainEqual(
        expect.objectContaining({
          subject: { invoice: invoiceId, installation },
          data: { amount: '10.01', reason: expect.stringContaining('not paid') },
        }),
      );
    },
  );

  test('because it cannot be reached waits, paid, and is told again later', async () => {
    const { invoiceId } = await story.bought({ amount: '20' });
    await world.provider.down();
    await story.settle(invoiceId, 'paid');
    const waiting = await eventually(async () => {
      const [row] = await world.database.read<{ attempts: number; later: boolean }>(
        `select attempts, retry_at > now() as later from purchase
         where invoice_id = $1 and state = 'paid' and attempts > 0`,
        [invoiceId],
      );
      return row;
    });
    await world.provider.up();
    await world.database.read('update purchase set retry_at = now() where invoice_id = $1', [
      invoiceId,
    ]);

    expect(waiting).toEqual({ attempts: 1, later: true });
    expect(await story.ended(invoiceId)).toMatchObject({ state: 'credited', invoiceState: 'paid' });
  });

  test('because nobody knows is left to whoever asks the provider', async () => {
    world.provider.misbehave(
      isPurchase,
      { kind: 'cut-after' },
      { kind: 'cut-after' },
      { kind: 'cut-after' },
      { kind: 'cut-after' },
      { kind: 'answer', status: 409, body: 'credited already, or never' },
    );

    const { ended, calls } = await purchase();

    expect(ended).toMatchObject({ state: 'unclear', invoiceState: 'paid' });
    expect(calls).toHaveLength(5);
  });

  test('in doubt is told again with the same key', async () => {
    world.provider.misbehave(isPurchase, { kind: 'cut-after' }, { kind: 'answer', status: 500 });

    const { ended, calls } = await purchase();

    expect(ended.state).toBe('credited');
    expect(calls).toHaveLength(3);
    expect(new Set(calls.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  });
});

describe('one key is one purchase', () => {
  test('repeated, and at once', async () => {
    const before = (await story.list()).length;
    const headers = { 'idempotency-key': 'buy-once' };

    const answers = await Promise.all(
      Array.from({ length: 8 }, () => story.buy({ amount: '11' }, { headers })),
    );

    const invoices = answers.map(({ status, body }) => [status, body.purchase?.invoiceId]);
    expect(new Set(invoices.map(String)).size).toBe(1);
    expect(invoices[0]?.[0]).toBe(201);
    expect(await story.list()).toHaveLength(before + 1);
  });

  test('and with another amount it is refused', async () => {
    const headers = { 'idempotency-key': 'buy-other' };
    await story.buy({ amount: '11' }, { headers });

    const { status, error } = await story.buy({ amount: '12' }, { headers });

    expect([status, error.code]).toEqual([422, 'idempotency_key_reused']);
  });
});

test('without a key every purchase is one of its own', async () => {
  const [one, other] = await Promise.all([
    story.bought({ amount: '10' }),
    story.bought({ amount: '10' }),
  ]);

  expect(one.invoiceId).not.toBe(other.invoiceId);
});

test('a purchase that is paid while another is credited waits its turn', async () => {
  const bought = await Promise.all([
    story.bought({ amount: '10' }),
    story.bought({ amount: '11' }),
    story.bought({ amount: '12' }),
  ]);
  await Promise.all(bought.map(({ invoiceId }) => story.settle(invoiceId, 'paid')));

  const ended = await Promise.all(bought.map(({ invoiceId }) => story.ended(invoiceId)));

  expect(ended.map(({ state }) => state)).toEqual(['credited', 'credited', 'credited']);
  expect(bought.map(({ invoiceId }) => story.calls(invoiceId).length)).toEqual([1, 1, 1]);
});

test('a purchase whose invoice is called off is never told', async () => {
  const { invoiceId } = await story.bought({ amount: '10' });
  const { accessToken } = world.provider.installations.get(installation) ?? { accessToken: '' };
  await fetch(
    `${world.url}/v1/installations/${installation}/billing/invoices/${invoiceId}/actions`,
    {
      method: 'POST',
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ action: 'refund', reason: 'by mistake', total: '10.00' }),
    },
  );

  expect(await story.purchase(invoiceId)).toMatchObject({
    state: 'cancelled',
    invoiceState: 'refunded',
  });
  expect(story.calls(invoiceId)).toEqual([]);
});

describe('is sold', () => {
  test.each(['10', '10.00', '10.01', '499.99', '500'])('for %s', async (amount) => {
    expect((await story.buy({ amount })).status).toBe(201);
  });

  test.each([
    ['9.99', 'at least 10.00'],
    ['500.01', 'at most 500'],
    ['10.005', 'at most two decimals'],
    ['0', 'at least 10.00'],
    ['-10', ''],
    ['1e2', ''],
    ['10,00', ''],
    ['', ''],
    ['100000000000000000000000000000', ''],
  ])('not for %s', async (amount, why) => {
    const { status, error } = await story.buy({ amount });

    expect([status, error.code]).toEqual([400, 'invalid_request']);
    expect(error.message).toContain(why);
  });

  test('for at least what an invoice is sent for, whatever the plan', async () => {
    const { id } = await story.prepaid({ ...prepayment, minimumAmount: '0.10' });

    const answers = [
      await story.buy({ amount: '0.49', resource: id }),
      await story.buy({ amount: '0.50', resource: id }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([400, 201]);
  });

  test('under no subscription, and to nobody who is not there', async () => {
    const { id } = await provision(world, installation, { billingPlanId: 'pro' });
    const params = { team: world.team, installation: 'icfg_none' };

    const answers = [
      await story.buy({ amount: '10', resource: id }),
      await story.buy({ amount: '10', resource: 'store_none' }),
      await story.buy({ amount: '10' }, { params }),
      await world.owner.api(k.getPurchase, { params: { team: world.team, invoice: 'inv_none' } }),
    ];

    expect(answers.map(({ status, error }) => [status, error.code])).toEqual([
      [400, 'billing_plan_unavailable'],
      [404, 'resource_not_found'],
      [404, 'installation_not_found'],
      [404, 'purchase_not_found'],
    ]);
  });

  test('to owners and the billing role alone, who see it too', async () => {
    const add = async (role: 'developer' | 'billing') => {
      const person = await world.signUp(role);
      const { email } = person;
      await world.owner.api(k.addMember, { params: { team: world.team }, body: { email, role } });
      return person.api(k.createPurchase, {
        params: { team: world.team, installation },
        body: { amount: '10' },
      });
    };

    const [developer, billing] = [await add('developer'), await add('billing')];

    expect([developer.status, billing.status]).toEqual([403, 201]);
    // providers take whoever only sees to the money for a reader, and credit what is paid all the same
    const { invoiceId } = billing.body.purchase;
    await story.settle(invoiceId, 'paid');
    expect((await story.ended(invoiceId)).state).toBe('credited');
  });

  test('within the team only', async () => {
    const stranger = await world.signUp('Eve');
    await stranger.api(k.createTeam, { body: { name: 'Other', slug: 'other-buyers' } });
    const { invoiceId } = await story.bought({ amount: '10' });
    const team = 'other-buyers';

    const answers = [
      await stranger.api(k.createPurchase, {
        params: { team, installation },
        body: { amount: '10' },
      }),
      await stranger.api(k.getPurchase, { params: { team, invoice: invoiceId } }),
    ];
    const listed = await stranger.api(k.listPurchases, { params: { team } });

    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
    expect(listed.body.purchases).toEqual([]);
  });
});

test('paid after its installation has gone, the money goes back', async () => {
  const other = await startWorld();
  try {
    const gone = await install(other);
    const there = prepaidStory(other, gone);
    await there.told('', 'PATCH', { billingPlan: prepayment });
    const { invoiceId } = await there.bought({ amount: '10' });
    await other.owner.api(k.uninstall, { params: { team: other.team, installation: gone } });
    await there.settle(invoiceId, 'paid');

    expect(await there.ended(invoiceId)).toMatchObject({
      state: 'refused',
      invoiceState: 'refund_requested',
    });
    expect(there.calls(invoiceId)).toEqual([]);
  } finally {
    await other.close();
  }
});
