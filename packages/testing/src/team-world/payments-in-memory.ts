import {
  isOpen,
  isUnderWay,
  type Payment,
  type PaymentMethod,
  type PaymentMethodStore,
  type PaymentStore,
} from '@kontor/core';
import type { ResolvedBillingPlan } from '@kontor/protocol/vocabulary';
import { constrain } from './constraint.ts';
import { mint } from './mint.ts';
import type { TeamData } from './team-data.ts';

export function paymentsIn({ payments, installations }: TeamData): PaymentStore {
  const find: PaymentStore['find'] = async (id) => payments.get(id);
  const newest = async (fits: (payment: Payment) => boolean) =>
    [...payments.values()].findLast(fits);
  const underWay: PaymentStore['underWay'] = (invoiceId) =>
    newest((each) => each.invoiceId === invoiceId && isUnderWay(each));
  return {
    nextId: mint.payment,
    find,
    lock: find,
    underWay,
    chargeOf: (invoiceId) =>
      newest(
        ({ kind, status, ...each }) =>
          each.invoiceId === invoiceId && kind === 'charge' && status === 'succeeded',
      ),
    authorisationOf: async (wish) =>
      newest(
        (each) =>
          each.kind === 'authorisation' &&
          (isRepeat(each, wish.callerKey) ||
            (each.installationId === wish.installationId &&
              each.billingPlanId === wish.billingPlanId &&
              isUnderWay(each) &&
              each.tries > 1)),
      ),
    insert: async (payment) => {
      const { invoiceId, installationId } = payment;
      if ((await newest((each) => isRepeat(each, payment.callerKey))) !== undefined) return false;
      constrain(installations.has(installationId), 'payment_installation_id_fkey');
      const isTaken = invoiceId !== null && (await underWay(invoiceId)) !== undefined;
      if (isTaken && isUnderWay(payment)) return false;
      payments.set(payment.id, payment);
      return true;
    },
    save: async (payment) => {
      if (payments.has(payment.id)) payments.set(payment.id, payment);
    },
  };
}

/** Whether it is what the caller with this key has asked for before. */
function isRepeat({ kind, status, callerKey }: Payment, key: string | null): boolean {
  return kind === 'authorisation' && status !== 'failed' && key !== null && callerKey === key;
}

export function paymentMethodsIn(data: TeamData): PaymentMethodStore {
  const { paymentMethods, removedMethods, chosenMethods } = data;
  const kept = () =>
    [...paymentMethods.values()].filter(({ id }) => !removedMethods.has(id)).reverse();
  const paying = (installationId: string) => {
    const chosen = chosenMethods.get(installationId);
    return kept().find(({ id, isDefault }) => (chosen === undefined ? isDefault : id === chosen));
  };
  const put = (method: PaymentMethod) => paymentMethods.set(method.id, method);
  return {
    find: async (id) => paymentMethods.get(id),
    list: async () => kept(),
    payingFor: async (installationId) => paying(installationId),
    customer: async (backEnd) =>
      [...paymentMethods.values()].find(
        (each) => each.backEnd === backEnd && each.customer !== null,
      )?.customer ?? null,
    insert: async (method) => {
      const known = kept().find(
        ({ backEnd, reference }) => backEnd === method.backEnd && reference === method.reference,
      );
      if (known !== undefined) return known;
      const made = { ...method, isDefault: !kept().some(({ isDefault }) => isDefault) };
      put(made);
      return made;
    },
    makeDefault: async (id) => {
      if (!paymentMethods.has(id)) return;
      for (const method of kept()) put({ ...method, isDefault: method.id === id });
    },
    choose: async (installationId, id) => {
      if (id === null) chosenMethods.delete(installationId);
      else {
        constrain(paymentMethods.has(id), 'installation_payment_method_fkey');
        chosenMethods.set(installationId, id);
      }
    },
    usedBy: async (id) =>
      [...data.installations.values()]
        .filter((each) => each.finalizedAt === null && paying(each.id)?.id === id)
        .filter((each) => {
          const owes = [...data.invoices.values()].some(
            (invoice) => invoice.installationId === each.id && !invoice.isTest && isOpen(invoice),
          );
          const plans = [...data.resources.values()]
            .filter(({ installationId, lifecycle }) => {
              return (
                installationId === each.id && lifecycle !== 'deleted' && lifecycle !== 'failed'
              );
            })
            .map(({ billingPlan }) => billingPlan);
          const isInstalled = each.lifecycle !== 'uninstalled';
          return owes || (isInstalled && [each.billingPlan, ...plans].some(costs));
        })
        .map((each) => each.id),
    remove: async (id, at) => {
      const method = paymentMethods.get(id);
      if (method === undefined) return;
      for (const [installationId, chosen] of chosenMethods) {
        if (chosen === id) chosenMethods.delete(installationId);
      }
      put({ ...method, isDefault: false });
      removedMethods.set(id, at);
    },
  };
}

function costs(plan: ResolvedBillingPlan | null): boolean {
  return plan !== null && (plan.type === 'prepayment' || plan.paymentMethodRequired);
}
