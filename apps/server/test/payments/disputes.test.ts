import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { billingOf } from '../world/billing.ts';
import { eventually, install, provision } from '../world/story.ts';
import { type Voice, voiceOf } from '../world/voice.ts';
import { type Person, startWorld, type World } from '../world/world.ts';

let world: World;
let say: Voice;
let billing: ReturnType<typeof billingOf>;
let stranger: Person;
beforeAll(async () => {
  world = await startWorld({ rateLimits: null, payments: { kind: 'test' }, billingEveryMs: 50 });
  stranger = await world.signUp('Mallory');
  const installation = await install(world);
  const { externalId } = await provision(world, installation, { billingPlanId: 'free' });
  billing = billingOf(externalId ?? '');
  say = voiceOf(world, installation);
});
afterAll(() => world.close());

const team = () => ({ team: world.team });
let days = 20;

/** A charge that was paid with a method of the test bank. */
async function charged(token: string) {
  const added = await world.owner.api(k.addPaymentMethod, { params: team(), body: { token } });
  const known = await world.owner.api(k.listPaymentMethods, { params: team() });
  const own = known.body.paymentMethods.find(
    ({ id, label }) => id === added.body?.paymentMethod?.id || label === labels[token],
  );
  const params = { ...team(), paymentMethod: own?.id ?? '' };
  await world.owner.api(k.changePaymentMethod, { params, body: { isDefault: true } });
  days += 1;
  const { body } = await say('POST', '/billing/invoices', billing.another(days));
  const invoice: string = body.invoiceId;
  const payment = await eventually(async () => {
    const [last] = await paymentsOf(invoice);
    return last?.status === 'succeeded' && last;
  });
  return { invoice, payment: payment.id };
}
const labels: Record<string, string> = { test_ok: 'Pays', test_disputed: 'Pays, and is disputed' };

const paymentsOf = async (invoice: string) =>
  (await world.owner.api(k.listPayments, { params: { ...team(), invoice } })).body.payments;
const disputeOf = (invoice: string, state: string | null) =>
  eventually(async () => (await paymentsOf(invoice)).some(({ dispute }) => dispute === state));
const decide = (payment: string, state: string, person = world.owner) =>
  person.api(k.decideDispute, { params: { payment }, body: { state } });
const refund = (invoice: string, total: string) =>
  say('POST', `/billing/invoices/${invoice}/actions`, { action: 'refund', reason: 'x', total });
const verify = async () => (await world.owner.api(k.verifyLedger, {})).body;
const booked = async (payment: string) => {
  const rows = await world.database.read<{ kind: string; amount: string }>(
    `select account_kind as kind, sum(amount)::text as amount from ledger_line l
     join ledger_entry e using (team_id, entry_id)
     where e.subject_kind = 'dispute' and e.subject_id = $1
     group by account_kind having sum(amount) <> 0`,
    [payment],
  );
  return Object.fromEntries(rows.map(({ kind, amount }) => [kind, Number(amount)]));
};
const happened = async (payment: string) => {
  const { body } = await world.owner.api(k.listEvents, { params: team(), query: { limit: 500 } });
  const own = body.events.filter(({ subject }) => subject.payment === payment);
  return own.map(({ type }) => type).reverse();
};

test.each([
  ['test_dispute_won', 'won', {}],
  ['test_dispute_lost', 'lost', { cash: -10, lost: 10 }],
] as const)('with %s a charge is disputed, and that is %s by itself', async (token, end, books) => {
  const { invoice, payment } = await charged(token);

  await disputeOf(invoice, end);

  expect(await booked(payment)).toEqual(books);
  expect(await happened(payment)).toEqual([
    'payment.succeeded',
    'payment.dispute-opened',
    `payment.dispute-${end}`,
  ]);
  expect((await paymentsOf(invoice))[0]?.status).toBe('succeeded');
  expect(await verify()).toMatchObject({ isSound: true, sum: '0.00' });
});

test.each([
  ['won', {}],
  ['lost', { cash: -10, lost: 10 }],
] as const)('a dispute stays open until an operator lets it be %s', async (end, books) => {
  const { invoice, payment } = await charged('test_disputed');
  await disputeOf(invoice, 'open');
  expect(await booked(payment)).toEqual({ cash: -10, disputed: 10 });
  const { body } = await world.owner.api(k.listDisputes, { query: { state: 'open' } });
  expect(body.disputes).toMatchObject([
    {
      paymentId: payment,
      invoiceId: invoice,
      team: { slug: 'acme' },
      integration: { slug: 'scripted' },
      backEnd: 'test',
      state: 'open',
      amount: '10.00',
    },
  ]);

  const ended = await Promise.all([decide(payment, end), decide(payment, end)]);

  expect(ended.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect(await booked(payment)).toEqual(books);
  expect((await decide(payment, 'lost')).error).toMatchObject({ code: 'dispute_state' });
  expect((await decide(payment, 'open')).error).toMatchObject({ code: 'dispute_state' });
  expect(await verify()).toMatchObject({ isSound: true, sum: '0.00' });
});

test('a charge of any method is disputed on demand, as far as it was not paid back', async () => {
  const { invoice, payment } = await charged('test_ok');
  await refund(invoice, '4.00');
  await eventually(async () => (await paymentsOf(invoice))[0]?.kind === 'refund');
  await eventually(async () => (await paymentsOf(invoice))[0]?.status === 'succeeded');

  const opened = await decide(payment, 'open');

  expect(opened.body.dispute).toMatchObject({ state: 'open', amount: '6.00' });
  expect(await booked(payment)).toEqual({ cash: -6, disputed: 6 });
  // the bank has that money: it cannot go back a second time
  await refund(invoice, '1.00');
  await eventually(async () => {
    const [last] = await paymentsOf(invoice);
    return last?.kind === 'refund' && last.status === 'failed';
  });
  await decide(payment, 'won');
  await refund(invoice, '6.00');
  await eventually(async () => {
    const [last] = await paymentsOf(invoice);
    return last?.amount === '6.00' && last.status === 'succeeded';
  });
  expect((await decide(payment, 'open')).error).toMatchObject({ code: 'dispute_state' });
  expect(await verify()).toMatchObject({ isSound: true, sum: '0.00' });
});

test('nobody but an operator sees and decides disputes', async () => {
  const { payment } = await charged('test_ok');

  expect((await stranger.api(k.listDisputes, { query: {} })).status).toBe(403);
  expect((await decide(payment, 'open', stranger)).status).toBe(403);
  expect((await decide('pay_unknown', 'open')).error).toMatchObject({ code: 'payment_not_found' });
  expect((await decide(payment, 'settled')).status).toBe(400);
  await world.database.read("update payment set back_end = 'stripe' where payment_id = $1", [
    payment,
  ]);
  expect((await decide(payment, 'open')).error).toMatchObject({ code: 'real_money' });
});
