import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { billingOf } from '../world/billing.ts';
import { eventually, install, provision } from '../world/story.ts';
import { type Voice, voiceOf } from '../world/voice.ts';
import { startWorld, type World } from '../world/world.ts';
import { setWebhookUrl } from './hooks-world.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const start = '2027-01-01T00:00:00.000Z';
const day = (count: number) => new Date(Date.parse(start) + count * DAY_MS).toISOString();

let world: World;
let installation: string;
let say: Voice;
let billing: ReturnType<typeof billingOf>;
beforeAll(async () => {
  world = await startWorld({ rateLimits: null, billingEveryMs: 60_000, testClocks: 'owners' });
  await world.owner.api(k.createTestClock, { params: team(), body: { now: start } });
  installation = await install(world);
  const { externalId } = await provision(world, installation);
  billing = billingOf(externalId ?? '', Date.parse(start));
  say = voiceOf(world, installation);
});
afterAll(() => world.close());

const team = () => ({ team: world.team });
const advance = (by: string) =>
  world.owner.api(k.advanceTestClock, { params: team(), body: { by } });
const settle = (invoice: string, outcome: 'paid' | 'notpaid' | 'refunded' | 'refund-failed') =>
  world.owner.api(k.settleInvoice, { params: { ...team(), invoice }, body: { outcome } });
const refund = (id: string, total: string, reason: string) =>
  say('POST', `/billing/invoices/${id}/actions`, { action: 'refund', total, reason });

async function listen(): Promise<Receiver> {
  const receiver = await startReceiver();
  await setWebhookUrl(world, receiver.url);
  return receiver;
}

async function submit(told: object): Promise<string> {
  const { status, body } = await say('POST', '/billing/invoices', billing.invoice(told));
  expect(status, JSON.stringify(body)).toBe(200);
  return body.invoiceId;
}

/** Everything that the integration was told, once nothing is on its way to it any more. */
async function allTold(receiver: Receiver, invoice?: string) {
  await eventually(async () => {
    const waiting = await world.database.read(
      `select 1 from webhook_outbox union all
       select 1 from webhook_delivery where state not in ('delivered', 'discarded') limit 1`,
    );
    return waiting.length === 0;
  });
  const events = receiver.arrived.map(({ event }) => event);
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  return events.filter(({ payload }) => invoice === undefined || payload.invoiceId === invoice);
}

/** What a payload says of an invoice, whatever became of it. */
function about(invoiceId: string, externalInvoiceId: string | null, period: object) {
  return {
    team: { id: expect.stringMatching(/^[0-9a-f]{32}$/) },
    user: null,
    configuration: { id: installation },
    installationId: installation,
    invoiceId,
    externalInvoiceId,
    period,
  };
}
const byPerson = { user: { id: expect.stringMatching(/^[0-9a-f]{32}$/) } };
const envelope = {
  id: expect.stringMatching(/^\w+$/),
  createdAt: expect.any(Number),
  region: null,
};

test('each change of an invoice is told once, with exactly the fields that the protocol names', async () => {
  const receiver = await listen();
  const period = { start, end: day(30) };
  const invoice = await submit({ period, invoiceDate: day(10), externalId: 'A-1', memo: 'March' });
  expect(await allTold(receiver, invoice)).toEqual([]);

  await advance('10d');
  await settle(invoice, 'notpaid');
  await settle(invoice, 'notpaid');
  await advance('15d');
  const paid = await Promise.all([settle(invoice, 'paid'), settle(invoice, 'paid')]);
  await refund(invoice, '4.00', 'too much');
  await settle(invoice, 'refund-failed');
  await refund(invoice, '2.50', 'half of it');
  await settle(invoice, 'refunded');
  await refund(invoice, '7.5', 'and the rest');
  await settle(invoice, 'refunded');

  expect(paid.map(({ status }) => status).sort()).toEqual([200, 409]);
  const told = await allTold(receiver, invoice);
  const facts = about(invoice, 'A-1', period);
  const billed = { ...facts, invoiceDate: day(10), invoiceTotal: '10.00' };
  expect(told).toEqual([
    { ...envelope, type: 'marketplace.invoice.created', payload: billed },
    { ...envelope, type: 'marketplace.invoice.notpaid', payload: { ...billed, ...byPerson } },
    { ...envelope, type: 'marketplace.invoice.notpaid', payload: { ...billed, ...byPerson } },
    { ...envelope, type: 'marketplace.invoice.overdue', payload: billed },
    { ...envelope, type: 'marketplace.invoice.paid', payload: { ...billed, ...byPerson } },
    {
      ...envelope,
      type: 'marketplace.invoice.refunded',
      payload: { ...facts, ...byPerson, amount: '2.50', reason: 'half of it' },
    },
    {
      ...envelope,
      type: 'marketplace.invoice.refunded',
      payload: { ...facts, ...byPerson, amount: '7.50', reason: 'and the rest' },
    },
  ]);
});

test('an invoice without an id of the provider says so, and one that is cancelled is refunded as a whole', async () => {
  const receiver = await listen();
  const period = { start: day(30), end: day(60) };
  await advance('10d');
  const invoice = await submit({ period, invoiceDate: day(31) });
  await refund(invoice, '10.00', 'a mistake');

  const facts = about(invoice, null, period);
  expect(await allTold(receiver, invoice)).toEqual([
    {
      ...envelope,
      type: 'marketplace.invoice.created',
      payload: { ...facts, invoiceDate: day(31), invoiceTotal: '10.00' },
    },
    {
      ...envelope,
      type: 'marketplace.invoice.refunded',
      payload: { ...facts, amount: '10.00', reason: 'a mistake' },
    },
  ]);
});

test('what is too little is told of when it is sent with the next one, and each is paid by itself', async () => {
  const receiver = await listen();
  const little = (total: string, from: number) => ({
    period: { start: day(from), end: day(from + 1) },
    invoiceDate: day(from),
    items: [{ ...billing.item, price: total, quantity: 1, total }],
  });
  const first = await submit(little('0.30', 20));
  expect(await allTold(receiver, first)).toEqual([]);
  const second = await submit(little('0.40', 21));
  await settle(second, 'paid');

  const told = await allTold(receiver);
  const types = (invoice: string) =>
    told.filter(({ payload }) => payload.invoiceId === invoice).map(({ type }) => type);
  expect(types(first)).toEqual(['marketplace.invoice.created', 'marketplace.invoice.paid']);
  expect(types(second)).toEqual(['marketplace.invoice.created', 'marketplace.invoice.paid']);
  expect(told.map(({ payload }) => payload.invoiceTotal)).toEqual(
    expect.arrayContaining(['0.30', '0.40']),
  );
});

test('of a test nothing is told, and what is refused is told of neither', async () => {
  const receiver = await listen();
  const period = { start: day(30), end: day(60) };
  for (const result of ['paid', 'notpaid', 'overdue']) {
    await submit({ period, invoiceDate: day(31), test: { validate: false, result } });
  }
  const wrong = billing.invoice({ items: [{ ...billing.item, total: '11.00' }] });
  expect((await say('POST', '/billing/invoices', wrong)).status).toBe(400);

  expect(await allTold(receiver)).toEqual([]);
});
