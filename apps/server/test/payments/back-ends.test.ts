import type { MoneyRequest, PaymentBackEnd, PaymentMethodFacts } from '@kontor/core';
import { mint } from '@kontor/testing/team-world';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPaymentBackEnd } from '../../src/payments/payments.ts';
import { sqlOn } from '../../src/postgres/sql.ts';
import { useDatabase } from '../vault/test-database.ts';
import { type Bank, type Fate, openBank } from '../world/bank.ts';
import { type StripeStandIn, startStripeStandIn } from '../world/stripe-stand-in.ts';

const opened = useDatabase();

const open = (payments: Parameters<typeof createPaymentBackEnd>[0], failures: unknown[] = []) =>
  createPaymentBackEnd(payments, {
    sql: sqlOn(opened.database.pool),
    onError: (error) => void failures.push(error),
  });

async function attached(
  backEnd: PaymentBackEnd,
  token: string,
  teamId = mint.team(),
): Promise<PaymentMethodFacts & Pick<MoneyRequest, 'teamId'>> {
  const method = await backEnd.attach({ teamId, token, customer: null });
  if (!method.ok) throw new Error(method.error.message);
  return { ...method.value, teamId };
}

function requestFor(
  { teamId, ...method }: Awaited<ReturnType<typeof attached>>,
  amount = '10.00',
): MoneyRequest {
  return { key: mint.payment(), teamId, amount, method, description: 'Invoice inv_1' };
}

const questionOf = ({ key, method }: MoneyRequest, reference: string | null = null) => ({
  id: key,
  kind: 'charge' as const,
  reference,
  createdAt: new Date(),
  customer: method.customer,
  charge: null,
});

describe.each(['test', 'stripe'] as const)('the back end %s', (name) => {
  let bank: Bank;
  let backEnd: PaymentBackEnd;
  beforeAll(async () => {
    bank = await openBank(name);
    backEnd = open(bank.payments);
  });
  afterAll(() => bank.close());

  const team = mint.team();
  /** The same team each time, because at a bank a payment method belongs to one. */
  const ready = async (fate: Fate) => requestFor(await attached(backEnd, bank.token(fate), team));
  const movedFor = (key: string, kind: 'charge' | 'refund' = 'charge') =>
    bank.moved(opened.database, [key], kind);

  test('charges by itself, and refuses a token that it does not know', async () => {
    expect(backEnd).toMatchObject({ name, isAutomatic: true });
    const refused = await backEnd.attach({ teamId: mint.team(), token: 'gold', customer: null });
    expect(refused).toMatchObject({ ok: false, error: { code: 'payment_method_refused' } });
  });

  test('charges once, however often it is asked with the same key', async () => {
    const request = await ready('ok');

    const first = await backEnd.charge(request);

    expect(first).toMatchObject({ kind: 'succeeded' });
    expect(await backEnd.charge(request)).toEqual(first);
    expect(await movedFor(request.key)).toEqual([{ amount: '10.00' }]);
    expect(await backEnd.find(questionOf(request))).toEqual(first);
  });

  test.each([
    ['declined', 'declined'],
    ['insufficient', 'insufficient_funds'],
    ['expired', 'method_expired'],
    ['unseen', 'requires_action'],
  ] as const)(
    'says of a charge that is %s why, and the same when it is asked',
    async (fate, code) => {
      const request = await ready(fate);

      const outcome = await backEnd.charge(request);

      expect(outcome).toMatchObject({ kind: 'declined', decline: { code } });
      expect(await backEnd.find(questionOf(request))).toEqual(outcome);
      expect(await movedFor(request.key)).toEqual([]);
    },
  );

  test('knows nothing of what never arrived', async () => {
    expect(await backEnd.find(questionOf(await ready('ok')))).toEqual({ kind: 'absent' });
  });

  test('finds what it did when the answer was lost', async () => {
    const request = await ready('lost');

    expect(await backEnd.charge(request)).toMatchObject({ kind: 'unknown' });

    expect(await backEnd.find(questionOf(request))).toMatchObject({ kind: 'succeeded' });
    expect(await movedFor(request.key)).toHaveLength(1);
  });

  test('pays back in parts, once for each key, and never more than it charged', async () => {
    const request = await ready('ok');
    const charge = await backEnd.charge(request);
    if (charge.kind !== 'succeeded') throw new Error(charge.kind);
    const back = (amount: string) => ({
      key: mint.payment(),
      amount,
      charge: charge.reference,
    });
    const part = back('4.00');

    const first = await backEnd.refund(part);

    expect(first).toMatchObject({ kind: 'succeeded' });
    expect(await backEnd.refund(part)).toEqual(first);
    const asked = { ...questionOf(request), id: part.key, kind: 'refund' as const };
    expect(await backEnd.find({ ...asked, charge: charge.reference })).toEqual(first);
    expect(await backEnd.refund(back('6.01'))).toMatchObject({
      kind: 'declined',
      decline: { code: 'refund_refused' },
    });
    expect(await backEnd.refund(back('6.00'))).toMatchObject({ kind: 'succeeded' });
  });

  test('holds an amount, and lets it go or takes it, repeats included', async () => {
    const held = await backEnd.authorise(await ready('ok'));
    if (held.kind !== 'succeeded') throw new Error(held.kind);
    expect(await backEnd.release(held.reference)).toMatchObject({ kind: 'succeeded' });
    expect(await backEnd.release(held.reference)).toMatchObject({ kind: 'succeeded' });

    const taken = await backEnd.authorise(await ready('ok'));
    if (taken.kind !== 'succeeded') throw new Error(taken.kind);
    expect(await backEnd.capture(taken.reference)).toEqual(taken);
    expect(await backEnd.capture(taken.reference)).toEqual(taken);
    expect(await backEnd.authorise(await ready('declined'))).toMatchObject({ kind: 'declined' });
  });

  test('detaches what is there, and what is gone already', async () => {
    const { reference } = await attached(backEnd, bank.token('expired'), team);

    await backEnd.detach(reference);
    await backEnd.detach(reference);
  });
});

test('the back end manual moves nothing, and takes no payment methods', async () => {
  const backEnd = open({ kind: 'manual' });
  const method = { reference: 'none', customer: null };
  const request = {
    key: mint.payment(),
    teamId: mint.team(),
    amount: '1.00',
    method,
    description: 'Invoice inv_1',
  };

  expect(backEnd).toMatchObject({ name: 'manual', isAutomatic: false });
  expect(await backEnd.charge(request)).toEqual({ kind: 'pending', reference: request.key });
  const refused = await backEnd.attach({ teamId: mint.team(), token: 'pm_1', customer: null });
  expect(refused).toMatchObject({ ok: false, error: { code: 'payment_method_refused' } });
});

describe('Stripe', () => {
  let stripe: StripeStandIn;
  let backEnd: PaymentBackEnd;
  const failures: unknown[] = [];
  beforeAll(async () => {
    stripe = await startStripeStandIn();
    backEnd = open(stripe.settings, failures);
  });
  afterAll(() => stripe.close());

  test('is told a team, and shows a card as people know it', async () => {
    const method = await attached(backEnd, stripe.form('ok'));

    expect(method).toMatchObject({
      kind: 'card',
      label: 'Visa ending in 4242',
      expires: '2090-04',
    });
    expect(stripe.customers.get(method.customer ?? '')).toMatchObject({
      metadata: { kontor_team: method.teamId },
    });
  });

  test('leaves a payment method to the team that added it', async () => {
    const token = stripe.form('ok');
    await attached(backEnd, token);

    const other = await backEnd.attach({ teamId: mint.team(), token, customer: null });

    expect(other).toMatchObject({ ok: false, error: { code: 'payment_method_refused' } });
  });

  test('makes one customer of a team that adds two at once', async () => {
    const teamId = mint.team();

    const both = await Promise.all([
      attached(backEnd, stripe.form('ok'), teamId),
      attached(backEnd, stripe.form('ok'), teamId),
    ]);

    expect(new Set(both.map(({ customer }) => customer)).size).toBe(1);
  });

  test('refuses a card that its bank does not let be added', async () => {
    const token = stripe.form('stolen');
    const refused = await backEnd.attach({ teamId: mint.team(), token, customer: null });
    expect(refused).toMatchObject({ ok: false, error: { code: 'payment_method_refused' } });
  });

  test('finds a payment whose answer was lost behind a page of others', async () => {
    const method = await attached(backEnd, stripe.form('ok'));
    const lost = requestFor(method);
    stripe.loseAnswers(true);
    expect(await backEnd.charge(lost)).toMatchObject({ kind: 'unknown' });
    stripe.loseAnswers(false);
    for (let count = 0; count < 12; count += 1) await backEnd.charge(requestFor(method));

    expect(await backEnd.find(questionOf(lost))).toMatchObject({ kind: 'succeeded' });
  });

  test('cancels what waits for a person, because nobody is there', async () => {
    const request = requestFor(await attached(backEnd, stripe.form('waiting')));

    const outcome = await backEnd.charge(request);

    expect(outcome).toMatchObject({ kind: 'declined', decline: { code: 'requires_action' } });
    expect([...stripe.intents.values()].at(-1)).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'abandoned',
    });
    expect(await backEnd.find(questionOf(request))).toEqual(outcome);
  });

  test('has not been sent what another program listens for, or what its key may not do', async () => {
    const method = await attached(backEnd, stripe.form('ok'));
    const closed = open({ ...stripe.settings, api: 'http://127.0.0.1:1' });
    const foreign = open({ ...stripe.settings, secretKey: 'sk_test_wrong' });

    expect(await closed.charge(requestFor(method))).toMatchObject({ kind: 'not-sent' });
    expect(await foreign.charge(requestFor(method))).toMatchObject({ kind: 'not-sent' });
    // a question or a release that did not arrive says nothing about the money
    expect(await closed.find(questionOf(requestFor(method), 'pi_1'))).toMatchObject({
      kind: 'unknown',
    });
    expect(await closed.release('pi_1')).toMatchObject({ kind: 'unknown' });
    const token = stripe.form('ok');
    expect(await closed.attach({ teamId: mint.team(), token, customer: null })).toMatchObject({
      error: { code: 'payment_unreachable' },
    });
  });

  test('that cannot be reached to detach is told to whoever runs the host', async () => {
    const closed = open({ ...stripe.settings, api: 'http://127.0.0.1:1' }, failures);

    await closed.detach('pm_1');

    expect(String(failures)).toContain('StripeConnectionError');
    expect(String(failures)).not.toContain(stripe.settings.secretKey);
  });
});
