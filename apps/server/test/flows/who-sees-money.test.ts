import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { billingOf } from '../world/billing.ts';
import { openEventStream } from '../world/event-stream.ts';
import { eventually, install, provision } from '../world/story.ts';
import { voiceOf } from '../world/voice.ts';
import { type Person, startWorld, type World } from '../world/world.ts';

let world: World;
let installation: string;
let invoice: string;
beforeAll(async () => {
  world = await startWorld({ rateLimits: null });
  installation = await install(world);
  const { externalId } = await provision(world, installation);
  const { another } = billingOf(externalId ?? '');
  const { body } = await voiceOf(world, installation)('POST', '/billing/invoices', another(30));
  invoice = body.invoiceId;
});
afterAll(() => world.close());

type Role = 'billing' | 'member' | 'developer' | 'viewer';

async function memberAs(role: Role): Promise<Person> {
  const person = await world.signUp(role);
  const params = { team: world.team };
  await world.owner.api(k.addMember, { params, body: { email: person.email, role } });
  return person;
}

/** What tells of money that is owed or was paid, and of what it is paid with. */
const reads = () => {
  const params = { team: world.team, invoice };
  return [
    ['the list of invoices', k.listInvoices, params],
    ['an invoice', k.getTeamInvoice, params],
    ['its page', k.getInvoiceHtml, params],
    ['its PDF', k.getInvoicePdf, params],
    ['its evidence', k.getInvoiceEvidence, params],
    ['its payments', k.listPayments, params],
    ['payment methods', k.listPaymentMethods, params],
    ['purchases', k.listPurchases, params],
    ['a purchase', k.getPurchase, params],
    ['credits', k.listCredits, params],
    ['a file of invoices', k.exportInvoicesCsv, params],
    ['the same as JSON', k.exportInvoicesJson, params],
  ] as const;
};

/** The status of each, read bare: some are files. */
const statuses = ({ token }: Pick<Person, 'token'>) =>
  Promise.all(
    reads().map(async ([name, { path }, params]) => {
      const place = path.replace('{team}', params.team).replace('{invoice}', params.invoice);
      const headers = { authorization: `Bearer ${token}` };
      const { status } = await fetch(`${world.url}${place}`, { headers });
      return [name, status];
    }),
  );

/** What was not a purchase is found by nobody. */
const seen = () => reads().map(([name]) => [name, name === 'a purchase' ? 404 : 200]);

test('owners and the billing role see what is owed and paid', async () => {
  const billing = await memberAs('billing');

  expect(await statuses(world.owner)).toEqual(seen());
  expect(await statuses(billing)).toEqual(seen());
});

test.for(['member', 'developer', 'viewer'] as const)(
  'a %s sees what is used and left, and nothing of invoices',
  async (role) => {
    const { api, token } = await memberAs(role);
    const params = { team: world.team, installation };

    expect(await statuses({ token })).toEqual(reads().map(([name]) => [name, 403]));
    expect((await api(k.listUsage, { params })).status).toBe(200);
    expect((await api(k.listBalances, { params })).status).toBe(200);
  },
);

test('a token can be narrowed to reading invoices, and does not go beyond its role with that', async () => {
  const made = await world.owner.api(k.createTeamToken, {
    params: { team: world.team },
    body: { name: 'books', role: 'billing', actions: ['invoice:read'] },
  });

  const beyond = await world.owner.api(k.createTeamToken, {
    params: { team: world.team },
    body: { name: 'books', role: 'developer', actions: ['invoice:read'] },
  });

  expect(await statuses({ token: made.body.secret })).toEqual(seen());
  expect(await statuses({ token: beyond.body.secret })).toEqual(
    reads().map(([name]) => [name, 403]),
  );
});

test('what happened is seen by everybody, and amounts in it only by who may read invoices', async () => {
  const params = { team: world.team };
  await world.owner.api(k.grantCredit, { params, body: { amount: '12.34', reason: 'an outage' } });
  const seenBy = async ({ token, api }: Pick<Person, 'token' | 'api'>) => {
    const { body } = await api(k.listEvents, { params, query: { limit: 500 } });
    const headers = { authorization: `Bearer ${token}` };
    const stream = await openEventStream(world.url, world.team, { headers, query: '?after=0' });
    await eventually(async () => stream.events.length >= body.events.length);
    stream.close();
    const { body: told } = await api(r.listUserEvents, {
      query: { slug: world.team, limit: 100, withPayload: 'true' },
    });
    expect(JSON.stringify(told).includes('12.34')).toBe(JSON.stringify(body).includes('12.34'));
    expect(stream.events).toEqual(body.events.toReversed());
    return body.events;
  };

  const all = await seenBy(world.owner);
  const bare = await seenBy(await memberAs('developer'));

  const own = (events: typeof all) => events.filter(({ type }) => type === 'credit.granted');
  expect(own(all)).toMatchObject([{ data: { amount: '12.34', reason: 'an outage' } }]);
  expect(own(bare)).toMatchObject([{ data: { reason: 'an outage' } }]);
  expect(JSON.stringify(all)).toMatch(/"\d+\.\d\d"/);
  expect(JSON.stringify(bare)).not.toMatch(/"-?\d+\.\d\d"/);
  expect(bare.find(({ type }) => type === 'invoice.created')?.subject.invoice).toBe(invoice);
  expect(own(all)[0]?.text).toBe('A credit was given: $12.34');
  expect(own(bare)[0]?.text).toBe('A credit was given');
});
