import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { platformEndpoints as p } from '@kontor/protocol/platform';
import { done } from '../../isolation/done.ts';
import { createApi } from '../../world/api-client.ts';
import { billingOf } from '../../world/billing.ts';
import { prepayment } from '../../world/prepaid.ts';
import { tokenOf } from '../../world/voice.ts';
import type { Making, Makings, Stage } from './making.ts';

const anInvoice: Making = async ({ things }) => {
  const id = await things.invoice();
  return { at: { invoice: id, invoiceId: id } };
};
const anApproval: Making = async (stage) => ({ at: { approval: await approval(stage) } });
const rule = { billingPlanId: 'credits', below: '10.00', buys: '10.00' };
const threshold = {
  ...{ billingPlanId: 'credits', minimumAmountInCents: 500, purchaseAmountInCents: 2_000 },
};

/** What is used, billed, paid and bought. */
export const moneyMakings: Makings = {
  submitBillingData: ({ theirs: { external } }) => {
    const { at, period, item } = billingOf(external);
    const { resourceId, name, units } = item;
    const usage = [{ resourceId, name, type: 'total', units, dayValue: 1, periodValue: 1 }];
    return { body: { timestamp: at(0), eod: at(-1), period, billing: [item], usage } };
  },
  submitBalances: ({ theirs: { external } }) => ({
    body: {
      timestamp: new Date().toISOString(),
      balances: [{ currencyValueInCents: 900, resourceId: external }],
    },
  }),
  submitInvoice: ({ theirs: { external }, things }) => {
    const days = 20 + Number(things.word('x').slice(2)) / 1000;
    return { body: billingOf(external).another(days) };
  },
  actOnInvoice: anInvoice,
  settleInvoice: async ({ things }) => ({ at: await things.unpaid() }),
  payInvoice: async ({ theirs: { stage }, things }) => {
    const at = await things.unpaid();
    await done(stage.owner.api(k.addPaymentMethod, { params: at, body: { token: 'test_ok' } }));
    return { at };
  },
  addPaymentMethod: () => ({ body: { token: 'test_ok' } }),
  removePaymentMethod: async ({ theirs: { stage } }) => {
    const call = { params: { team: stage.team }, body: { token: 'test_slow' } };
    const { paymentMethod } = await done(stage.owner.api(k.addPaymentMethod, call));
    return { at: { paymentMethod: paymentMethod.id } };
  },
  createPurchase: async ({ things }) => ({
    body: { amount: '10.00', resource: (await things.prepaid()).id },
  }),
  setTopUpRule: async ({ things }) => ({
    at: { subject: (await things.prepaid()).id },
    body: rule,
  }),
  removeTopUpRule: async ({ theirs: { stage, installation }, things }) => {
    const at = { subject: (await things.prepaid()).id };
    const params = { team: stage.team, installation, ...at };
    await done(stage.owner.api(k.setTopUpRule, { params, body: rule }));
    return { at };
  },
  setThreshold: async ({ things }) => ({
    at: { store: (await things.prepaid()).id },
    body: threshold,
  }),
  setThresholds: async ({ theirs: { stage }, things }) => {
    const at = await things.installed();
    const body = { billingPlan: { ...prepayment, id: 'pool', scope: 'installation' } };
    const speak = createApi(stage.url, tokenOf(stage, at.installation));
    await done(speak(p.updateInstallation, { params: at, body }));
    return { at, body: [{ ...threshold, billingPlanId: 'pool' }] };
  },
  removeSpendLimit: async ({ theirs: { stage }, things }) => {
    const subject = (await things.resource()).id;
    const params = { team: stage.team, subject };
    await done(stage.owner.api(k.setSpendLimit, { params, body: { amount: '10.00' } }));
    return { at: { subject } };
  },
  getApproval: anApproval,
  approveApproval: anApproval,
  refuseApproval: anApproval,
  ...onAClock('getTestClock', 'advanceTestClock', 'removeTestClock'),
  createTestClock: async ({ things }) => ({ at: { team: await things.team() } }),
};

/** What an agent that may spend nothing has asked for. */
async function approval({ theirs: { stage, installation }, things }: Stage) {
  const params = { team: stage.team };
  const body = { agent: things.word('agent') };
  const { secret } = await done(stage.owner.api(k.createAgentToken, { params, body }));
  const asked = await createApi(stage.url, secret)(k.createPurchase, {
    params: { ...params, installation },
    body: { amount: '10.00', resource: (await things.prepaid()).id },
  });
  return asked.body.approval?.id ?? '';
}

/** A team of its own, because its time is no longer that of others. */
function onAClock(...ids: readonly string[]): Makings {
  return Object.fromEntries(
    ids.map((id) => [
      id,
      async ({ theirs: { stage }, things }: Stage) => {
        const team = await things.team();
        const now = new Date(Date.now() + 60_000).toISOString();
        await done(stage.owner.api(k.createTestClock, { params: { team }, body: { now } }));
        return { at: { team } };
      },
    ]),
  );
}
