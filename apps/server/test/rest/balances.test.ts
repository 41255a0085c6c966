import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { install, provision } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

const plan = {
  id: 'credits',
  type: 'prepayment',
  name: 'Credits',
  description: '',
  minimumAmount: '10',
  maximumAmount: '500',
};
const wish = {
  billingPlanId: 'credits',
  minimumAmountInCents: 500,
  purchaseAmountInCents: 2000,
  maximumAmountPerPeriodInCents: 10_000,
  metadata: '{}',
};

let world: World;
let installation: string;
beforeAll(async () => {
  world = await startWorld();
  installation = await install(world);
});
afterAll(() => world.close());

/** Speaks as the provider. */
async function told(path: string, method: string, body: object) {
  const { accessToken } = world.provider.installations.get(installation) ?? { accessToken: '' };
  const answer = await fetch(`${world.url}/v1/installations/${installation}${path}`, {
    method,
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

async function prepaid() {
  const { id, externalId } = await provision(world, installation);
  await told(`/resources/${externalId}`, 'PATCH', { billingPlan: plan });
  return { id, externalId: externalId ?? '' };
}

const list = async () => (await world.owner.api(r.listBalances, { params: { installation } })).body;
const set = (store: string, more: object = {}, call: object = {}) =>
  world.owner.api(r.setThreshold, {
    params: { installation, store },
    body: { ...wish, ...more },
    ...call,
  });
const setAll = (body: unknown) =>
  world.owner.api(r.setThresholds, { params: { installation }, body });

test('what the provider says is left is shown by its own id of the resource', async () => {
  const { externalId } = await prepaid();
  const balances = [
    { currencyValueInCents: 1250, resourceId: externalId, credit: '12 k tokens' },
    { currencyValueInCents: 900 },
  ];
  await told('/billing/balance', 'POST', { timestamp: new Date().toISOString(), balances });

  const shown = await list();

  expect(shown.balances).toEqual([
    { currencyValueInCents: 900, reportedAt: expect.any(String) },
    {
      resourceId: externalId,
      currencyValueInCents: 1250,
      credit: '12 k tokens',
      reportedAt: expect.any(String),
    },
  ]);
});

describe('a threshold', () => {
  test('is kept for a resource, replaced by the next, and over when the resource is gone', async () => {
    const { id, externalId } = await prepaid();
    const own = async () =>
      (await list()).thresholds.filter(({ resourceId }) => resourceId === externalId);

    const first = await set(id);
    const second = await set(externalId, { purchaseAmountInCents: 3000, metadata: '{"a":1}' });
    const kept = await own();
    await world.owner.api(r.deleteStore, { params: { store: id } });

    expect(first.body).toEqual({ ...wish, resourceId: externalId });
    expect(kept).toEqual([second.body]);
    expect(second.body).toMatchObject({ purchaseAmountInCents: 3000, metadata: '{"a":1}' });
    expect(await own()).toEqual([]);
  });

  test('is kept for the installation as a whole, in a batch that is taken whole or not at all', async () => {
    const { id, externalId } = await prepaid();
    await told('', 'PATCH', { billingPlan: { ...plan, id: 'pool', scope: 'installation' } });
    const whole = { ...wish, billingPlanId: 'pool' };

    const half = await setAll([whole, { ...wish, resourceId: id, purchaseAmountInCents: 1 }]);
    const before = await list();
    const both = await setAll([whole, { ...wish, resourceId: externalId }]);

    expect(half.status).toBe(400);
    expect(before.thresholds.map(({ billingPlanId }) => billingPlanId)).not.toContain('pool');
    expect(both.body.thresholds).toEqual([whole, { ...wish, resourceId: externalId }]);
    expect((await list()).thresholds).toEqual(expect.arrayContaining(both.body.thresholds));
  });

  test('leaves an event that says what was agreed to', async () => {
    const { id } = await prepaid();
    await set(id);

    const { body } = await world.owner.api(k.listEvents, { params: { team: world.team } });

    expect(body.events.find(({ type }) => type === 'billing.threshold-set')).toMatchObject({
      subject: { installation, resource: id },
      data: { purchaseAmountInCents: 2000, minimumAmountInCents: 500 },
    });
  });

  test.each([
    ['invalid_request', { purchaseAmountInCents: 0 }],
    ['invalid_request', { minimumAmountInCents: 1.5 }],
    ['invalid_request', { metadata: 'nonsense' }],
    ['invalid_request', { metadata: '[]' }],
    ['invalid_request', { purchaseAmountInCents: 60_000 }],
    ['billing_plan_not_found', { billingPlanId: 'gold' }],
  ])('is refused with 400 %s: %j', async (reason, wrong) => {
    const { id } = await prepaid();

    const { status, error } = await set(id, wrong);

    expect([status, error.reason]).toEqual([400, reason]);
  });

  test('is refused for what is paid afterwards, and for what is not there', async () => {
    const { id } = await provision(world, installation, { billingPlanId: 'free' });

    const answers = [
      await set(id, { billingPlanId: 'free' }),
      await set('store_none'),
      await set(id, {}, { params: { installation: 'icfg_none', store: id } }),
      await setAll([]),
    ];

    expect(answers.map(({ status, error }) => [status, error.reason])).toEqual([
      [400, 'billing_plan_unavailable'],
      [404, 'resource_not_found'],
      [404, 'installation_not_found'],
      [400, 'invalid_request'],
    ]);
  });

  test('is set by those who decide over money, and read by all members', async () => {
    const member = await world.signUp('Mel');
    await world.owner.api(k.addMember, {
      params: { team: world.team },
      body: { email: member.email, role: 'member' },
    });
    const { id } = await prepaid();
    const query = { slug: world.team };

    const refused = await member.api(r.setThreshold, {
      params: { installation, store: id },
      query,
      body: wish,
    });
    const read = await member.api(r.listBalances, { params: { installation }, query });

    expect([refused.status, refused.error.action, read.status]).toEqual([
      403,
      'billing:manage',
      200,
    ]);
  });

  test('of another team is not found', async () => {
    const stranger = await world.signUp('Eve');
    await stranger.api(k.createTeam, { body: { name: 'Other', slug: 'other-money' } });
    const { id } = await prepaid();

    const answers = [
      await stranger.api(r.listBalances, { params: { installation } }),
      await stranger.api(r.setThreshold, { params: { installation, store: id }, body: wish }),
      await stranger.api(r.setThresholds, { params: { installation }, body: [wish] }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
  });
});
