import { createHmac, randomUUID } from 'node:crypto';
import { getResource, provisionPurchase } from '@kontor/protocol/partner';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { integration, startWorld, type World } from './start-world.ts';
import { connect, newResource } from './team.ts';

const hourMs = 3_600_000;
let aheadMs = 0;
const now = () => new Date(Date.now() + aheadMs);
let world: World;
beforeAll(async () => {
  world = await startWorld({ clock: now });
});
afterAll(() => world.stop());

type Made = Awaited<ReturnType<typeof newResource>>;

/** Has an invoice of the host paid, and the provider told of it. */
function buy(made: Made, total: string, invoiceId: string, resourceId?: string) {
  write(made, { total, invoiceId, resourceId });
  return world.bench.call(provisionPurchase, {
    installation: made.installation,
    body: { invoiceId },
  });
}

type Written = {
  readonly total: string;
  readonly invoiceId: string;
  readonly resourceId?: string | undefined;
  readonly state?: 'paid' | 'notpaid' | 'refunded';
  readonly refundTotal?: string;
};

/** How an invoice stands at the host. */
function write({ installation, id }: Made, { total, invoiceId, resourceId, ...more }: Written) {
  const at = now().toISOString();
  const item = {
    billingPlanId: 'prepaid',
    name: 'Balance',
    price: total,
    quantity: 1,
    units: 'USD',
  };
  installation.invoices.set(invoiceId, {
    invoiceId,
    ...{ state: 'paid', ...more },
    invoiceDate: at,
    period: { start: at, end: at },
    items: [{ ...item, total, resourceId: resourceId ?? id }],
    total,
    created: at,
    updated: at,
  });
}

/** Tells the provider of an invoice as the host does, or as somebody without its secret. */
async function tell(
  { installation }: Made,
  type: 'paid' | 'notpaid' | 'refunded',
  { invoiceId, secret = integration.clientSecret }: { invoiceId: string; secret?: string },
): Promise<number> {
  const payload = { installationId: installation.id, invoiceId };
  const event = { id: randomUUID(), type: `marketplace.invoice.${type}`, createdAt: Date.now() };
  const body = JSON.stringify({ ...event, region: null, payload });
  const signature = createHmac('sha1', secret).update(body).digest('hex');
  const { status } = await fetch(`${world.subject.baseUrl}/webhooks`, {
    method: 'POST',
    headers: { 'x-vercel-signature': signature, 'content-type': 'application/json' },
    body,
  });
  return status;
}

const left = (made: Made) =>
  (told(made, 'submitBalances') as { balances: { currencyValueInCents: number }[] } | undefined)
    ?.balances[0]?.currencyValueInCents;

/** What the host was told last by an operation. */
function told({ installation }: Made, operation: string): unknown {
  return installation.received.findLast((each) => each.operation === operation)?.body;
}

async function notificationOf({ installation, params }: Made): Promise<unknown> {
  const { json } = await world.bench.call(getResource, { installation, params });
  return (json as { notification?: unknown }).notification;
}

test('keys are written only while there is a balance, and read and removed always', async () => {
  const made = await newResource(world.bench, { billingPlanId: 'prepaid' });
  const client = await connect(made.url);
  const key = `${made.prefix}a`;
  await expect(client.set(key, '1')).rejects.toThrow('NOPERM');

  const bought = await buy(made, '1.00', 'inv_1');

  expect(bought.json).toMatchObject({
    balances: [{ resourceId: made.id, currencyValueInCents: 100 }],
  });
  await client.set(key, '1');
  expect(await notificationOf(made)).toBe(null);
  // a megabyte that was begun costs a fiftieth of a cent an hour
  for (let hour = 0; hour < 3; hour += 1) {
    aheadMs += hourMs;
    await world.provider().meter();
  }
  expect(told(made, 'submitBalances')).toMatchObject({
    balances: [{ resourceId: made.id, currencyValueInCents: 99 }],
  });
});

test('each hour is drawn once, exactly, and told with what was used', async () => {
  const made = await newResource(world.bench, { billingPlanId: 'prepaid' });
  // the price of two hours of the smallest size, and half of a third
  await buy(made, '0.0005', 'inv_hours');
  const client = await connect(made.url);
  await client.set(`${made.prefix}a`, '1');

  for (let hour = 0; hour < 2; hour += 1) {
    aheadMs += hourMs;
    await world.provider().meter();
    await world.provider().meter();
  }
  await client.set(`${made.prefix}a`, '2');
  expect(told(made, 'submitBillingData')).toMatchObject({
    usage: expect.arrayContaining([
      expect.objectContaining({ name: 'Megabyte hours', resourceId: made.id, periodValue: 2 }),
    ]),
  });

  aheadMs += hourMs;
  await world.provider().meter();

  await expect(client.set(`${made.prefix}a`, '3')).rejects.toThrow('NOPERM');
  expect(await client.get(`${made.prefix}a`)).toBe('2');
  expect(await client.del(`${made.prefix}a`)).toBe(1);
  expect(told(made, 'createEvent')).toMatchObject({
    event: { type: 'resource.updated', resourceId: made.id },
  });
  expect(await notificationOf(made)).toMatchObject({ level: 'warn' });
});

test('an invoice is credited once, however often and under whatever key it is told', async () => {
  const made = await newResource(world.bench, { billingPlanId: 'prepaid' });

  const [first, second] = await Promise.all([buy(made, '5', 'inv_2'), buy(made, '5', 'inv_2')]);
  await world.restart();
  const third = await buy(made, '5', 'inv_2');

  const balances = [{ resourceId: made.id, currencyValueInCents: 500 }];
  expect([first.json, second.json, third.json]).toMatchObject([
    { balances },
    { balances },
    { balances },
  ]);
});

test('an invoice whose call was lost is credited by its webhook, and once with both', async () => {
  const made = await newResource(world.bench, { billingPlanId: 'prepaid' });
  const client = await connect(made.url);
  const invoiceId = 'inv_told';
  write(made, { total: '1.00', invoiceId });

  const forged = await tell(made, 'paid', { invoiceId, secret: 'another' });
  await expect(client.set(`${made.prefix}a`, '1')).rejects.toThrow('NOPERM');
  const taken = [await tell(made, 'paid', { invoiceId }), await tell(made, 'paid', { invoiceId })];
  const { json } = await buy(made, '1.00', invoiceId);

  expect([forged >= 400, ...taken]).toEqual([true, 204, 204]);
  expect(left(made)).toBe(100);
  expect(json).toMatchObject({ balances: [{ currencyValueInCents: 100 }] });
  await client.set(`${made.prefix}a`, '1');
});

test('what is refunded is taken back, in parts and once, and no more than is left', async () => {
  const made = await newResource(world.bench, { billingPlanId: 'prepaid' });
  const client = await connect(made.url);
  const invoiceId = 'inv_back';
  await buy(made, '1.00', invoiceId);
  const refund = async (refundTotal: string) => {
    write(made, { total: '1.00', invoiceId, state: 'refunded', refundTotal });
    await tell(made, 'refunded', { invoiceId });
    await tell(made, 'refunded', { invoiceId });
    return left(made);
  };

  expect(await refund('0.60')).toBe(40);
  aheadMs += hourMs;
  await world.provider().meter();
  expect(await refund('1.00')).toBe(0);
  await expect(client.set(`${made.prefix}a`, '1')).rejects.toThrow('NOPERM');
  // what is refunded is not credited by a webhook that comes late
  await tell(made, 'paid', { invoiceId });
  expect(left(made)).toBe(0);
});

test('a payment that failed is shown until one succeeds', async () => {
  const made = await newResource(world.bench, { billingPlanId: 'prepaid' });
  await buy(made, '1.00', 'inv_before');
  write(made, { total: '5.00', invoiceId: 'inv_failed', state: 'notpaid' });

  await tell(made, 'notpaid', { invoiceId: 'inv_failed' });
  expect(await notificationOf(made)).toMatchObject({ title: 'A payment failed' });
  expect(told(made, 'createEvent')).toMatchObject({ event: { resourceId: made.id } });

  write(made, { total: '5.00', invoiceId: 'inv_failed' });
  await tell(made, 'paid', { invoiceId: 'inv_failed' });
  expect(await notificationOf(made)).toBe(null);
  expect(left(made)).toBe(600);
});

test('an invoice that the host does not know changes nothing, and is not told again', async () => {
  const made = await newResource(world.bench, { billingPlanId: 'prepaid' });

  for (const type of ['paid', 'notpaid', 'refunded'] as const) {
    expect(await tell(made, type, { invoiceId: 'inv_nowhere' })).toBe(204);
  }
  expect(left(made)).toBe(undefined);
});

test('above its size a key space does not grow, and does again when there is room', async () => {
  const made = await newResource(world.bench);
  const client = await connect(made.url);
  const large = 'x'.repeat(1_000_000);
  for (let at = 0; at < 26; at += 1) await client.set(`${made.prefix}${at}`, large);

  await world.provider().meter();
  await expect(client.set(`${made.prefix}more`, '1')).rejects.toThrow('NOPERM');
  expect(await notificationOf(made)).toMatchObject({ title: expect.stringContaining('size') });
  await client.del(Array.from({ length: 20 }, (_, at) => `${made.prefix}${at}`));
  await world.provider().meter();

  await client.set(`${made.prefix}more`, '1');
  expect(await notificationOf(made)).toBe(null);
});
