import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { prepaidStory } from '../world/prepaid.ts';
import { install, provision } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let installation: string;
let story: ReturnType<typeof prepaidStory>;
beforeAll(async () => {
  world = await startWorld({ rateLimits: null });
  installation = await install(world);
  story = prepaidStory(world, installation);
});
afterAll(() => world.close());

const rule = { billingPlanId: 'credits', below: '5', buys: '20', atMostPerMonth: '50.00' };

const place = (subject: string) => ({
  params: { team: world.team, installation, subject },
});
const set = (subject: string, more: object = {}) =>
  world.owner.api(k.setTopUpRule, { ...place(subject), body: { ...rule, ...more } });
const list = async () =>
  (await world.owner.api(k.listTopUpRules, { params: { team: world.team } })).body.topUpRules;
const ruleOf = async (resource: string) =>
  (await list()).find(({ resourceId }) => resourceId === resource);

let at = Date.now();
const report = (resourceId: string, cents: number) =>
  story.told('/billing/balance', 'POST', {
    timestamp: new Date(++at).toISOString(),
    balances: [{ resourceId, currencyValueInCents: cents }],
  });

test('a rule is set in dollars, shows how it stands, and buys nothing more once it is removed', async () => {
  const { id, externalId } = await story.prepaid();

  const made = await set(id);
  await report(externalId, 499);
  const fallen = await ruleOf(id);
  await report(externalId, 900);
  const well = await ruleOf(id);
  const removed = await world.owner.api(k.removeTopUpRule, place(id));
  await report(externalId, 100);

  expect(made).toMatchObject({
    status: 200,
    body: {
      topUpRule: {
        ...{ installationId: installation, resourceId: id, billingPlanId: 'credits' },
        ...{ below: '5.00', buys: '20.00', atMostPerMonth: '50.00', boughtThisMonth: '0.00' },
        ...{ state: 'armed', stoppedFor: null, heldUntil: null },
      },
    },
  });
  expect(fallen).toMatchObject({ state: 'bought', boughtThisMonth: '20.00' });
  expect(well).toMatchObject({ state: 'armed' });
  expect(removed.status).toBe(204);
  expect(await ruleOf(id)).toBeUndefined();
  expect((await story.list()).filter(({ resourceId }) => resourceId === id)).toHaveLength(1);
  const [event] = await story.events('billing.threshold-removed');
  expect(event).toMatchObject({ subject: { installation, resource: id } });
});

test('the most of a month holds it, and a limit of spending stops it until it is set again', async () => {
  const held = await story.prepaid();
  const stopped = await story.prepaid();
  await set(held.id, { atMostPerMonth: '20' });
  await set(stopped.id);
  await world.owner.api(k.setSpendLimit, {
    params: { team: world.team, subject: stopped.id },
    body: { amount: '1', hardStop: true },
  });

  for (const cents of [1, 900, 1]) await report(held.externalId, cents);
  await report(stopped.externalId, 1);

  expect(await ruleOf(held.id)).toMatchObject({
    state: 'held',
    heldUntil: expect.stringMatching(/-01T00:00:00.000Z$/),
  });
  expect(await ruleOf(stopped.id)).toMatchObject({ state: 'stopped', stoppedFor: 'spend_limit' });
  const again = await set(stopped.id);
  expect(again.body).toMatchObject({ topUpRule: { state: 'armed', stoppedFor: null } });
});

test('what the plan does not sell is refused at its field, in dollars', async () => {
  const { id } = await story.prepaid();

  const little = await set(id, { buys: '9.99' });
  const most = await set(id, { atMostPerMonth: '19.99' });

  expect(little).toMatchObject({
    status: 400,
    error: {
      message:
        'buys must be at least $10.00, which are 1000 cents, and is $9.99, which are 999 cents.',
      fields: [
        {
          key: 'buys',
          message: 'at least $10.00, which are 1000 cents, and is $9.99, which are 999 cents',
        },
      ],
    },
  });
  expect(most).toMatchObject({ status: 400, error: { fields: [{ key: 'atMostPerMonth' }] } });
});

test.each([
  ['nothing', { below: '0' }],
  ['parts of a cent', { buys: '10.005' }],
  ['a sign', { buys: '-10' }],
  ['something unknown', { metadata: '{}' }],
])('%s is refused', async (_, more) => {
  expect((await set('installation', more)).status).toBe(400);
});

test('what is not there, paid afterwards, or of another team has no rule', async () => {
  const { id } = await story.prepaid();
  const free = await provision(world, installation);
  const other = await world.signUp('Eve');
  await other.api(k.createTeam, { body: { name: 'Eve', slug: 'eve' } });
  const theirs = { params: { team: 'eve', installation, subject: id } };

  const answers = await Promise.all([
    set('rs_nothing'),
    set(free.id),
    set('installation'),
    other.api(k.setTopUpRule, { ...theirs, body: rule }),
    other.api(k.removeTopUpRule, theirs),
    other.api(k.listTopUpRules, { params: { team: world.team } }),
    world.owner.api(k.removeTopUpRule, place(free.id)),
    world.owner.api(k.removeTopUpRule, place('nonsense')),
  ]);

  expect(answers.map(({ status, error }) => [status, error?.code])).toEqual([
    [404, 'resource_not_found'],
    [400, 'billing_plan_not_found'],
    [400, 'billing_plan_not_found'],
    [404, 'installation_not_found'],
    [404, 'top_up_rule_not_found'],
    [404, 'team_not_found'],
    [404, 'top_up_rule_not_found'],
    [404, 'resource_not_found'],
  ]);
});

test('whoever only reads billing sees rules and changes none', async () => {
  const viewer = await world.signUp('Vera');
  await world.owner.api(k.addMember, {
    params: { team: world.team },
    body: { email: viewer.email, role: 'viewer' },
  });

  const answers = [
    await viewer.api(k.listTopUpRules, { params: { team: world.team } }),
    await viewer.api(k.setTopUpRule, { ...place('installation'), body: rule }),
    await viewer.api(k.removeTopUpRule, place('installation')),
  ];

  expect(answers.map(({ status }) => status)).toEqual([200, 403, 403]);
});
