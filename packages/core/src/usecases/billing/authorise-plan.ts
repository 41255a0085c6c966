import type { InstallationId, ResolvedBillingPlan, TeamId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { beginPayment, isUnderWay, type Payment } from '../../domain/billing/payment.ts';
import { authorisationFor } from '../../domain/catalog/billing-plan.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import type { PaymentBackEnd } from './payment-back-end.ts';
import { declined, methodMissing } from './payment-refusals.ts';
import type { RunPayment } from './run-payment.ts';

export type AuthorisePlanPorts = {
  readonly transact: Transact<Pick<TeamTx, 'clock' | 'payments' | 'paymentMethods'>>;
  readonly backEnd: Pick<PaymentBackEnd, 'name' | 'isAutomatic'>;
  readonly runPayment: Pick<RunPayment, 'attempt'>;
};

export type PlanAuthorisation = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly installationId: InstallationId;
  readonly plan: ResolvedBillingPlan;
  readonly callerKey: string | null;
};

/**
 * Tries whether what pays for an installation can be charged as much as a plan asks for: the amount is
 * held and let go at once, neither charged nor reserved. A repeat with the caller's own key holds
 * nothing again, and neither does anybody while it is not known what became of a hold; that one is
 * asked for later, and let go where it is found.
 *
 * @see spec/partner-api.md §5.1, §7.1; docs/payments.md
 */
export function createAuthorisePlan({ transact, backEnd, runPayment }: AuthorisePlanPorts) {
  return async (wish: PlanAuthorisation): Promise<Result<null, Refusal>> => {
    const amount = backEnd.isAutomatic ? authorisationFor(wish.plan) : undefined;
    if (amount === undefined) return ok(null);
    const { teamId, actor, installationId, callerKey, plan } = wish;
    const place = { installationId, billingPlanId: plan.id, callerKey };
    const begun = await transact(teamId, async (tx): Promise<Result<Begun, Refusal>> => {
      const former = await tx.payments.authorisationOf(place);
      if (former !== undefined) return ok({ payment: former, isNew: false });
      const method = await tx.paymentMethods.payingFor(installationId);
      if (method?.backEnd !== backEnd.name) return methodMissing();
      const payment = beginPayment(
        {
          ...place,
          id: tx.payments.nextId(),
          teamId,
          kind: 'authorisation',
          invoiceId: null,
          paymentMethodId: method.id,
          backEnd: backEnd.name,
          amount,
          actor,
        },
        await tx.clock.now(),
      );
      if (await tx.payments.insert(payment)) return ok({ payment, isNew: true });
      const quicker = await tx.payments.authorisationOf(place);
      return ok({ payment: quicker ?? payment, isNew: false });
    });
    if (!begun.ok) return begun;
    const { payment, isNew } = begun.value;
    return judged(isNew ? await runPayment.attempt(payment) : payment, plan);
  };
}

type Begun = { readonly payment: Payment; readonly isNew: boolean };

function judged(payment: Payment, { name }: ResolvedBillingPlan): Result<null, Refusal> {
  const { id: paymentId, amount, decline } = payment;
  if (isUnderWay(payment)) {
    return refuse(
      // a caller's repeat is answered anew, as this says that somebody cannot be reached
      'payment_unreachable',
      `${name} asks for a payment method that can be charged $${amount}, and it is not known yet whether it can. Nothing else was done. Try again in a moment.`,
      { paymentId },
    );
  }
  if (decline === null) return ok(null);
  if (decline.code === 'unreachable') return declined(decline, paymentId);
  return refuse(
    'payment_declined',
    `${name} asks for a payment method that can be charged $${amount}, and this one was declined: ${decline.message} Nothing was charged. Choose another one.`,
    { paymentId, decline: decline.code, amount },
  );
}
