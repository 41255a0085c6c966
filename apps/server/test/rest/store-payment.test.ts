import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApi } from '../world/api-client.ts';
import { prepaidStory, prepayment } from '../world/prepaid.ts';
import { install } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let installation: string;
let story: ReturnType<typeof prepaidStory>;
let card: string;
beforeAll(async () => {
  world = await startWorld({ payments: { kind: 'test' }, billingEveryMs: 3_600_000 });
  installation = await install(world);
  story = prepaidStory(world, installation);
  world.provider.plans = [prepayment];
  world.provider.balances = { timestamp: new Date(), balances: [] };
  card = await added('test_ok');
  await added('test_declined', true);
});
afterAll(() => world.close());

const inTeam = () => ({ team: world.team });
/** Adds a payment method, and answers its id. */
async function added(token: string, isDefault = false) {
  const params = inTeam();
  const { body } = await world.owner.api(k.addPaymentMethod, { params, body: { token } });
  const { id } = body.paymentMethod;
  if (isDefault) {
    const changed = { params: { ...params, paymentMethod: id }, body: { isDefault } };
    await world.owner.api(k.changePaymentMethod, changed);
  }
  return id;
}

let count = 0;
const create = (more: object, api = world.owner.api) => {
  count += 1;
  return api(r.createStore, {
    body: {
      name: `credits-${count}`,
      integrationConfigurationId: installation,
      integrationProductIdOrSlug: 'db',
      metadata: { region: 'fra1' },
      billingPlanId: prepayment.id,
      ...more,
    },
  });
};
const resources = async () =>
  (await world.owner.api(k.listTeamResources, { params: inTeam() })).body.resources.length;

test('a store that is made with a first balance is paid for with the method that was named', async () => {
  const { status, body, error } = await create({
    paymentMethodId: card,
    prepaymentAmountCents: 1250,
  });

  expect([status, error]).toEqual([200, undefined]);
  const [purchase] = await story.list();
  expect(purchase).toMatchObject({ resourceId: body.store.id, amount: '12.50' });
  const { body: paid } = await world.owner.api(k.listPayments, {
    params: { ...inTeam(), invoice: purchase?.invoiceId ?? '' },
  });
  expect(paid.payments).toMatchObject([{ amount: '12.50', paymentMethodId: card }]);
});

test('a first balance that the plan does not sell leaves the store, and says how it stands', async () => {
  const before = (await story.list()).length;

  const { status, error } = await create({ prepaymentAmountCents: 999 });

  expect(status).toBe(400);
  expect(error.message).toContain('The store was made, and its first balance was not bought.');
  const { body } = await world.owner.api(r.getStore, { params: { store: String(error.store) } });
  expect(body.store.name).toBe(`credits-${count}`);
  expect(await story.list()).toHaveLength(before);
});

test.each([
  ['a payment method that is not there', { paymentMethodId: 'pm_none' }, 404],
  ['part of a cent', { prepaymentAmountCents: 50.5 }, 400],
])('%s is refused before anything is made', async (_, wrong, status) => {
  const before = await resources();
  expect((await create(wrong)).status).toBe(status);
  expect(await resources()).toBe(before);
});

test('whoever may make stores and not spend is refused before anything is made', async () => {
  const made = await world.owner.api(k.createTeamToken, {
    params: inTeam(),
    body: { name: 'ci', role: 'developer', actions: ['resource:write', 'installation:read'] },
  });
  const machine = createApi(world.url, made.body.secret);
  const before = await resources();

  for (const asked of [{ paymentMethodId: card }, { prepaymentAmountCents: 1000 }]) {
    expect(await create(asked, machine)).toMatchObject({
      status: 403,
      error: { code: 'forbidden', action: 'billing:manage' },
    });
  }
  expect(await resources()).toBe(before);
});
