import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { billingOf } from '../world/billing.ts';
import { eventually, install, provision } from '../world/story.ts';
import { type StripeStandIn, startStripeStandIn } from '../world/stripe-stand-in.ts';
import { anotherTeam } from '../world/two-teams.ts';
import { voiceOf } from '../world/voice.ts';
import { startWorld, type World } from '../world/world.ts';

let stripe: StripeStandIn;
let world: World;
let bill: () => Promise<string>;
beforeAll(async () => {
  stripe = await startStripeStandIn();
  world = await startWorld({
    rateLimits: null,
    payments: stripe.settings,
    billingEveryMs: 50,
    testClocks: 'owners',
    // nobody asks of itself what became of a payment
    schedule: [3_600_000],
  });
  const installation = await install(world);
  const { externalId } = await provision(world, installation, { billingPlanId: 'free' });
  const say = voiceOf(world, installation);
  const billing = billingOf(externalId ?? '');
  let days = 20;
  bill = async () => {
    days += 1;
    const { body } = await say('POST', '/billing/invoices', billing.another(days));
    return body.invoiceId;
  };
});
afterAll(async () => {
  await world.close();
  await stripe.close();
});

const inTeam = () => ({ team: world.team });
const payWith = async (fate: string) => {
  const token = stripe.form(fate);
  const added = await world.owner.api(k.addPaymentMethod, { params: inTeam(), body: { token } });
  if (added.status !== 201) throw new Error(JSON.stringify(added.error));
  const params = { ...inTeam(), paymentMethod: added.body.paymentMethod.id };
  await world.owner.api(k.changePaymentMethod, { params, body: { isDefault: true } });
};
const stateOf = async (invoice: string) => {
  const { body } = await world.owner.api(k.getTeamInvoice, { params: { ...inTeam(), invoice } });
  return body.invoice.state;
};
const paymentsOf = async (invoice: string) => {
  const { body } = await world.owner.api(k.listPayments, { params: { ...inTeam(), invoice } });
  return body.payments;
};
/** An invoice whose money is under way, and what Stripe made for it. */
const underWay = async () => {
  await payWith('slow');
  const invoice = await bill();
  const payment = await eventually(async () => {
    const [first] = await paymentsOf(invoice);
    return first?.status === 'pending' && first;
  });
  const intent = [...stripe.intents.values()].find(
    ({ metadata }) => metadata.kontor_payment === payment.id,
  );
  if (intent === undefined) throw new Error('Stripe knows nothing of it');
  return { invoice, intent };
};
const news = (intent: object) => ({ type: 'payment_intent.succeeded', object: intent });

test('an event tells at once that money has arrived, and one that comes again changes nothing', async () => {
  const { invoice, intent } = await underWay();
  const told = { ...news(intent), id: 'evt_twice' };

  expect(await stripe.tell(world.url, told)).toBe(200);

  expect(await stateOf(invoice)).toBe('paid');
  const answers = await Promise.all([stripe.tell(world.url, told), stripe.tell(world.url, told)]);
  expect(answers).toEqual([200, 200]);
  expect(await stateOf(invoice)).toBe('paid');
  expect(await paymentsOf(invoice)).toHaveLength(1);
});

test('an event that says something else than Stripe does is no news', async () => {
  const { invoice, intent } = await underWay();

  const failed = {
    type: 'payment_intent.payment_failed',
    object: { ...intent, status: 'canceled' },
  };
  expect(await stripe.tell(world.url, failed)).toBe(200);

  expect(await stateOf(invoice)).toBe('paid');
});

test('an event that is there before the answer tells what the answer would have', async () => {
  await payWith('lost');
  const invoice = await bill();
  const [payment] = await eventually(async () => {
    const all = await paymentsOf(invoice);
    return all.length > 0 && stripe.intents.size > 0 && all;
  });
  const intent = await eventually(async () =>
    [...stripe.intents.values()].find(({ metadata }) => metadata.kontor_payment === payment?.id),
  );

  await stripe.tell(world.url, news(intent));

  expect(await stateOf(invoice)).toBe('paid');
  expect(
    [...stripe.intents.values()].filter(({ metadata }) => metadata.kontor_payment === payment?.id),
  ).toHaveLength(1);
});

test('what is forged, changed or too old is refused and changes nothing', async () => {
  const { invoice, intent } = await underWay();
  const told = news(intent);

  const answers = [
    await stripe.tell(world.url, { ...told, secret: 'whsec_guessed' }),
    await stripe.tell(world.url, { ...told, sent: JSON.stringify({ ...told, id: 'evt_other' }) }),
    await stripe.tell(world.url, { ...told, signedAt: new Date(Date.now() - 301_000) }),
    (await fetch(`${world.url}/kontor/v1/payments/stripe/events`, { method: 'POST', body: '{}' }))
      .status,
    (await fetch(`${world.url}/kontor/v1/payments/stripe/events`, { method: 'POST' })).status,
  ];

  expect(answers).toEqual([400, 400, 400, 400, 400]);
  expect(await stateOf(invoice)).toBe('invoiced');
  await stripe.tell(world.url, told);
  expect(await stateOf(invoice)).toBe('paid');
});

test('what an account at Stripe does for others is passed over', async () => {
  const others = [
    { type: 'payment_intent.succeeded', object: { id: 'pi_1', metadata: {} } },
    { type: 'payment_intent.succeeded', object: { id: 'pi_1', metadata: { kontor_payment: 'x' } } },
    { type: 'account.updated', object: { id: 'acct_1' } },
  ];

  for (const other of others) expect(await stripe.tell(world.url, other)).toBe(200);
});

const booked = (of: string) =>
  world.database.read<{ kind: string; amount: string }>(
    `select account_kind as kind, sum(amount)::text as amount from ledger_line l
     join ledger_entry e using (team_id, entry_id)
     where e.subject_kind = 'dispute' and e.subject_id = $1
     group by account_kind having sum(amount) <> 0 order by account_kind`,
    [of],
  );

test.each([
  ['won', []],
  [
    'lost',
    [
      { kind: 'cash', amount: '-10' },
      { kind: 'lost', amount: '10' },
    ],
  ],
])('a dispute is held apart in the books while it is open, until it is %s', async (end, books) => {
  const { invoice, intent } = await underWay();
  await stripe.tell(world.url, news(intent));
  const payment = intent.metadata.kontor_payment ?? '';
  const tell = (type: string, status: string) =>
    stripe.tell(world.url, {
      type: `charge.dispute.${type}`,
      object: stripe.dispute(intent.id, status),
    });

  // a bank that only asks has taken nothing
  await tell('created', 'warning_needs_response');
  expect((await paymentsOf(invoice))[0]).toMatchObject({ dispute: null });
  await tell('created', 'needs_response');
  await tell('updated', 'under_review');

  expect((await paymentsOf(invoice))[0]).toMatchObject({ status: 'succeeded', dispute: 'open' });
  expect(await booked(payment)).toEqual([
    { kind: 'cash', amount: '-10' },
    { kind: 'disputed', amount: '10' },
  ]);
  expect(await Promise.all([tell('closed', end), tell('closed', end)])).toEqual([200, 200]);
  expect((await paymentsOf(invoice))[0]).toMatchObject({ dispute: end });
  expect(await booked(payment)).toEqual(books);
  expect(await stateOf(invoice)).toBe('paid');
  const { body } = await world.owner.api(k.listEvents, { params: inTeam(), query: { limit: 500 } });
  const own = body.events.filter(({ subject }) => subject.payment === payment);
  expect(own.map(({ type }) => type).reverse()).toEqual([
    'payment.succeeded',
    'payment.dispute-opened',
    `payment.dispute-${end}`,
  ]);
});

test('a team that pays with Stripe gets no test clock, and one on a clock adds no payment method', async () => {
  await payWith('ok');
  const clock = await world.owner.api(k.createTestClock, { params: inTeam(), body: {} });
  expect(clock).toMatchObject({ status: 409, error: { code: 'real_money' } });

  const { owner, team } = await anotherTeam(world);
  const params = { team };
  expect((await owner.api(k.createTestClock, { params, body: {} })).status).toBe(201);
  const known = stripe.customers.size;
  const added = await owner.api(k.addPaymentMethod, { params, body: { token: stripe.form('ok') } });
  expect(added).toMatchObject({ status: 409, error: { code: 'real_money' } });
  expect(stripe.customers.size).toBe(known);
});

test('neither the key nor the secret of the account is in a log or an event', async () => {
  const { body } = await world.owner.api(k.listEvents, {
    params: inTeam(),
    query: { limit: 500 },
  });
  const seen = world.logs.join() + JSON.stringify(body);
  const { secretKey, webhookSecret } = stripe.settings;
  expect([secretKey, webhookSecret].filter((secret) => seen.includes(secret))).toEqual([]);
});
