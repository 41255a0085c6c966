import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { billingOf } from '../world/billing.ts';
import { install, provision } from '../world/story.ts';
import { type Voice, voiceOf } from '../world/voice.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let installation: string;
let billing: ReturnType<typeof billingOf>;
let say: Voice;
beforeAll(async () => {
  // what is told here takes more calls than a minute allows
  world = await startWorld({ rateLimits: null });
  installation = await install(world);
  const { externalId } = await provision(world, installation);
  billing = billingOf(externalId ?? '');
  say = voiceOf(world, installation);
});
afterAll(() => world.close());

let days = 20;
/** An invoice for a period that no other has. */
const fresh = (told: object = {}) => {
  days += 1;
  return billing.another(days, told);
};
const submit = (body: object) => say('POST', '/billing/invoices', body);
const submitted = async (told: object = {}): Promise<string> => {
  const { status, body } = await submit(fresh(told));
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body.invoiceId;
};
const get = (id: string) => say('GET', `/billing/invoices/${id}`);
const refund = (id: string, total: string, more: object = {}) =>
  say('POST', `/billing/invoices/${id}/actions`, {
    action: 'refund',
    reason: 'a mistake',
    total,
    ...more,
  });
const settle = (invoice: string, outcome: string) =>
  world.owner.api(k.settleInvoice, {
    params: { team: world.team, invoice },
    body: { outcome },
  });
const eventsOf = async (invoice: string) => {
  const { body } = await world.owner.api(k.listEvents, {
    params: { team: world.team },
    query: { limit: 500 },
  });
  return body.events
    .filter(({ subject }) => subject.invoice === invoice)
    .map(({ type, data }) => ({ type, data }))
    .reverse();
};

test('an invoice is sent to the team, and an operator says that it is paid', async () => {
  const discounts = [{ billingPlanId: 'free', name: 'Start', amount: '0.50' }];
  const answer = await submit(billing.invoice({ externalId: 'A-1', memo: 'March', discounts }));

  expect(answer).toMatchObject({
    status: 200,
    body: { invoiceId: expect.stringMatching(/^inv_/), test: false, validationErrors: [] },
  });
  const id = answer.body.invoiceId;
  const shown = await get(id);
  expect(shown).toMatchObject({
    status: 200,
    body: {
      invoiceId: id,
      state: 'invoiced',
      externalId: 'A-1',
      memo: 'March',
      invoiceDate: billing.invoice().invoiceDate,
      period: billing.period,
      items: [billing.item],
      discounts,
      total: '9.50',
      test: false,
    },
  });

  expect((await settle(id, 'notpaid')).body.invoice).toMatchObject({ state: 'notpaid' });
  expect((await settle(id, 'paid')).body.invoice).toMatchObject({ state: 'paid' });
  expect((await settle(id, 'paid')).error).toMatchObject({ code: 'invoice_state', state: 'paid' });
  expect((await get(id)).body).toMatchObject({ state: 'paid', paidAt: expect.any(String) });
  const told = {
    invoiceId: id,
    externalInvoiceId: 'A-1',
    period: billing.period,
    invoiceDate: billing.invoice().invoiceDate,
    invoiceTotal: '9.50',
  };
  expect(await eventsOf(id)).toEqual([
    { type: 'invoice.created', data: told },
    { type: 'invoice.notpaid', data: told },
    { type: 'invoice.paid', data: told },
  ]);
});

describe('an invoice is refused with everything that is wrong', () => {
  test.each<[string, () => object, number, string, string[]]>([
    [
      'its date',
      () => ({ invoiceDate: billing.at(11 * 86_400_000) }),
      400,
      'invalid_invoice',
      ['invoiceDate'],
    ],
    [
      'a total',
      () => ({ items: [{ ...billing.item, total: '10.01' }] }),
      400,
      'invalid_invoice',
      ['items[0].total'],
    ],
    [
      'a resource',
      () => ({ items: [{ ...billing.item, resourceId: 'db_9' }] }),
      400,
      'invalid_invoice',
      ['items[0].resourceId'],
    ],
    [
      'a plan',
      () => ({ items: [{ ...billing.item, billingPlanId: 'pro' }] }),
      400,
      'invalid_invoice',
      ['items[0].billingPlanId'],
    ],
    ['the last one too early', () => ({ final: true }), 400, 'invalid_invoice', ['final']],
    [
      'a number that is used',
      () => ({ externalId: 'A-1' }),
      409,
      'duplicate_invoice',
      ['externalId'],
    ],
    [
      'both a date and a number',
      () => ({ externalId: 'A-1', invoiceDate: billing.at(-99 * 86_400_000) }),
      400,
      'invalid_invoice',
      ['invoiceDate', 'externalId'],
    ],
    ['a key that is not known', () => ({ currency: 'USD' }), 400, 'invalid_request', ['body']],
    [
      'a negative price',
      () => ({ items: [{ ...billing.item, price: '-1' }] }),
      400,
      'invalid_request',
      ['items.0.price'],
    ],
  ])('%s', async (_case, told, status, reason, keys) => {
    const before = await world.database.read('select invoice_id from invoice');

    const answer = await submit(fresh(told()));

    expect(answer.status).toBe(status);
    expect(answer.body.error.reason).toBe(reason);
    expect(answer.body.error.fields.map(({ key }: { key: string }) => key)).toEqual(keys);
    expect(await world.database.read('select invoice_id from invoice')).toEqual(before);
  });
});

test('a resource is billed once for a period and plan, also when two come at once', async () => {
  const body = fresh();

  const answers = await Promise.all([submit(body), submit(body), submit(body)]);

  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  const refused = answers.find(({ status }) => status === 409);
  expect(refused?.body.error).toMatchObject({
    code: 'conflict',
    reason: 'duplicate_invoice',
    fields: [{ key: 'items[0]' }],
  });
});

test('a plan that has changed since is billed for the time in which it was active', async () => {
  const { id, externalId } = await provision(world, installation);
  const own = billingOf(externalId ?? '');
  await world.owner.api(k.updateTeamResource, {
    params: { team: world.team, resource: id },
    body: { billingPlanId: 'pro' },
  });
  const billed = (planId: string, told: object = {}) =>
    submit(fresh({ items: [{ ...own.item, billingPlanId: planId, ...told }] }));

  expect((await billed('free')).status).toBe(200);
  expect((await billed('pro')).status).toBe(200);
  // before it was there, nothing was active
  const past = { start: own.at(-9 * 86_400_000), end: own.at(-8 * 86_400_000) };
  expect((await billed('pro', past)).body.error.fields).toMatchObject([
    { key: 'items[0].billingPlanId' },
  ]);
  // bills come after the end of a resource too
  await world.owner.api(k.deleteTeamResource, { params: { team: world.team, resource: id } });
  expect((await billed('pro')).status).toBe(200);
});

describe('a test', () => {
  test.each([
    ['paid', 'paid'],
    ['notpaid', 'notpaid'],
    ['overdue', 'overdue'],
    [undefined, 'invoiced'],
  ])('that asks for %s ends as %s, and touches nothing real', async (result, state) => {
    const body = fresh({ externalId: 'T-1', test: result === undefined ? {} : { result } });

    const first = await submit(body);
    const again = await submit(body);

    expect([first.status, again.status]).toEqual([200, 200]);
    expect(first.body).toEqual({ invoiceId: expect.any(String), test: true, validationErrors: [] });
    const id = first.body.invoiceId;
    expect((await get(id)).body).toMatchObject({ state, test: true });
    expect(await eventsOf(id)).toEqual([]);
    const params = { team: world.team, invoice: id };
    expect((await world.owner.api(k.getTeamInvoice, { params })).status).toBe(404);
    expect((await settle(id, 'paid')).status).toBe(404);
    const { test: _, externalId: __, ...real } = body as Record<string, unknown>;
    expect((await submit(real)).status).toBe(200);
  });

  test('is told what is wrong where it asks, and then nothing is kept', async () => {
    const wrong = { externalId: 'A-1', final: true, items: [{ ...billing.item, total: '1' }] };
    const before = await world.database.read('select invoice_id from invoice');

    const asked = await submit(fresh({ ...wrong, test: { validate: true, result: 'paid' } }));

    expect(asked.status).toBe(200);
    expect(asked.body).toEqual({
      test: true,
      validationErrors: [
        expect.stringMatching(/^final should/),
        expect.stringMatching(/^items\[0\]\.total should/),
        expect.stringMatching(/^externalId should/),
      ],
    });
    expect(await world.database.read('select invoice_id from invoice')).toEqual(before);
    const unasked = await submit(fresh({ ...wrong, test: { validate: false } }));
    expect(unasked.body).toMatchObject({ invoiceId: expect.any(String), validationErrors: [] });
  });

  test('is refunded at once', async () => {
    const id = await submitted({ test: { result: 'paid' } });

    expect((await refund(id, '10')).status).toBe(204);
    expect((await get(id)).body).toMatchObject({ state: 'refunded', refundTotal: '10.00' });
  });
});

describe('a refund', () => {
  test('of what was paid is under way until the money is back', async () => {
    const id = await submitted();
    await settle(id, 'paid');

    expect((await refund(id, '4')).status).toBe(204);
    expect((await get(id)).body).toMatchObject({ state: 'refund_requested' });
    expect((await refund(id, '1')).body.error).toMatchObject({ reason: 'refund_running' });
    await settle(id, 'refunded');

    expect((await get(id)).body).toMatchObject({
      state: 'refunded',
      refundTotal: '4.00',
      refundReason: 'a mistake',
      refundedAt: expect.any(String),
    });
    expect((await eventsOf(id)).slice(2)).toMatchObject([
      { type: 'invoice.refund-requested', data: { amount: '4.00', reason: 'a mistake' } },
      { type: 'invoice.refunded', data: { invoiceId: id, amount: '4.00', reason: 'a mistake' } },
    ]);
    expect((await refund(id, '6.01')).status).toBe(400);
    expect((await refund(id, '6')).status).toBe(204);
    await settle(id, 'refund-failed');
    expect((await get(id)).body).toMatchObject({ state: 'refunded', refundTotal: '4.00' });
    await refund(id, '5');
    await settle(id, 'refunded');
    expect((await get(id)).body).toMatchObject({ state: 'refunded', refundTotal: '9.00' });
    expect((await eventsOf(id)).at(-1)).toMatchObject({ data: { amount: '5.00' } });
  });

  test.each(['invoiced', 'notpaid'])(
    'of one that is %s cancels it, and the same may be billed again',
    async (state) => {
      const body = fresh();
      const id = (await submit(body)).body.invoiceId;
      if (state === 'notpaid') await settle(id, 'notpaid');

      expect((await refund(id, '10.00')).status).toBe(204);

      expect((await get(id)).body).toMatchObject({ state: 'refunded', refundTotal: '10.00' });
      expect((await settle(id, 'paid')).status).toBe(409);
      expect((await submit(body)).status).toBe(200);
    },
  );

  test('asked for many times at once happens once', async () => {
    const id = await submitted();
    await settle(id, 'paid');

    const answers = await Promise.all([1, 2, 3, 4].map(() => refund(id, '10')));

    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409, 409, 409]);
  });

  test.each([
    ['more than the total', '10.01', {}, 400],
    ['nothing', '0', {}, 400],
    ['a negative sum', '-1', {}, 400],
    ['something else', '1', { action: 'void' }, 400],
    ['it with a key that is not known', '1', { note: 'x' }, 400],
  ])('asks for %s in vain', async (_case, total, more, status) => {
    const id = await submitted();

    expect((await refund(id, total, more)).status).toBe(status);
    expect((await get(id)).body.state).toBe('invoiced');
  });
});

test('an invoice of nothing counts as paid and is not sent to the team', async () => {
  const id = await submitted({ items: [{ ...billing.item, price: '0', total: '0' }] });

  expect((await get(id)).body).toMatchObject({ state: 'paid', total: '0.00' });
  expect(await eventsOf(id)).toMatchObject([{ type: 'invoice.paid', data: { waived: true } }]);
  const params = { team: world.team, invoice: id };
  expect((await world.owner.api(k.getTeamInvoice, { params })).body.invoice).toMatchObject({
    isWaived: true,
    isOpen: false,
  });
});

test('the invoice of another installation is not found, whatever is asked of it', async () => {
  await world.owner.api(k.createTeam, { body: { name: 'Beta', slug: 'beta' } });
  const other = voiceOf(world, await install({ ...world, team: 'beta' }));
  const id = await submitted();

  const answers = [
    await other('GET', `/billing/invoices/${id}`),
    await other('POST', `/billing/invoices/${id}/actions`, {
      action: 'refund',
      reason: 'x',
      total: '1',
    }),
    await get('inv_none'),
  ];

  expect(answers.map(({ status, body }) => [status, body.error.reason])).toEqual([
    [404, 'invoice_not_found'],
    [404, 'invoice_not_found'],
    [404, 'invoice_not_found'],
  ]);
  const params = { team: 'beta', invoice: id };
  expect((await world.owner.api(k.getTeamInvoice, { params })).status).toBe(404);
  expect(
    (await world.owner.api(k.settleInvoice, { params, body: { outcome: 'paid' } })).status,
  ).toBe(404);
});

test('thousands of lines make one invoice', async () => {
  const items = Array.from({ length: 3_000 }, () => billing.item);

  const id = await submitted({ items });

  expect((await get(id)).body).toMatchObject({ total: '30000.00', items });
});
