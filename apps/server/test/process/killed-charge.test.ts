import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startReceiver } from '../webhooks/receiver.ts';
import { billingOf } from '../world/billing.ts';
import { eventually, install, provision } from '../world/story.ts';
import { type StripeStandIn, startStripeStandIn } from '../world/stripe-stand-in.ts';
import { type Voice, voiceOf } from '../world/voice.ts';
import { useKillableHost } from './killable-host.ts';

let stripe: StripeStandIn;
const held = useKillableHost(async () => {
  stripe = await startStripeStandIn();
  const { secretKey, webhookSecret, api } = stripe.settings;
  return {
    // nothing is charged, asked about or told by itself until a test starts a process that does
    KONTOR_ROLE: 'api',
    KONTOR_PAYMENTS: 'stripe',
    KONTOR_STRIPE_SECRET_KEY: secretKey,
    KONTOR_STRIPE_WEBHOOK_SECRET: webhookSecret,
    KONTOR_STRIPE_API: api ?? '',
  };
});

let say: Voice;
let billing: ReturnType<typeof billingOf>;
beforeAll(async () => {
  const { owner, team } = held.world;
  const installation = await install(held.world);
  const { externalId } = await provision(held.world, installation, { billingPlanId: 'free' });
  billing = billingOf(externalId ?? '');
  say = voiceOf({ url: held.url, provider: held.provider }, installation);
  const body = { token: stripe.form('ok') };
  await owner.api(k.addPaymentMethod, { params: { team }, body });
});
afterAll(() => stripe.close());

/** Starts a process that also does what follows no request. */
const startWorking = () => held.start({ KONTOR_ROLE: 'all' });
afterEach(async () => {
  await held.kill();
  await held.start();
});

const inTeam = () => ({ team: held.world.team });
let days = 20;
async function bill(): Promise<string> {
  days += 1;
  const { status, body } = await say('POST', '/billing/invoices', billing.another(days));
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body.invoiceId;
}
const pay = (invoice: string) =>
  held.world.owner.api(k.payInvoice, { params: { ...inTeam(), invoice }, body: {} });
const paymentsOf = async (invoice: string) => {
  const params = { ...inTeam(), invoice };
  return (await held.world.owner.api(k.listPayments, { params })).body.payments;
};

/** The process that held the payment is gone, and the time is over that it was given. */
async function leaseRunsOut(): Promise<void> {
  const client = new pg.Client(held.databaseUrl);
  await client.connect();
  const { rows } = await client.query(
    `update payment_queue q set leased_until = now(), due_at = now()
     from payment_queue before where before.payment_id = q.payment_id
     returning before.leased_until < now() + interval '30 seconds' as is_soon_over`,
  );
  await client.end();
  expect(rows).toEqual([{ is_soon_over: true }]);
}

/** What the bank, the host, its books and its log say of an invoice that is paid. */
async function expectPaidOnce(invoice: string): Promise<void> {
  const { owner } = held.world;
  const payments = await eventually(async () => {
    const all = await paymentsOf(invoice);
    return all[0]?.status === 'succeeded' && all;
  }, 30_000);
  expect(payments).toHaveLength(1);
  const charges = [...stripe.intents.values()].filter(
    ({ metadata }) => metadata.kontor_payment === payments[0]?.id,
  );
  expect(charges.map(({ amount, status }) => [amount, status])).toEqual([[1000, 'succeeded']]);
  const shown = await owner.api(k.getTeamInvoice, { params: { ...inTeam(), invoice } });
  expect(shown.body.invoice.state).toBe('paid');
  const { body } = await owner.api(k.listEvents, { params: inTeam(), query: { limit: 500 } });
  const own = body.events.filter(({ subject }) => subject.invoice === invoice);
  expect(own.map(({ type }) => type).reverse()).toEqual([
    'invoice.created',
    'payment.succeeded',
    'invoice.paid',
  ]);
  const books = await owner.api(k.verifyLedger, {});
  expect(books.body).toMatchObject({ isSound: true, sum: '0.00' });
}

test.each([
  ['before the bank has charged', 'before'],
  ['after the bank has charged, before that is recorded', 'after'],
] as const)(
  'a host that is killed %s charges and records once after a restart',
  { timeout: 90_000 },
  async (_case, when) => {
    const invoice = await bill();
    const arrived = stripe.hold(when);
    const lost = pay(invoice).catch(() => 'the connection broke');
    await arrived;

    await held.kill();
    expect(await lost).toBe('the connection broke');
    const moved = [...stripe.intents.values()].length;
    await startWorking();
    expect(await paymentsOf(invoice)).toMatchObject([{ status: 'running' }]);
    expect((await pay(invoice)).error).toMatchObject({ code: 'payment_running' });
    await leaseRunsOut();

    await expectPaidOnce(invoice);
    expect([...stripe.intents.values()].length - moved).toBe(when === 'before' ? 1 : 0);
  },
);

test('a host that is killed after the record, before the webhook, tells of it once after a restart', {
  timeout: 90_000,
}, async () => {
  const { owner, team } = held.world;
  const receiver = await startReceiver();
  const made = await owner.api(k.createWebhook, {
    params: { team },
    body: { url: receiver.url, events: ['marketplace.invoice.paid'] },
  });
  const invoice = await bill();
  expect(await pay(invoice)).toMatchObject({ status: 200, body: { invoice: { state: 'paid' } } });

  await held.kill();
  expect(receiver.arrived).toEqual([]);
  await startWorking();

  await eventually(
    async () => receiver.arrived.some(({ event }) => event.payload.invoiceId === invoice),
    30_000,
  );
  await expectPaidOnce(invoice);
  await eventually(async () => {
    const params = { team, receiver: made.body.receiver.id };
    const listed = await owner.api(k.listDeliveries, { params, query: {} });
    return listed.body.deliveries.every(({ state }) => state === 'delivered');
  });
  const told = receiver.arrived.map(({ event }) => event.payload.invoiceId);
  expect(told.filter((id) => id === invoice)).toEqual([invoice]);
});
