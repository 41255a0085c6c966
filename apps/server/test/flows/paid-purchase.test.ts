import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { prepaidStory, prepayment } from '../world/prepaid.ts';
import { eventually, install } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let installation: string;
let story: ReturnType<typeof prepaidStory>;
beforeAll(async () => {
  world = await startWorld({
    rateLimits: null,
    payments: { kind: 'test' },
    // nothing is charged here because all invoices are looked at
    billingEveryMs: 3_600_000,
    // what is under way is asked about when a test says so
    schedule: [3_600_000],
  });
  installation = await install(world);
  story = prepaidStory(world, installation);
  await story.told('', 'PATCH', {
    billingPlan: { ...prepayment, id: 'pool', scope: 'installation' },
  });
});
afterAll(() => world.close());
beforeEach(() => {
  world.provider.balances = { timestamp: new Date(), balances: [] };
});

const inTeam = () => ({ team: world.team });
const payWith = async (token: string) => {
  const params = inTeam();
  const { body } = await world.owner.api(k.addPaymentMethod, { params, body: { token } });
  await world.owner.api(k.changePaymentMethod, {
    params: { ...params, paymentMethod: body.paymentMethod.id },
    body: { isDefault: true },
  });
};
const invoiceOf = async (invoice: string) =>
  (await world.owner.api(k.getTeamInvoice, { params: { ...inTeam(), invoice } })).body.invoice;
/** Lets the bank be asked at once about whatever is under way. */
const askNow = () =>
  world.database.read('update payment_queue set due_at = now(), leased_until = null');
/** What the bank has moved for an invoice. */
const moved = (invoice: string) =>
  world.database.read(
    `select b.kind, b.amount::text as amount from test_bank_entry b join payment p on p.payment_id = b.key
     where p.invoice_id = $1 and b.status = 'succeeded' order by 1`,
    [invoice],
  );
const newest = async () => {
  const [purchase] = await story.list();
  if (purchase === undefined) throw new Error('nothing was bought');
  return purchase;
};

test('without a payment method nothing is bought', async () => {
  const { status, error } = await story.buy({ amount: '20' });

  expect([status, error.code]).toEqual([402, 'payment_method_missing']);
  expect(await story.list()).toEqual([]);
  const { body } = await world.owner.api(k.listInvoices, { params: inTeam() });
  expect(body.invoices).toEqual([]);
});

test('a purchase is charged when it is made, once, and credited', async () => {
  await payWith('test_ok');

  const { status, body } = await story.buy({ amount: '20' });

  const { invoiceId } = body.purchase;
  expect(status).toBe(201);
  expect(body.purchase.invoiceState).toBe('paid');
  expect(await story.ended(invoiceId)).toMatchObject({ state: 'credited' });
  expect(await moved(invoiceId)).toEqual([{ kind: 'charge', amount: '20.00' }]);
});

test('a repeat with the same key buys and charges once', async () => {
  const headers = { 'idempotency-key': 'buy-once' };

  const [first, second] = [
    await story.buy({ amount: '11' }, { headers }),
    await story.buy({ amount: '11' }, { headers }),
  ];

  const { invoiceId } = first.body.purchase;
  expect(second.body.purchase.invoiceId).toBe(invoiceId);
  expect(await moved(invoiceId)).toHaveLength(1);
});

test('what credits cover is not charged', async () => {
  const body = { amount: '30', reason: 'an outage' };
  await world.owner.api(k.grantCredit, { params: inTeam(), body });

  const bought = await story.bought({ amount: '30' });

  expect(bought.invoiceState).toBe('paid');
  expect(await moved(bought.invoiceId)).toEqual([]);
  expect(await story.ended(bought.invoiceId)).toMatchObject({ state: 'credited' });
});

test.each(['test_declined', 'test_insufficient_funds', 'test_requires_action'])(
  'declined by %s, the invoice is called off and nothing is bought',
  async (token) => {
    await payWith(token);

    const { status, error } = await story.buy({ amount: '15' });

    const { invoiceId, state } = await newest();
    expect([status, error.code, state]).toEqual([402, 'payment_declined', 'cancelled']);
    expect(await invoiceOf(invoiceId)).toMatchObject({
      state: 'refunded',
      paidAt: null,
      refundTotal: '15.00',
      refundReason: 'The payment was declined.',
    });
    expect(story.calls(invoiceId)).toEqual([]);
    expect(await moved(invoiceId)).toEqual([]);
  },
);

describe('where the money is under way', () => {
  test.each(['test_slow', 'test_lost'])(
    'by %s, it is told so and credited later',
    async (token) => {
      await payWith(token);

      const { status, body } = await story.buy({ amount: '12' });
      const { invoiceId } = body.purchase;

      expect([status, body.purchase.state, body.purchase.invoiceState]).toEqual([
        202,
        'open',
        'invoiced',
      ]);
      expect(story.calls(invoiceId)).toEqual([]);
      await askNow();
      expect(await story.ended(invoiceId)).toMatchObject({ state: 'credited' });
      expect(await moved(invoiceId)).toEqual([{ kind: 'charge', amount: '12.00' }]);
    },
  );

  test('a decline that comes late calls it off', async () => {
    await payWith('test_slow_declined');

    const { status, body } = await story.buy({ amount: '12' });

    expect(status).toBe(202);
    await askNow();
    const { invoiceId } = body.purchase;
    expect(await story.ended(invoiceId)).toMatchObject({ state: 'cancelled' });
    expect(await invoiceOf(invoiceId)).toMatchObject({ state: 'refunded', paidAt: null });
    expect(story.calls(invoiceId)).toEqual([]);
  });
});

describe('what is bought on a threshold', () => {
  /** A resource whose balance has fallen below its threshold just now. */
  async function fallen() {
    const { id, externalId } = await story.prepaid();
    const set = await world.owner.api(r.setThreshold, {
      params: { installation, store: id },
      body: { billingPlanId: 'credits', minimumAmountInCents: 500, purchaseAmountInCents: 2_000 },
    });
    expect(set.status).toBe(200);
    await story.told('/billing/balance', 'POST', {
      timestamp: new Date().toISOString(),
      balances: [{ currencyValueInCents: 100, resourceId: externalId }],
    });
    return eventually(async () => (await story.list()).find(({ resourceId }) => resourceId === id));
  }

  test('is charged soon, and credited', async () => {
    await payWith('test_ok');

    const { invoiceId, origin } = await fallen();

    expect(origin).toBe('automatic');
    expect(await story.ended(invoiceId)).toMatchObject({ state: 'credited' });
    expect(await moved(invoiceId)).toEqual([{ kind: 'charge', amount: '20.00' }]);
  });

  test('and declined, stops it: the invoice stays and is charged again', async () => {
    await payWith('test_declined');

    const { invoiceId, resourceId } = await fallen();

    const [stopped] = await eventually(async () => {
      const events = await story.events('top-up.stopped');
      return events.length > 0 && events;
    });
    expect(stopped).toMatchObject({
      subject: { resource: resourceId },
      data: { reason: 'payment_failed' },
    });
    expect(await invoiceOf(invoiceId)).toMatchObject({ state: 'notpaid' });
    expect(await story.purchase(invoiceId)).toMatchObject({ state: 'open' });
  });
});

test('many at once are charged once each', async () => {
  await payWith('test_ok');
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, index) => story.buy({ amount: String(10 + index) })),
  );

  expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201));
  for (const { body } of answers) {
    const { invoiceId, amount } = body.purchase;
    expect(await moved(invoiceId)).toEqual([{ kind: 'charge', amount }]);
  }
});

test('after all of this the books are sound', async () => {
  const { body } = await world.owner.api(k.verifyLedger, {});

  expect(body).toMatchObject({ isSound: true, sum: '0.00', flaws: [] });
  expect(body.invoices).toBeGreaterThan(12);
});
