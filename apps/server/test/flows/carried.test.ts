import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Bank, openBank } from '../world/bank.ts';
import { billingOf } from '../world/billing.ts';
import { eventually, install, provision } from '../world/story.ts';
import { type Voice, voiceOf } from '../world/voice.ts';
import { startWorld, type World } from '../world/world.ts';

let bank: Bank;
let world: World;
let installation: string;
let billing: ReturnType<typeof billingOf>;
let say: Voice;
let paying = '';
let ahead = 0;
beforeAll(async () => {
  bank = await openBank('stripe');
  world = await startWorld({
    rateLimits: null,
    payments: bank.payments,
    billingEveryMs: 50,
    now: () => new Date(Date.now() + ahead),
  });
  paying = await add('ok');
});
beforeEach(async () => {
  installation = await install(world);
  const { externalId } = await provision(world, installation, { billingPlanId: 'free' });
  billing = billingOf(externalId ?? '');
  say = voiceOf(world, installation);
  await choose(paying);
});
// a team has one installation of an integration at a time
afterEach(async () => {
  await world.owner.api(k.uninstall, { params: { team: world.team, installation } });
});
afterAll(async () => {
  await world.close();
  await bank.close();
});

const inTeam = () => ({ team: world.team });
const add = async (fate: 'ok' | 'declined') => {
  const { body } = await world.owner.api(k.addPaymentMethod, {
    params: inTeam(),
    body: { token: bank.token(fate) },
  });
  return body.paymentMethod.id;
};
const choose = (paymentMethodId: string) =>
  world.owner.api(k.choosePaymentMethod, {
    params: { ...inTeam(), installation },
    body: { paymentMethodId },
  });
let days = 20;
const bill = async (total: string, told: object = {}): Promise<string> => {
  days += 1;
  const items = [{ ...billing.item, price: total, quantity: 1, total }];
  const { status, body } = await say(
    'POST',
    '/billing/invoices',
    billing.another(days, { items, ...told }),
  );
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body.invoiceId;
};
const show = async (invoice: string) => {
  const { body } = await world.owner.api(k.getTeamInvoice, { params: { ...inTeam(), invoice } });
  return body.invoice;
};
const reach = (state: string, ...invoices: readonly string[]) =>
  eventually(async () => {
    const shown = await Promise.all(invoices.map(show));
    return shown.every((each) => each.state === state) && shown;
  });
const paymentsOf = async (invoice: string) =>
  (await world.owner.api(k.listPayments, { params: { ...inTeam(), invoice } })).body.payments;
const cancel = (invoice: string, total: string) =>
  say('POST', `/billing/invoices/${invoice}/actions`, { action: 'refund', reason: 'sorry', total });
const happened = async (invoice: string) => {
  const { body } = await world.owner.api(k.listEvents, {
    params: inTeam(),
    query: { limit: 500 },
  });
  const own = body.events.filter(({ subject }) => subject.invoice === invoice);
  return own.map(({ type }) => type).reverse();
};
/** What an account of the books holds. */
const held = async (kind: string, of: string) => {
  const [row] = await world.database.read<{ held: string }>(
    `select coalesce(sum(amount), 0)::text as held from ledger_line
     where team_id = (select team_id from installation where installation_id = $3)
       and account_kind = $1 and account_of = $2`,
    [kind, of, installation],
  );
  return Number(row?.held);
};
const document = async (invoice: string) => {
  const path = `/kontor/v1/teams/${world.team}/invoices/${invoice}/document.html`;
  const { token } = world.owner;
  return (await fetch(world.url + path, { headers: { authorization: `Bearer ${token}` } })).status;
};

describe('an invoice of less than fifty cents', () => {
  test('is carried, and charged once together with the one that brings enough', async () => {
    const first = await bill('0.30');

    expect((await say('GET', `/billing/invoices/${first}`)).body).toMatchObject({
      state: 'pending',
      total: '0.30',
    });
    expect(await show(first)).toMatchObject({ state: 'pending', isOpen: true, number: null });
    expect(await document(first)).toBe(409);
    expect(await held('receivable', installation)).toBe(0.3);

    const second = await bill('0.25');

    const [small, main] = await reach('paid', first, second);
    expect(small).toMatchObject({ collectedWith: second, due: '0.30', isWaived: false });
    expect(main).toMatchObject({
      due: '0.25',
      dueTogether: '0.55',
      collects: [{ id: first, number: small?.number, due: '0.30' }],
    });
    expect(main?.number).toBeTruthy();
    expect(await paymentsOf(second)).toMatchObject([{ status: 'succeeded', amount: '0.55' }]);
    expect(await paymentsOf(first)).toEqual([]);
    expect(await held('receivable', installation)).toBe(0);
    expect(await happened(first)).toEqual(['invoice.carried', 'invoice.created', 'invoice.paid']);
    expect(await document(first)).toBe(200);
  });

  test('goes the way of the larger one, and is paid for and paid back with its payment', async () => {
    await choose(await add('declined'));
    const small = await bill('0.20');
    const large = await bill('3.00');
    await reach('notpaid', small, large);
    const pay = (invoice: string, body: object = {}) =>
      world.owner.api(k.payInvoice, { params: { ...inTeam(), invoice }, body });

    expect(await pay(small)).toMatchObject({
      status: 409,
      error: { code: 'invoice_state', collectedWith: large },
    });
    expect(await pay(large, { paymentMethodId: paying })).toMatchObject({
      status: 200,
      body: { payment: { amount: '3.20', status: 'succeeded' } },
    });
    await reach('paid', small, large);

    expect((await cancel(small, '0.20')).status).toBe(204);
    const [back] = await reach('refunded', small);
    expect(back).toMatchObject({ refundTotal: '0.20', collectedWith: large });
    const refunds = (await paymentsOf(small)).map(({ id }) => id);
    expect(await bank.moved(world.database, refunds, 'refund')).toEqual([{ amount: '0.20' }]);
    expect(await show(large)).toMatchObject({ state: 'paid', refundTotal: '0.00' });
  });

  test('is not charged with the larger one any more, once it is called off', async () => {
    await choose(await add('declined'));
    const small = await bill('0.20');
    const large = await bill('3.00');
    await reach('notpaid', small, large);

    expect((await cancel(small, '0.20')).status).toBe(204);
    expect(await show(large)).toMatchObject({ collects: [], dueTogether: '3.00' });

    const paid = await world.owner.api(k.payInvoice, {
      params: { ...inTeam(), invoice: large },
      body: { paymentMethodId: paying },
    });
    expect(paid).toMatchObject({ status: 200, body: { payment: { amount: '3.00' } } });
    const charges = (await paymentsOf(large)).filter(({ status }) => status === 'succeeded');
    const ids = charges.map(({ id }) => id);
    expect(await bank.moved(world.database, ids, 'charge')).toEqual([{ amount: '3.00' }]);
    expect(await show(small)).toMatchObject({ state: 'refunded' });
  });

  test('waits again when the larger one is called off, and keeps its number', async () => {
    await choose(await add('declined'));
    const small = await bill('0.20');
    const large = await bill('3.00');
    const [sent] = await reach('notpaid', small, large);

    expect((await cancel(large, '3.00')).status).toBe(204);
    expect(await show(large)).toMatchObject({ state: 'refunded', collects: [] });
    expect(await show(small)).toMatchObject({ state: 'pending', collectedWith: null });
    expect(await held('receivable', installation)).toBe(0.2);

    await choose(paying);
    const next = await bill('1.00');
    const [paid] = await reach('paid', small, next);
    expect(paid).toMatchObject({ collectedWith: next, number: sent?.number });
    expect(await held('receivable', installation)).toBe(0);
  });

  test('leaves what was enough only with it waiting, when it is called off', async () => {
    await choose(await add('declined'));
    const [first, second] = [await bill('0.30'), await bill('0.25')];
    await reach('notpaid', first, second);

    expect((await cancel(first, '0.30')).status).toBe(204);

    expect(await show(first)).toMatchObject({ state: 'refunded' });
    expect(await show(second)).toMatchObject({ state: 'pending', collects: [] });
    await cancel(second, '0.25');
    expect(await held('receivable', installation)).toBe(0);
  });

  test('that is dated later is carried on its day', async () => {
    const later = await bill('0.30', { invoiceDate: billing.at(60_000) });
    expect(await show(later)).toMatchObject({ state: 'scheduled' });

    ahead += 61_000;
    await reach('pending', later);
    expect(await happened(later)).toEqual(['invoice.carried']);
    await reach('paid', later, await bill('0.20'));
  });

  test('counts as paid when its installation ends, which does not wait for it', async () => {
    const small = await bill('0.49');
    world.provider.misbehave(({ method }) => method === 'DELETE', {
      kind: 'answer-after',
      status: 200,
      body: JSON.stringify({ finalized: true }),
    });

    await world.owner.api(k.uninstall, { params: { ...inTeam(), installation } });

    expect(await show(small)).toMatchObject({ state: 'paid', isWaived: true, number: null });
    expect(await happened(small)).toEqual(['invoice.carried', 'invoice.paid']);
    expect(await held('receivable', installation)).toBe(0);
  });
});

test('many small ones at once are collected once each, and to the cent', async () => {
  const numbers = Array.from({ length: 12 }, (_, index) => index);
  const invoices = await Promise.all(numbers.map(() => bill('0.10')));

  const shown = await eventually(async () => {
    const all = await Promise.all(invoices.map(show));
    return all.every(({ state }) => state === 'paid' || state === 'pending') && all;
  });
  const mains = shown.filter(({ collects }) => collects.length > 0);
  const paid = shown.filter(({ state }) => state === 'paid');
  expect(mains.map(({ dueTogether }) => dueTogether)).toEqual(['0.50', '0.50']);
  expect(paid).toHaveLength(10);
  const payments = (await Promise.all(mains.map(({ id }) => paymentsOf(id)))).flat();
  const ids = payments.map(({ id }) => id);
  expect(await bank.moved(world.database, ids, 'charge')).toEqual([
    { amount: '0.50' },
    { amount: '0.50' },
  ]);
});
