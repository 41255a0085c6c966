import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { install, provision } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let installation: string;
let resource: string;
beforeAll(async () => {
  world = await startWorld({ payments: { kind: 'test' } });
  installation = await install(world);
  resource = (await provision(world, installation, { billingPlanId: 'free' })).id;
  world.provider.plans = [free, pro, packs, gone];
});
afterAll(() => world.close());

const inTeam = () => ({ team: world.team });
const plan = { type: 'subscription', description: '' } as const;
const free = { ...plan, id: 'free', name: 'Free', paymentMethodRequired: false };
const pro = {
  ...{ ...plan, id: 'pro', name: 'Pro', cost: '$20.00/month', initialCharge: '20.00' },
  effectiveDate: '2090-01-01T00:00:00.000Z',
  preauthorizationAmount: 10.53,
};
const packs = {
  ...plan,
  id: 'packs',
  name: 'Packs',
  type: 'prepayment',
  minimumAmount: '5.00',
  maximumAmount: '50.00',
} as const;
const gone = { ...plan, id: 'gone', name: 'Gone', disabled: true };

const ask = (billingPlanId: string, person = world.owner, named = resource) =>
  person.api(k.previewResourcePlan, {
    params: { ...inTeam(), resource: named },
    query: { billingPlanId },
  });

test('a change of plan says what it will cost before it is made, and changes and holds nothing', async () => {
  const calls = world.provider.seen.length;

  const { status, body } = await ask('pro');

  expect(status).toBe(200);
  expect(body.preview).toMatchObject({
    from: { id: 'free' },
    to: { id: 'pro', cost: '$20.00/month' },
    replaces: null,
    isSame: false,
    effectiveAt: '2090-01-01T00:00:00.000Z',
    initialCharge: '20.00',
    prepayment: null,
    authorisation: '10.53',
    payment: { isNeeded: true, isReady: false, isByOperator: false },
    limits: [],
    unknown: [
      { code: 'proration', message: expect.any(String) },
      { code: 'usage', message: expect.any(String) },
    ],
  });
  const since = world.provider.seen.slice(calls).map(({ method }) => method);
  expect(since).toEqual(['GET']);
  const { body: tried } = await world.owner.api(k.listTeamPayments, {
    params: inTeam(),
    query: {},
  });
  expect(tried.payments).toEqual([]);
});

test('a prepayment says what is to be bought, and the plan that holds that nothing changes', async () => {
  expect((await ask('packs')).body.preview).toMatchObject({
    prepayment: { minimum: '5.00', maximum: '50.00' },
    authorisation: null,
    initialCharge: null,
  });
  expect((await ask('free')).body.preview).toMatchObject({ isSame: true, unknown: [] });
});

test('a limit that counts it is named, with what is spent, and whether it is reached', async () => {
  await world.owner.api(k.addPaymentMethod, { params: inTeam(), body: { token: 'test_ok' } });
  await world.owner.api(k.setSpendLimit, {
    params: { ...inTeam(), subject: resource },
    body: { amount: '0', hardStop: true },
  });

  expect((await ask('pro')).body.preview).toMatchObject({
    payment: { isNeeded: true, isReady: true },
    limits: [{ kind: 'resource', id: resource, amount: '0.00', spent: '0.00', isReached: true }],
  });
});

test('an installation that is billed as a whole is told the same', async () => {
  const params = { ...inTeam(), installation };
  const asked = await world.owner.api(k.previewInstallationPlan, {
    params,
    query: { billingPlanId: 'team' },
  });

  expect(asked).toMatchObject({
    status: 200,
    body: { preview: { to: { id: 'team' }, payment: { isNeeded: true } } },
  });
});

test('what is not offered, not there or not read is refused', async () => {
  const offered = ['free', 'pro', 'packs'];
  for (const id of ['gone', 'none']) {
    expect(await ask(id)).toMatchObject({
      status: 400,
      error: { code: 'billing_plan_unavailable', offered },
    });
  }
  expect((await ask('pro', world.owner, 'res_none')).status).toBe(404);
  expect((await ask('')).status).toBe(400);
  const stranger = await world.signUp('Mallory');
  expect((await ask('pro', stranger)).status).toBe(404);
  const cut = { kind: 'cut-before' } as const;
  world.provider.misbehave(({ path }) => path.includes('/plans'), cut, cut, cut, cut);
  expect(await ask('pro')).toMatchObject({ status: 502, error: { code: 'provider_unreachable' } });
});
