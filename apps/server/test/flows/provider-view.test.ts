import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { billingOf } from '../world/billing.ts';
import { install, provision } from '../world/story.ts';
import { voiceOf } from '../world/voice.ts';
import { type Person, publish, startWorld, type World } from '../world/world.ts';

let world: World;
let customer: Person;
let first: Customer;
let second: Customer;
beforeAll(async () => {
  world = await startWorld({ rateLimits: null });
  await world.owner.api(k.setCommission, {
    params: { integration: 'scripted' },
    body: { rate: '10' },
  });
  customer = await world.signUp('Cleo');
  first = await bought(customer, 'first');
  second = await bought(customer, 'second');
});
afterAll(() => world.close());

type Customer = {
  readonly team: string;
  readonly installation: string;
  readonly externalId: string;
};

/** A team of somebody else with a resource of the integration. */
async function bought(owner: Person, team: string): Promise<Customer> {
  await owner.api(k.createTeam, { body: { name: `The ${team} team`, slug: team } });
  const stage = { ...world, owner, team };
  const installation = await install(stage);
  const { externalId } = await provision(stage, installation, { name: `${team}-db` });
  return { team, installation, externalId: externalId ?? '' };
}

/** Puts a team on a time of its own, or on that of the host again. */
async function setClock(team: string, at: string | null): Promise<void> {
  const { body } = await customer.api(k.getTeam, { params: { team } });
  await world.database.read('delete from test_clock where team_id = $1', [body.team.id]);
  if (at === null) return;
  await world.database.read(
    'insert into test_clock (team_id, now, created_at) values ($1, $2, now())',
    [body.team.id, at],
  );
}

type Told = { readonly owed: string; readonly reads: number };

const place = () => ({ team: world.team, integration: 'scripted' });
let days = 20;
async function bill({ installation, externalId }: Customer, more = {}): Promise<string> {
  days += 1;
  const invoice = billingOf(externalId).another(days, more);
  const { status, body } = await voiceOf(world, installation)('POST', '/billing/invoices', invoice);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body.invoiceId;
}
const settle = (team: string, invoice: string, outcome: 'paid' | 'refunded') =>
  world.owner.api(k.settleInvoice, { params: { team, invoice }, body: { outcome } });
const earnings = async () =>
  (await world.owner.api(k.getProviderEarnings, { params: place() })).body;
const entries = async (query: Record<string, string | number> = {}) =>
  (await world.owner.api(k.listProviderEntries, { params: place(), query })).body.entries;
const invoices = async (query: Record<string, string | number> = {}) =>
  (await world.owner.api(k.listProviderInvoices, { params: place(), query })).body.invoices;
const installations = async (query: Record<string, string | number> = {}) =>
  (await world.owner.api(k.listProviderInstallations, { params: place(), query })).body
    .installations;

test('a provider sees who has installed what, by name and never by id', async () => {
  const all = await installations();

  expect(all.map(({ id, team, lifecycle, resources }) => [id, team, lifecycle, resources])).toEqual(
    [
      [second.installation, { name: 'The second team' }, 'installed', 1],
      [first.installation, { name: 'The first team' }, 'installed', 1],
    ],
  );
  const { id: teamId } = (await customer.api(k.getTeam, { params: { team: 'first' } })).body.team;
  expect(JSON.stringify(all)).not.toContain(teamId);
  expect(JSON.stringify(all)).not.toContain(customer.userId);
  const ids = async (query: Record<string, string | number>) =>
    (await installations(query)).map(({ id }) => id);
  expect(await ids({ search: 'SECOND' })).toEqual([second.installation]);
  expect(await ids({ limit: 1, before: second.installation })).toEqual([first.installation]);
  expect(await ids({ state: 'former' })).toEqual([]);
  const params = { ...place(), installation: first.installation };
  const { body } = await world.owner.api(k.listProviderResources, { params });
  expect(body.resources).toMatchObject([
    { externalId: first.externalId, name: 'first-db', product: 'db', lifecycle: 'active' },
  ]);
});

test('what was reported of an installation is shown back, and when', async () => {
  const { item, period, at } = billingOf(first.externalId);
  const said = { timestamp: at(0), eod: at(0), period, billing: [item], usage: [] };
  const { status } = await voiceOf(world, first.installation)('POST', '/billing', said);
  expect(status).toBeLessThan(300);

  const params = { ...place(), installation: first.installation };
  const { body } = await world.owner.api(k.listProviderUsage, { params });

  expect(body.reports).toMatchObject([{ charges: [{ resourceId: first.externalId }] }]);
  const found = await world.owner.api(k.getProviderInstallation, { params });
  expect(found.body.installation).toMatchObject({
    lastReportAt: body.reports[0]?.reportedAt,
    billingUntil: null,
    finalizedAt: null,
  });
});

test('usage and cost of all installations are added up by day, and stand apart by installation', async () => {
  const DAY_MS = 24 * 60 * 60 * 1000;
  const midnight = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const day = (ago: number) => new Date(midnight - ago * DAY_MS).toISOString();
  const dayOf = (ago: number) => day(ago).slice(0, 10);
  const report = async ({ team, installation, externalId }: Customer, ago: number, told: Told) => {
    // a billing day ends as the next begins, and is reported then
    const at = day(ago - 1);
    await setClock(team, at);
    const { status } = await voiceOf(world, installation)('POST', '/billing', {
      ...{ timestamp: at, eod: at, period: { start: day(8), end: day(-20) } },
      billing: [{ ...billingOf(externalId).item, total: told.owed }],
      usage: [
        {
          ...{ resourceId: externalId, name: 'Reads', type: 'interval', units: 'rows' },
          ...{ dayValue: told.reads, periodValue: told.reads },
        },
      ],
    });
    expect(status).toBe(201);
  };
  await report(first, 6, { owed: '1.00', reads: 10 });
  await report(first, 5, { owed: '3.00', reads: 20 });
  await report(first, 4, { owed: '3.50', reads: 30 });
  await report(second, 5, { owed: '7.00', reads: 1 });
  await setClock('first', null);
  await setClock('second', null);
  const query = { from: dayOf(5), to: dayOf(4) };

  const { body } = await world.owner.api(k.getProviderUsage, { params: place(), query });
  const each = await world.owner.api(k.listProviderUsageByInstallation, {
    params: place(),
    query,
  });

  expect(body).toEqual({
    ...query,
    installations: 2,
    // what was there the day before is not added again
    cost: [
      { from: dayOf(5), added: '9' },
      { from: dayOf(4), added: '0.5' },
    ],
    usage: [
      {
        ...{ name: 'Reads', type: 'interval', units: 'rows' },
        values: [
          { from: dayOf(5), value: '21' },
          { from: dayOf(4), value: '30' },
        ],
      },
    ],
  });
  const reads = { name: 'Reads', type: 'interval', units: 'rows' };
  const none = { isTest: false, lastReportAt: expect.any(String) };
  expect(each.body).toEqual({
    ...query,
    installations: [
      {
        ...{ id: second.installation, team: { name: 'The second team' }, ...none },
        ...{ cost: '7', usage: [{ ...reads, value: '1' }] },
      },
      {
        ...{ id: first.installation, team: { name: 'The first team' }, ...none },
        ...{ cost: '2.5', usage: [{ ...reads, value: '50' }] },
      },
    ],
  });
  const listed = async (more: Record<string, string | number>) => {
    const all = { params: place(), query: { ...query, ...more } };
    const { body: found } = await world.owner.api(k.listProviderUsageByInstallation, all);
    return found.installations.map(({ id }) => id);
  };
  expect(await listed({ limit: 1 })).toEqual([second.installation]);
  expect(await listed({ before: second.installation })).toEqual([first.installation]);
  expect(await listed({ tests: 'true' })).toEqual([]);
  expect(await listed({ from: dayOf(4) })).toEqual([first.installation]);
  const wrong: Record<string, string>[] = [
    { from: dayOf(1), to: dayOf(2) },
    { from: '2020-01-01' },
    { per: 'hour' },
  ];
  for (const asked of wrong) {
    const refused = await world.owner.api(k.getProviderUsage, { params: place(), query: asked });
    expect([refused.status, refused.error.code]).toEqual([400, 'invalid_request']);
  }
});

test('invoices and their money are those of all teams, to the cent of the commission', async () => {
  const before = await earnings();
  const paid = await bill(first);
  const open = await bill(second);
  const trial = await bill(second, { test: { validate: false, result: 'paid' } });
  await settle('first', paid, 'paid');

  const rows = await invoices();
  expect(rows.slice(0, 3)).toMatchObject([
    { id: trial, isTest: true, team: { name: 'The second team' } },
    {
      id: open,
      state: 'invoiced',
      isTest: false,
      total: '10.00',
      commission: '1.00',
      paidAt: null,
    },
    { id: paid, state: 'paid', paidAt: expect.any(String), dispute: null, refundTotal: '0.00' },
  ]);
  const ids = async (query: Record<string, string>) => (await invoices(query)).map(({ id }) => id);
  expect(await ids({ state: 'paid', tests: 'false' })).toEqual([paid]);
  expect(await ids({ tests: 'true' })).toEqual([trial]);
  expect(await ids({ installation: first.installation })).toEqual([paid]);
  expect(await ids({ before: open })).toEqual([paid]);

  expect(before).toMatchObject({ due: '0.00', unpaid: '0.00', payouts: [] });
  expect(await earnings()).toMatchObject({
    due: '9.00',
    unpaid: '10.00',
    commission: '1.00',
    commissionRate: '10',
    paidOut: '0.00',
  });
  expect(await entries()).toMatchObject([
    { kind: 'invoice.paid', subject: { kind: 'invoice', id: paid }, amount: '9.00', due: '9.00' },
  ]);
});

test('a payout is one entry however many teams it came from, and a refund takes back its part', async () => {
  const [one, two] = [await bill(first), await bill(second)];
  await settle('first', one, 'paid');
  await settle('second', two, 'paid');
  const { due } = await earnings();

  const paid = await world.owner.api(k.recordPayout, {
    params: { integration: 'scripted' },
    body: { amount: due, reference: 'transfer 7' },
  });
  expect(paid.status).toBe(201);
  await voiceOf(world, first.installation)('POST', `/billing/invoices/${one}/actions`, {
    action: 'refund',
    reason: 'too slow',
    total: '5.00',
  });
  await settle('first', one, 'refunded');

  const books = await earnings();
  expect(books).toMatchObject({ due: '-4.50', paidOut: due });
  expect(books.payouts).toMatchObject([{ amount: due, reference: 'transfer 7' }]);
  const posted = await entries();
  expect(posted.slice(0, 2)).toMatchObject([
    { kind: 'invoice.refunded', amount: '-4.50', commission: '-0.50', due: '-4.50' },
    { kind: 'payout.paid', amount: `-${due}`, commission: '0.00', due: '0.00' },
  ]);
  const last = posted.at(1)?.id ?? '';
  expect(await entries({ before: last, limit: 1 })).toEqual(posted.slice(2, 3));
  expect((await invoices({ state: 'refunded' }))[0]).toMatchObject({
    refundTotal: '5.00',
    refundReason: 'too slow',
  });
});

test('to another team, and for an installation of another integration, nothing of it is there', async () => {
  await publish(customer.api, 'first', world.provider.baseUrl, 'theirs');
  const { installation } = first;
  const ours = { team: 'first', integration: 'scripted', installation };
  const theirs = { team: 'first', integration: 'theirs', installation };

  const answers = await Promise.all([
    customer.api(k.listProviderInstallations, { params: ours }),
    customer.api(k.getProviderInstallation, { params: ours }),
    customer.api(k.listProviderResources, { params: ours }),
    customer.api(k.listProviderUsage, { params: ours }),
    customer.api(k.getProviderUsage, { params: ours }),
    customer.api(k.listProviderUsageByInstallation, { params: ours }),
    customer.api(k.listProviderInvoices, { params: ours }),
    customer.api(k.getProviderEarnings, { params: ours }),
    customer.api(k.listProviderEntries, { params: ours }),
    customer.api(k.getProviderInstallation, { params: theirs }),
    customer.api(k.listProviderResources, { params: theirs }),
    customer.api(k.listProviderUsage, { params: theirs }),
  ]);

  expect(answers.map(({ status, error }) => [status, error.code])).toEqual([
    ...Array.from({ length: 9 }, () => [404, 'integration_not_found']),
    ...Array.from({ length: 3 }, () => [404, 'installation_not_found']),
  ]);
  const none = await customer.api(k.listProviderInvoices, {
    params: theirs,
    query: { installation },
  });
  expect(none.body.invoices).toEqual([]);
  const outside = await customer.api(k.getProviderEarnings, { params: place() });
  expect([outside.status, outside.error.code]).toEqual([404, 'team_not_found']);
});

test('money is for those who answer for it, installations and usage for every member', async () => {
  const member = await world.signUp('Mia');
  await world.owner.api(k.addMember, {
    params: { team: world.team },
    body: { email: member.email, role: 'developer' },
  });

  const [rows, money, sent, posted] = await Promise.all([
    member.api(k.listProviderInstallations, { params: place() }),
    member.api(k.getProviderEarnings, { params: place() }),
    member.api(k.listProviderInvoices, { params: place() }),
    member.api(k.listProviderEntries, { params: place() }),
  ]);
  const used = await Promise.all([
    member.api(k.getProviderUsage, { params: place() }),
    member.api(k.listProviderUsageByInstallation, { params: place() }),
  ]);

  expect([rows, money, sent, posted].map(({ status }) => status)).toEqual([200, 403, 403, 403]);
  expect(used.map(({ status }) => status)).toEqual([200, 200]);
});
