import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startReceiver } from '../webhooks/receiver.ts';
import { prepaidStory, prepayment } from '../world/prepaid.ts';
import { eventually, install, project, provision, wanted } from '../world/story.ts';
import { type Voice, voiceOf } from '../world/voice.ts';
import { startWorld, type World } from '../world/world.ts';

/** Each test has a month of its own, apart from the others: what is not billed counts in the next one too. */
let month = 0;
const firstOf = (which: number) => new Date(Date.UTC(2031, which, 1));

let world: World;
let installation: string;
let say: Voice;
let story: ReturnType<typeof prepaidStory>;
beforeAll(async () => {
  world = await startWorld({ rateLimits: null, billingEveryMs: 50 });
  installation = await install(world);
  say = voiceOf(world, installation);
  story = prepaidStory(world, installation);
  await story.told('', 'PATCH', {
    billingPlan: { ...prepayment, id: 'pool', minimumAmount: '1', maximumAmount: '1000' },
  });
});
afterAll(() => world.close());
beforeEach(async () => {
  month += 2;
  await setTime(new Date(firstOf(month).getTime() + 14 * 86_400_000));
  for (const { kind, id } of await limits()) await remove(kind === 'team' ? 'team' : (id ?? ''));
});

/** The time that the team is billed by; people and tokens keep to the real one. */
async function setTime(at: Date) {
  const { body } = await world.owner.api(k.getTeam, { params: { team: world.team } });
  await world.database.read(
    `insert into test_clock (team_id, now, created_at) values ($1, $2, now())
     on conflict (team_id) do update set now = excluded.now`,
    [body.team.id, at],
  );
}

const params = (subject: string) => ({ team: world.team, subject });
const limits = async () =>
  (await world.owner.api(k.listSpendLimits, { params: { team: world.team } })).body.limits;
const set = (subject: string, body: object) =>
  world.owner.api(k.setSpendLimit, { params: params(subject), body });
const remove = (subject: string) =>
  world.owner.api(k.removeSpendLimit, { params: params(subject) });
const warned = async (share: number) =>
  (await story.events('spend.warned')).filter(({ data }) => {
    return data.share === share && data.until === firstOf(month + 1).toISOString();
  });

/** What is owed so far in this month, of a resource or of the installation as a whole. */
async function report(total: string, resourceId?: string) {
  const timestamp = new Date(firstOf(month).getTime() + 14 * 86_400_000).toISOString();
  const line = {
    billingPlanId: resourceId === undefined ? 'pool' : 'free',
    name: 'Use',
    price: total,
    quantity: 1,
    units: 'USD',
  };
  const period = { start: firstOf(month).toISOString(), end: firstOf(month + 1).toISOString() };
  const items = [{ ...line, total, ...(resourceId === undefined ? {} : { resourceId }) }];
  const body = { timestamp, eod: timestamp, period, billing: items, usage: [] };
  expect((await say('POST', '/billing', body)).status).toBe(201);
}

test('invoices of the month and reports that are not billed count, to the last digit', async () => {
  const { id, externalId } = await provision(world, installation, { billingPlanId: 'free' });
  const web = await project(world, 'counted');
  await world.owner.api(k.connectResource, {
    params: { team: world.team, resource: id },
    body: { project: web, environments: ['production'] },
  });
  await story.bought({ amount: '20' });
  await report('1.005', externalId ?? '');

  for (const subject of ['team', web, installation, id]) await set(subject, { amount: '40' });

  expect(await limits()).toMatchObject([
    {
      ...{ kind: 'team', id: null, amount: '40', hardStop: false, warnAt: [50, 80, 100] },
      ...{ invoiced: '20', reported: '1.005', spent: '21.005', isReached: false },
      month: { start: firstOf(month).toISOString(), end: firstOf(month + 1).toISOString() },
    },
    { kind: 'project', id: web, spent: '1.005' },
    { kind: 'installation', id: installation, spent: '21.005' },
    { kind: 'resource', id, spent: '1.005' },
  ]);
});

test('what was not billed in its month counts in the next one, until its invoice comes', async () => {
  const { externalId } = await provision(world, installation, { billingPlanId: 'free' });
  await set('team', { amount: '40' });
  await report('3', externalId ?? '');

  month += 1;
  await setTime(firstOf(month));
  const [open] = await limits();
  const line = { billingPlanId: 'free', name: 'Use', price: '4', quantity: 1, units: 'USD' };
  const invoice = await say('POST', '/billing/invoices', {
    invoiceDate: firstOf(month).toISOString(),
    period: { start: firstOf(month - 1).toISOString(), end: firstOf(month).toISOString() },
    items: [{ ...line, resourceId: externalId, total: '4.00' }],
  });
  const [billed] = await limits();
  month += 1;
  await setTime(firstOf(month));

  expect(open).toMatchObject({ invoiced: '0', reported: '3' });
  expect([invoice.status, invoice.body]).toMatchObject([200, { validationErrors: [] }]);
  expect(billed).toMatchObject({ invoiced: '4', reported: '0' });
  expect(await limits()).toMatchObject([{ spent: '0' }]);
});

describe('a share that is reached', () => {
  test('is told once in a month, by event and webhook, after a report', async () => {
    const receiver = await startReceiver();
    await world.owner.api(r.createRestWebhook, {
      query: { slug: world.team },
      body: { url: receiver.url, events: ['alerts.triggered'] },
    });
    await set(installation, { amount: '10', warnAt: [100, 75, 75] });
    await report('7.49');
    expect(await warned(75)).toEqual([]);

    await report('7.50');
    await report('8');

    const [event, ...more] = await warned(75);
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      actor: { kind: 'system' },
      subject: { installation },
      data: { share: 75, spent: '7.5', amount: '10', isHard: false },
    });
    const alert = await eventually(async () =>
      receiver.arrived.find(({ body }) => body.includes('"share":75')),
    );
    expect(alert?.event).toMatchObject({
      type: 'alerts.triggered',
      payload: {
        installationId: installation,
        alert: {
          ...{ kind: 'spending', share: 75, spent: '7.5', until: event?.data.until },
          limit: { kind: 'installation', id: installation, amount: '10', isHard: false },
        },
      },
    });
    expect(await warned(100)).toEqual([]);
  });

  test('is told when the limit is set, and by a purchase', async () => {
    await report('5');
    await set('team', { amount: '10' });
    expect(await warned(50)).toHaveLength(1);
    expect(await warned(80)).toEqual([]);

    await story.bought({ amount: '5' });

    expect([await warned(80), await warned(100)]).toMatchObject([
      [{ data: { spent: '10' } }],
      [{ data: { spent: '10' } }],
    ]);
  });

  test('is found when a resource is connected and nobody reports', async () => {
    const { id, externalId } = await provision(world, installation, { billingPlanId: 'free' });
    const named = await project(world, 'joined');
    await set(named, { amount: '2' });
    await report('2', externalId ?? '');
    expect(await warned(100)).toEqual([]);

    await world.owner.api(k.connectResource, {
      params: { team: world.team, resource: id },
      body: { project: named, environments: ['production'] },
    });

    const found = await eventually(async () => {
      const all = await warned(100);
      return all.length > 0 && all;
    });
    expect(found).toMatchObject([{ subject: { project: named } }]);
  });
});

describe('a hard limit', () => {
  test('is never passed by 100 purchases at once', async () => {
    await set('team', { amount: '55', hardStop: true });

    const answers = await Promise.all(
      Array.from({ length: 100 }, () => story.buy({ amount: '10' })),
    );

    const bought = answers.filter(({ status }) => status === 201);
    const refused = answers.filter(({ status }) => status === 402);
    expect([bought.length, refused.length]).toEqual([5, 95]);
    expect(refused[0]?.error).toMatchObject({
      code: 'spend_limit_reached',
      message: expect.stringMatching(
        /The limit of the team is \$55\.00 a month: \$50\.00 are spent, and this costs \$10\.00 more\./,
      ),
    });
    expect(await limits()).toMatchObject([{ spent: '50', isReached: false }]);
    expect((await story.buy({ amount: '5' })).status).toBe(201);
  }, 60_000);

  test('lets plans that cost something be taken no more, and free ones still', async () => {
    const { id } = await provision(world, installation, { billingPlanId: 'free' });
    const change = (billingPlanId: string) =>
      world.owner.api(k.updateTeamResource, {
        params: { team: world.team, resource: id },
        body: { billingPlanId },
      });
    const make = (billingPlanId: string) =>
      world.owner.api(k.createResource, {
        params: { team: world.team, installation },
        body: wanted({ billingPlanId }),
      });
    await set(installation, { amount: '1', hardStop: true });
    expect((await make('pro')).status).toBe(201);
    await report('1');

    const answers = [
      await make('pro'),
      await change('pro'),
      await make('free'),
      await change('free'),
    ];

    expect(answers.map(({ status, error }) => [status, error?.code])).toEqual([
      [402, 'spend_limit_reached'],
      [402, 'spend_limit_reached'],
      [201, undefined],
      [200, undefined],
    ]);
    expect(answers[0]?.error.message).toContain('and this costs something');
  });

  test('of another resource, or that only warns, stops nothing', async () => {
    const { id } = await provision(world, installation, { billingPlanId: 'free' });
    await set(id, { amount: '0', hardStop: true });
    await set('team', { amount: '0' });

    expect((await story.buy({ amount: '10' })).status).toBe(201);
  });

  test('ends with its month', async () => {
    await set('team', { amount: '10', hardStop: true });
    await story.bought({ amount: '10' });
    expect((await story.buy({ amount: '1' })).status).toBe(402);

    month += 1;
    await setTime(firstOf(month));

    expect((await story.buy({ amount: '1' })).status).toBe(201);
  });
});

describe('limits', () => {
  test.each([
    [{ amount: '-1' }],
    [{ amount: '1e3' }],
    [{ amount: '' }],
    [{ amount: 5 }],
    [{ amount: '5', warnAt: [0] }],
    [{ amount: '5', warnAt: [50.5] }],
    [{ amount: '5', hard: true }],
    [{}],
  ])('are not set by %j', async (body) => {
    const { status, error } = await set('team', body);

    expect([status, error.code]).toEqual([400, 'invalid_request']);
  });

  test.each([
    ['prj_000000000000000000000000', 'project_not_found'],
    ['icfg_000000000000000000000000', 'installation_not_found'],
    ['store_000000000000000000000000', 'resource_not_found'],
    ['something', 'spend_limit_not_found'],
  ])('are of what the team has, and not of %s', async (subject, code) => {
    const { status, error } = await set(subject, { amount: '5' });

    expect([status, error.code]).toEqual([404, code]);
    expect((await remove(subject)).status).toBe(404);
  });

  test('are replaced, and removed once; both stand in the log', async () => {
    await set('team', { amount: '5' });
    await set('team', { amount: '6.50', hardStop: true, warnAt: [] });

    expect(await limits()).toMatchObject([{ amount: '6.50', hardStop: true, warnAt: [] }]);
    expect([(await remove('team')).status, (await remove('team')).status]).toEqual([204, 404]);
    const [newest] = await story.events('spend-limit.set');
    expect(newest?.data).toEqual({ amount: '6.50', isHard: true, warnAt: [] });
    expect(await story.events('spend-limit.removed')).not.toEqual([]);
  });

  test('are set by owners and the billing role alone, and seen within the team', async () => {
    const answers = [];
    for (const role of ['developer', 'viewer', 'billing'] as const) {
      const person = await world.signUp(role);
      const { email } = person;
      await world.owner.api(k.addMember, { params: { team: world.team }, body: { email, role } });
      answers.push(
        (await person.api(k.setSpendLimit, { params: params('team'), body: { amount: '5' } }))
          .status,
        (await person.api(k.listSpendLimits, { params: { team: world.team } })).status,
      );
    }
    const stranger = await world.signUp('Eve');
    await stranger.api(k.createTeam, { body: { name: 'Other', slug: 'other-limits' } });
    const theirs = { team: 'other-limits', subject: installation };

    expect(answers).toEqual([403, 200, 403, 200, 200, 200]);
    expect(
      (await stranger.api(k.setSpendLimit, { params: theirs, body: { amount: '5' } })).error.code,
    ).toBe('installation_not_found');
  });
});
