import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bank, type Fate, openBank } from '../world/bank.ts';
import { billingOf } from '../world/billing.ts';
import { eventually, install, provision } from '../world/story.ts';
import { type Voice, voiceOf } from '../world/voice.ts';
import { type Person, startWorld, type World } from '../world/world.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

describe.each(['test', 'stripe'] as const)('on the back end %s', (backEnd) => {
  let bank: Bank;
  let world: World;
  let installation: string;
  let billing: ReturnType<typeof billingOf>;
  let say: Voice;
  let stranger: Person;
  let ahead = 0;
  const now = () => new Date(Date.now() + ahead);
  beforeAll(async () => {
    ahead = 0;
    bank = await openBank(backEnd);
    world = await startWorld({
      rateLimits: null,
      payments: bank.payments,
      billingEveryMs: 50,
      now,
      // what is under way is asked about when a test says so
      schedule: [3_600_000],
    });
    stranger = await world.signUp('Mallory');
    installation = await install(world);
    const { externalId } = await provision(world, installation, { billingPlanId: 'free' });
    billing = billingOf(externalId ?? '');
    say = voiceOf(world, installation);
  });
  afterAll(async () => {
    await world.close();
    await bank.close();
  });

  const inTeam = () => ({ team: world.team });
  const add = async (fate: Fate): Promise<string> => {
    const token = bank.token(fate);
    const params = inTeam();
    const added = await world.owner.api(k.addPaymentMethod, { params, body: { token } });
    if (added.status !== 201) throw new Error(JSON.stringify(added.error));
    return added.body.paymentMethod.id;
  };
  /** From now on it pays for the team. */
  const payWith = async (fate: Fate) => {
    const paymentMethod = await add(fate);
    const params = { ...inTeam(), paymentMethod };
    await world.owner.api(k.changePaymentMethod, { params, body: { isDefault: true } });
    return paymentMethod;
  };
  let days = 20;
  const bill = async (): Promise<string> => {
    days += 1;
    const { status, body } = await say('POST', '/billing/invoices', billing.another(days));
    if (status !== 200) throw new Error(JSON.stringify(body));
    return body.invoiceId;
  };
  const show = async (invoice: string) => {
    const { body } = await world.owner.api(k.getTeamInvoice, { params: { ...inTeam(), invoice } });
    return body.invoice;
  };
  const reaches = (invoice: string, state: string) =>
    eventually(async () => {
      const shown = await show(invoice);
      return shown.state === state && shown;
    });
  const paymentsOf = async (invoice: string) => {
    const { body } = await world.owner.api(k.listPayments, { params: { ...inTeam(), invoice } });
    return body.payments;
  };
  const pay = (invoice: string, body: { paymentMethodId?: string } = {}) =>
    world.owner.api(k.payInvoice, { params: { ...inTeam(), invoice }, body });
  const refund = (invoice: string, total: string) =>
    say('POST', `/billing/invoices/${invoice}/actions`, {
      action: 'refund',
      reason: 'sorry',
      total,
    });
  /** Lets the bank be asked at once about whatever is under way. */
  const askNow = () => world.database.read('update payment_queue set due_at = now()');
  /** What the bank has moved for an invoice. */
  const moved = async (invoice: string, kind: 'charge' | 'refund' = 'charge') =>
    bank.moved(
      world.database,
      (await paymentsOf(invoice)).map(({ id }) => id),
      kind,
    );
  const happened = async (invoice: string) => {
    const query = { limit: 500 };
    const { body } = await world.owner.api(k.listEvents, { params: inTeam(), query });
    const own = body.events.filter(({ subject }) => subject.invoice === invoice);
    return own.map(({ type }) => type).reverse();
  };

  test('a plan that costs something is not taken without a payment method, and a free one is', async () => {
    const wanted = { product: 'db', metadata: { region: 'fra1' } };
    const params = { ...inTeam(), installation };
    const create = (name: string, billingPlanId: string) =>
      world.owner.api(k.createResource, { params, body: { ...wanted, name, billingPlanId } });

    const refused = await create('costly', 'pro');
    const free = await create('free-of-charge', 'free');
    const changed = await world.owner.api(k.updateTeamResource, {
      params: { ...inTeam(), resource: free.body.resource.id },
      body: { billingPlanId: 'pro' },
    });

    expect(refused).toMatchObject({ status: 402, error: { code: 'payment_method_missing' } });
    expect(free).toMatchObject({
      status: 201,
      body: { resource: { billingPlan: { id: 'free' } } },
    });
    expect(changed).toMatchObject({ status: 402, error: { code: 'payment_method_missing' } });
    const { body } = await world.owner.api(k.listTeamResources, { params: inTeam() });
    expect(body.resources.map(({ name }) => name)).not.toContain('costly');
  });

  test('what was given to another back end pays for no plan that costs something', async () => {
    const id = await add('ok');
    await world.database.read(
      `update payment_method set back_end = 'manual' where payment_method_id = $1`,
      [id],
    );

    const refused = await world.owner.api(k.createResource, {
      params: { ...inTeam(), installation },
      body: {
        product: 'db',
        metadata: { region: 'fra1' },
        name: 'paid-before',
        billingPlanId: 'pro',
      },
    });

    expect(refused).toMatchObject({ status: 402, error: { code: 'payment_method_missing' } });
    await world.database.read('delete from payment_method where payment_method_id = $1', [id]);
  });

  test('a team without a payment method is not charged, and pays when it has one', async () => {
    const invoice = await bill();

    await reaches(invoice, 'notpaid');
    expect(await paymentsOf(invoice)).toMatchObject([
      { status: 'failed', decline: { code: 'method_missing' } },
    ]);
    expect(await pay(invoice)).toMatchObject({
      status: 402,
      error: { code: 'payment_method_missing' },
    });

    const paymentMethodId = await add('ok');
    expect(await pay(invoice)).toMatchObject({
      status: 200,
      body: { payment: { status: 'succeeded', paymentMethodId }, invoice: { state: 'paid' } },
    });
    expect(await moved(invoice)).toEqual([{ amount: '10.00' }]);
    expect((await pay(invoice)).error).toMatchObject({ code: 'invoice_state' });
  });

  test('a plan that its provider does not state, or does not sell any more, never reaches it', async () => {
    const planOf = (id: string) =>
      ({ id, type: 'subscription', name: id, description: '', cost: '$10' }) as const;
    world.provider.plans = [planOf('pro'), { ...planOf('retired'), disabled: true }];
    const kept = await world.owner.api(k.createResource, {
      params: { ...inTeam(), installation },
      body: { product: 'db', metadata: { region: 'fra1' }, name: 'kept', billingPlanId: 'pro' },
    });
    const resource = kept.body.resource.id;
    const toPlan = (billingPlanId: string) =>
      world.owner.api(k.updateTeamResource, {
        params: { ...inTeam(), resource },
        body: { billingPlanId },
      });

    for (const billingPlanId of ['misspelt', 'retired']) {
      const body = { product: 'db', metadata: { region: 'fra1' }, name: 'never', billingPlanId };
      const params = { ...inTeam(), installation };
      const created = await world.owner.api(k.createResource, { params, body });
      for (const refused of [created, await toPlan(billingPlanId)]) {
        expect(refused.status).toBe(400);
        expect(refused.error).toMatchObject({ code: 'billing_plan_unavailable', billingPlanId });
      }
    }

    world.provider.plans = [planOf('other')];
    expect((await toPlan('pro')).status).toBeLessThan(300);
    const misspelt = world.provider.seen.filter(({ body }) =>
      JSON.stringify(body ?? '').includes('misspelt'),
    );
    expect(misspelt).toEqual([]);
    world.provider.plans = undefined;
  });

  test('an invoice that is sent is charged once', async () => {
    await payWith('ok');
    const invoice = await bill();

    await reaches(invoice, 'paid');

    expect(await moved(invoice)).toEqual([{ amount: '10.00' }]);
    expect(await happened(invoice)).toEqual([
      'invoice.created',
      'payment.succeeded',
      'invoice.paid',
    ]);
  });

  test('a charge whose answer is lost is asked about, and not made twice', async () => {
    await payWith('lost');
    const invoice = await bill();
    await eventually(async () => {
      const [queued] = await world.database.read(
        `select from payment_queue q join payment p using (payment_id)
       where p.invoice_id = $1 and q.leased_until is null`,
        [invoice],
      );
      return queued !== undefined;
    });
    await askNow();

    await reaches(invoice, 'paid');

    expect(await moved(invoice)).toEqual([{ amount: '10.00' }]);
    expect(await paymentsOf(invoice)).toHaveLength(1);
  });

  test('a charge that its process left behind is taken up by another, once', async () => {
    await payWith('slow');
    const invoice = await bill();
    await eventually(async () => (await paymentsOf(invoice))[0]?.status === 'pending');
    // as a process leaves it that dies between the call and its record
    await world.database.read(
      `update payment set status = 'running', reference = null, finished_at = null
     where invoice_id = $1 and status = 'pending'`,
      [invoice],
    );
    await askNow();

    await reaches(invoice, 'paid');

    expect(await moved(invoice)).toEqual([{ amount: '10.00' }]);
    expect(await paymentsOf(invoice)).toMatchObject([{ status: 'succeeded' }]);
  });

  test('while money is under way nobody says what became of it', async () => {
    const slow = await add('slow');
    await payWith('declined');
    const invoice = await bill();
    await reaches(invoice, 'notpaid');

    const answers = await Promise.all([
      pay(invoice, { paymentMethodId: slow }),
      pay(invoice, { paymentMethodId: slow }),
    ]);

    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
    const params = { ...inTeam(), invoice };
    const settled = await world.owner.api(k.settleInvoice, { params, body: { outcome: 'paid' } });
    expect(settled.error).toMatchObject({ code: 'payment_running' });
    expect((await refund(invoice, '10.00')).status).toBe(409);
    await askNow();
    await reaches(invoice, 'paid');
    expect(await moved(invoice)).toHaveLength(1);
  });

  test('a decline is followed by eight charges on their days, and then the invoice is overdue', async () => {
    await payWith('insufficient');
    const invoice = await bill();
    await reaches(invoice, 'notpaid');

    for (const day of [1, 2, 3, 5, 7, 9, 11, 14]) {
      const before = (await paymentsOf(invoice)).length;
      ahead = day * DAY_MS + 60_000;
      await eventually(async () => {
        const tried = await paymentsOf(invoice);
        // one that still runs is declined on the day to which the clock has moved by then
        return tried.length === before + 1 && tried.every(({ status }) => status === 'failed');
      });
    }
    ahead = 15 * DAY_MS + 60_000;
    await reaches(invoice, 'overdue');

    const payments = await paymentsOf(invoice);
    expect(payments).toHaveLength(9);
    expect(new Set(payments.map(({ decline }) => decline?.code))).toEqual(
      new Set(['insufficient_funds']),
    );
    const types = await happened(invoice);
    expect(types.filter((type) => type === 'invoice.notpaid')).toHaveLength(9);
    expect(types.at(-1)).toBe('invoice.overdue');

    const refused = await pay(invoice);
    expect(refused).toMatchObject({ status: 402, error: { code: 'payment_declined' } });
    expect((await show(invoice)).state).toBe('overdue');
    const paymentMethodId = await add('ok');
    expect((await pay(invoice, { paymentMethodId })).body.invoice).toMatchObject({ state: 'paid' });
  });

  test('what was charged is paid back the same way, in parts and never more than it was', async () => {
    await payWith('ok');
    const invoice = await bill();
    await reaches(invoice, 'paid');

    const asked = await Promise.all([refund(invoice, '4.00'), refund(invoice, '7.00')]);

    expect(asked.map(({ status }) => status).sort()).toEqual([204, 409]);
    const { refundTotal } = await reaches(invoice, 'refunded');
    const rest = (10 - Number(refundTotal)).toFixed(2);
    expect(await refund(invoice, '8.00')).toMatchObject({ status: 400 });
    expect(await refund(invoice, rest)).toMatchObject({ status: 204 });
    await eventually(async () => (await show(invoice)).refundTotal === '10.00');
    const back = await moved(invoice, 'refund');
    expect(back.map(({ amount }) => amount).sort()).toEqual([refundTotal, rest].sort());
  });

  test('a refund that the bank refuses leaves the invoice paid, and somebody is told', async () => {
    const invoice = await bill();
    await reaches(invoice, 'paid');
    await bank.shrink(
      world.database,
      (await paymentsOf(invoice)).map(({ id }) => id),
    );

    expect(await refund(invoice, '9.00')).toMatchObject({ status: 204 });

    await eventually(async () => (await happened(invoice)).includes('invoice.refund-failed'));
    expect((await show(invoice)).state).toBe('paid');
  });

  test('payment methods are added once, chosen, and removed when they pay for nothing', async () => {
    const params = inTeam();
    const first = await add('expired');
    expect(await add('expired')).toBe(first);
    const wrong = await world.owner.api(k.addPaymentMethod, { params, body: { token: 'gold' } });
    expect(wrong).toMatchObject({ status: 400, error: { code: 'payment_method_refused' } });

    const place = { ...params, installation };
    const chosen = await world.owner.api(k.choosePaymentMethod, {
      params: place,
      body: { paymentMethodId: first },
    });
    expect(chosen.status).toBe(200);
    const shown = () => world.owner.api(k.getChosenPaymentMethod, { params: place });
    expect((await shown()).body).toEqual({ installationId: installation, paymentMethodId: first });
    const invoice = await bill();
    await reaches(invoice, 'notpaid');
    const remove = () =>
      world.owner.api(k.removePaymentMethod, { params: { ...params, paymentMethod: first } });
    expect(await remove()).toMatchObject({
      status: 409,
      error: { code: 'payment_method_in_use', installations: [installation] },
    });
    await world.owner.api(k.choosePaymentMethod, {
      params: place,
      body: { paymentMethodId: null },
    });
    expect((await shown()).body.paymentMethodId).toBeNull();
    expect((await remove()).status).toBe(204);
    expect((await remove()).error).toMatchObject({ code: 'payment_method_not_found' });
  });

  test("another team's payment methods and invoices are not found, and a developer may not pay", async () => {
    const invoice = await bill();
    const paymentMethod = await add('ok');
    await stranger.api(k.createTeam, { body: { name: 'Other', slug: 'other' } });
    const team = 'other';

    const answers = [
      await stranger.api(k.payInvoice, { params: { team, invoice }, body: {} }),
      await stranger.api(k.listPayments, { params: { team, invoice } }),
      await stranger.api(k.removePaymentMethod, { params: { team, paymentMethod } }),
      await stranger.api(k.choosePaymentMethod, {
        params: { team, installation },
        body: { paymentMethodId: null },
      }),
      await stranger.api(k.getChosenPaymentMethod, { params: { team, installation } }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
    const mine = await stranger.api(k.listPaymentMethods, { params: inTeam() });
    expect(mine.status).toBe(404);
  });
});
