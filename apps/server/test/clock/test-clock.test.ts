import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { billingOf } from '../world/billing.ts';
import { install, provision, type Stage } from '../world/story.ts';
import { anotherTeam } from '../world/two-teams.ts';
import { type Voice, voiceOf } from '../world/voice.ts';
import { type Person, startWorld, type World } from '../world/world.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const HOUR_MS = DAY_MS / 24;
const start = '2027-01-01T00:00:00.000Z';
const days = (count: number) => new Date(Date.parse(start) + count * DAY_MS).toISOString();

let world: World;
let stage: Stage;
beforeAll(async () => {
  world = await startWorld({ rateLimits: null, billingEveryMs: 60_000, testClocks: 'owners' });
});
afterAll(() => world.close());
beforeEach(async () => {
  stage = await anotherTeam(world);
});

const params = () => ({ team: stage.team });
const create = (now?: string) =>
  stage.owner.api(k.createTestClock, { params: params(), body: now === undefined ? {} : { now } });
const advance = (body: object) => stage.owner.api(k.advanceTestClock, { params: params(), body });
const show = () => stage.owner.api(k.getTestClock, { params: params() });
const remove = () => stage.owner.api(k.removeTestClock, { params: params() });

/** A team on a clock that stands at the start, with a resource, and the voice of its provider. */
async function onClock() {
  await create(start);
  const installation = await install(stage);
  const resource = await provision(stage, installation, { billingPlanId: 'pro' });
  const say = voiceOf(world, installation);
  const billing = billingOf(resource.externalId ?? '', Date.parse(start));
  const item = { ...billing.item, billingPlanId: 'pro' };
  const period = { start, end: days(30) };
  return { installation, resource, say, bill: { invoiceDate: days(10), period, items: [item] } };
}

async function submit(say: Voice, invoice: object): Promise<string> {
  const { status, body } = await say('POST', '/billing/invoices', invoice);
  expect(status, JSON.stringify(body)).toBe(200);
  return body.invoiceId;
}

const shownInvoice = async (invoice: string) =>
  (await stage.owner.api(k.getTeamInvoice, { params: { ...params(), invoice } })).body.invoice;
const settle = (invoice: string, outcome: string) =>
  world.owner.api(k.settleInvoice, { params: { ...params(), invoice }, body: { outcome } });

test('documents and evidence of a test clock say so', async () => {
  const { say, bill } = await onClock();
  const invoice = await submit(say, { ...bill, invoiceDate: start });

  const page = await fetch(
    `${world.url}/kontor/v1/teams/${stage.team}/invoices/${invoice}/document.html`,
    { headers: { authorization: `Bearer ${stage.owner.token}` } },
  );
  const evidence = await stage.owner.api(k.getInvoiceEvidence, {
    params: { ...params(), invoice },
  });

  expect(page.status).toBe(200);
  expect(await page.text()).toContain('Made on a test clock: no money is owed.');
  expect(evidence.body.evidence.invoice.isOfTestClock).toBe(true);
});

describe('a team on a test clock', () => {
  test('is billed by a time that stands still until it is moved on', async () => {
    const made = await create(start);

    expect(made.status).toBe(201);
    expect(made.body.testClock).toMatchObject({ now: start, isMoving: false, next: null });
    const moved = await advance({ by: '1mo' });
    expect(moved.body).toMatchObject({
      testClock: { now: days(31), isMoving: false, next: null },
      stops: [days(31)],
      isComplete: true,
      late: [],
    });
    expect((await show()).body.testClock.now).toBe(days(31));
  });

  test('begins at the real time where nothing else is said', async () => {
    const before = Date.now();

    const { body } = await create();

    const now = Date.parse(body.testClock.now);
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
  });

  test('is sent an invoice on its date, and everything on the way happens in order', async () => {
    const { say, bill } = await onClock();
    const later = await submit(say, { ...bill, invoiceDate: days(20) });
    const sooner = await submit(say, { ...bill, period: { start, end: days(15) } });
    expect((await shownInvoice(sooner)).state).toBe('scheduled');

    const { body } = await advance({ by: '30d' });

    expect(body.stops).toEqual([days(10), days(20), days(30)]);
    expect(body.happened).toMatchObject([
      { at: days(10), type: 'invoice.created', subject: { invoice: sooner } },
      { at: days(20), type: 'invoice.created', subject: { invoice: later } },
    ]);
    expect((await shownInvoice(sooner)).state).toBe('invoiced');
  });

  test('goes to whatever waits next, and no further', async () => {
    const { say, bill } = await onClock();
    const invoice = await submit(say, bill);
    expect((await show()).body.testClock.next).toBe(days(10));

    const first = await advance({ toNext: true });
    await settle(invoice, 'notpaid');
    const second = await advance({ toNext: true });

    expect(first.body.testClock).toMatchObject({ now: days(10) });
    // fifteen days after the first failed charge
    expect(second.body.testClock.now).toBe(days(25));
    expect(await shownInvoice(invoice)).toMatchObject({ state: 'overdue' });
    await settle(invoice, 'paid');
    expect(await shownInvoice(invoice)).toMatchObject({ state: 'paid', paidAt: days(25) });
    expect((await advance({ toNext: true })).error).toMatchObject({ code: 'nothing_due' });
  });

  test('has plans that wait for their day, and its provider reports by its time', async () => {
    const { say, resource } = await onClock();
    const plan = { id: 'free', type: 'subscription', name: 'Free', description: '' };
    const path = `/resources/${resource.externalId}`;
    const wanted = { billingPlan: { ...plan, effectiveDate: days(14) } };
    expect((await say('PATCH', path, wanted)).status).toBe(200);
    const shown = async () =>
      (
        await stage.owner.api(k.getTeamResource, {
          params: { ...params(), resource: resource.id },
        })
      ).body.resource;
    const report = (eod: string) =>
      say('POST', '/billing', {
        ...{ timestamp: eod, eod, period: { start, end: days(31) }, billing: [] },
        usage: [],
      });

    expect(await shown()).toMatchObject({
      billingPlan: { id: 'pro' },
      pendingBillingPlan: { id: 'free' },
    });
    await advance({ by: '14d' });

    expect(await shown()).toMatchObject({ billingPlan: { id: 'free' }, pendingBillingPlan: null });
    expect((await report(days(13))).status).toBe(201);
    expect((await report(days(12))).status).toBe(400);
  });

  test('keeps a removed installation for a day of its own', async () => {
    const { installation, say } = await onClock();
    world.provider.misbehave(({ method }) => method === 'DELETE', {
      kind: 'answer-after',
      status: 200,
      body: JSON.stringify({ finalized: false }),
    });
    await stage.owner.api(k.uninstall, { params: { ...params(), installation } });

    const before = await advance({ by: '23h' });
    const isAlive = (await say('GET', '/account')).status;
    const after = await advance({ toNext: true });

    expect(before.body.happened).toEqual([]);
    expect(isAlive).toBe(200);
    expect(after.body.happened).toMatchObject([
      { at: days(1), type: 'installation.finalized', subject: { installation } },
    ]);
    expect((await say('GET', '/account')).status).toBe(401);
  });

  test('is told apart in everything it and its providers are answered', async () => {
    const { say } = await onClock();
    const answered = await fetch(`${world.url}/kontor/v1/teams/${stage.team}/installations`, {
      headers: { authorization: `Bearer ${stage.owner.token}` },
    });
    const real = await fetch(`${world.url}/kontor/v1/teams/${world.team}/installations`, {
      headers: { authorization: `Bearer ${world.owner.token}` },
    });

    expect(answered.headers.get('x-kontor-test-clock')).toBe(start);
    expect(real.headers.get('x-kontor-test-clock')).toBeNull();
    expect((await say('GET', '/account')).headers.get('x-kontor-test-clock')).toBe(start);
    const { body } = await stage.owner.api(k.getTeam, { params: params() });
    expect(body.team).toMatchObject({ testClock: start });
  });

  test('tells in its log who moved its time, by the real time', async () => {
    const before = Date.now();
    await create(start);
    await advance({ by: '2d' });
    await remove();

    const { body } = await stage.owner.api(k.listEvents, { params: params(), query: {} });

    const told = body.events.filter(({ type }) => type.startsWith('test-clock.'));
    expect(told).toMatchObject([
      { type: 'test-clock.removed', data: { now: days(2) } },
      { type: 'test-clock.advanced', data: { from: start, to: days(2) } },
      { type: 'test-clock.created', data: { now: start } },
    ]);
    for (const { at } of told) expect(Date.parse(at)).toBeGreaterThanOrEqual(before - HOUR_MS);
  });
});

describe('a test clock', () => {
  test('is never put back', async () => {
    await create(start);
    await advance({ by: '2d' });

    const { status, error } = await advance({ to: days(1) });

    expect([status, error]).toMatchObject([400, { code: 'invalid_request' }]);
    expect((await advance({ to: days(2) })).body).toMatchObject({ stops: [], isComplete: true });
  });

  test('is moved by one at a time: of two at once, the other is told', async () => {
    await create(start);

    const all = await Promise.all([1, 2, 3, 4].map(() => advance({ by: '1d' })));

    const won = all.filter(({ status }) => status === 200);
    const told = all.filter(({ status }) => status !== 200);
    expect(won.length).toBeGreaterThanOrEqual(1);
    for (const { status, error } of told) {
      expect([status, error?.code]).toEqual([409, 'test_clock_moving']);
    }
    expect((await show()).body.testClock.now).toBe(days(won.length));
  });

  test('whose advance broke off is free again when its lease is over', async () => {
    await create(start);
    const broken = (until: string) =>
      world.database.transact((sql) =>
        sql(
          `update test_clock set advanced_by = 'a process that died', advancing_to = $2,
             leased_until = now() + $3::interval
           from people.organization o where o."id" = team_id and o."slug" = $1`,
          [stage.team, days(3), until],
        ),
      );
    await broken('1 minute');
    const during = await advance({ by: '1d' });
    await broken('-1 second');

    const after = await advance({ by: '1d' });

    expect([during.status, during.error?.code]).toEqual([409, 'test_clock_moving']);
    expect(after.body.testClock).toMatchObject({ now: days(1), isMoving: false });
  });

  test('goes on from where it stopped when work cannot be done', async () => {
    const { say, bill } = await onClock();
    const invoice = await submit(say, bill);
    // somebody holds the invoice, so that nothing can be done with it
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const holding = world.database.transact(async (sql) => {
      await sql('select 1 from invoice where invoice_id = $1 for update', [invoice]);
      await held;
    });
    const moving = advance({ by: '30d' });
    const during = await show();
    release();
    await holding;

    expect((await moving).body).toMatchObject({ isComplete: true, testClock: { now: days(30) } });
    expect(during.status).toBe(200);
    expect((await shownInvoice(invoice)).state).toBe('invoiced');
  });

  test('is made once, and is not there where it was not made', async () => {
    expect([(await show()).status, (await advance({ by: '1d' })).status]).toEqual([404, 404]);
    expect((await remove()).error).toMatchObject({ code: 'test_clock_not_found' });
    await create(start);

    expect((await create(start)).error).toMatchObject({ code: 'test_clock_exists' });
  });

  test('begins no earlier than now where something is installed, and within ten years', async () => {
    await install(stage);

    const past = await create('2020-01-01T00:00:00Z');
    const far = await create('2099-01-01T00:00:00Z');
    const ahead = await create(start);
    const tooFar = await advance({ by: '11y' });

    expect([past.status, far.status, ahead.status, tooFar.status]).toEqual([400, 400, 201, 400]);
  });

  test('stays while it is ahead of the real time and something is installed', async () => {
    const { installation } = await onClock();

    const refused = await remove();
    await stage.owner.api(k.uninstall, { params: { ...params(), installation } });
    const removed = await remove();

    expect([refused.status, refused.error?.code]).toEqual([409, 'test_clock_ahead']);
    expect(removed.status).toBe(204);
    expect((await stage.owner.api(k.getTeam, { params: params() })).body.team.testClock).toBe(
      undefined,
    );
  });

  test.each([
    [{}],
    [{ by: '0d' }],
    [{ by: '-3d' }],
    [{ by: '1.5d' }],
    [{ by: '3 days' }],
    [{ by: '1d', to: days(9) }],
    [{ to: 'tomorrow' }],
    [{ toNext: false }],
    [{ by: '1d', quietly: true }],
  ])('is not moved by %j', async (body) => {
    await create(start);

    const { status, error } = await advance(body);

    expect([status, error?.code]).toEqual([400, 'invalid_request']);
    expect((await show()).body.testClock.now).toBe(start);
  });
});

describe('who may move the time of a team', () => {
  const roles = ['member', 'developer', 'billing', 'viewer'];
  test.each(roles)('not its %s, who may see it', async (role) => {
    await create(start);
    const person: Person = await world.signUp('Linus');
    await stage.owner.api(k.addMember, {
      params: params(),
      body: { email: person.email, role },
    });

    const seen = await person.api(k.getTestClock, { params: params() });
    const moved = await person.api(k.advanceTestClock, { params: params(), body: { by: '1d' } });

    expect([seen.status, moved.status, moved.error?.code]).toEqual([200, 403, 'forbidden']);
  });

  test('not the owner of another team, for whom there is none', async () => {
    await create(start);
    const stranger = await world.signUp('Eve');

    const seen = await stranger.api(k.getTestClock, { params: params() });

    expect([seen.status, seen.error?.code]).toEqual([404, 'team_not_found']);
  });
});

describe('where only operators may put teams on test clocks', () => {
  let strict: World;
  beforeAll(async () => {
    strict = await startWorld({ rateLimits: null });
  });
  afterAll(() => strict.close());

  test('an owner who is none is refused, and one who is may', async () => {
    const other = await anotherTeam(strict);
    const byOwner = await other.owner.api(k.createTestClock, {
      params: { team: other.team },
      body: {},
    });
    const byOperator = await strict.owner.api(k.createTestClock, {
      params: { team: strict.team },
      body: {},
    });

    expect([byOwner.status, byOwner.error?.code, byOperator.status]).toEqual([
      403,
      'forbidden',
      201,
    ]);
  });

  test('an owner who is none is not told that they may, until the team is on one', async () => {
    const { team, owner } = await anotherTeam(strict);
    const isTold = async (person: Person) => {
      const me = await person.api(k.getMe);
      const alone = await person.api(k.getTeam, { params: { team } });
      const inMe = me.body.teams.find(({ slug }) => slug === team)?.actions ?? [];
      return [inMe, alone.body.team.actions].map((actions) => actions.includes('clock:manage'));
    };
    await owner.api(k.addMember, {
      params: { team },
      body: { email: strict.owner.email, role: 'owner' },
    });

    expect(await isTold(owner)).toEqual([false, false]);
    expect(await isTold(strict.owner)).toEqual([true, true]);
    await strict.owner.api(k.createTestClock, { params: { team }, body: {} });
    expect(await isTold(owner)).toEqual([true, true]);
  });
});
