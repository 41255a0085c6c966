import type { InstallationId, InvoiceId, ResourceId, TeamId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import type { Payment } from '../../domain/billing/payment.ts';
import { checkPurchase, type Purchase } from '../../domain/billing/purchase.ts';
import type { InvoiceTerms } from '../../domain/billing/terms.ts';
import type { Approval } from '../../domain/mandate/approval.ts';
import { freeOfTerms, type Terms } from '../../domain/mandate/budget.ts';
import type { StandingMandate } from '../../domain/mandate/mandate.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import { requireNative } from '../installation/require-installed.ts';
import { ask, reasonsFor, take } from '../mandate/ask-within.ts';
import { permitAgent } from '../mandate/permit-agent.ts';
import { type ActiveResource, requireActive } from '../resource/require-active.ts';
import { permitSpending } from '../spend/permit-spending.ts';
import { warnOfSpending } from '../spend/warn-of-spending.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { beginCharge, type ChargeTx } from './begin-charge.ts';
import type { PaymentBackEnd } from './payment-back-end.ts';
import { declined } from './payment-refusals.ts';
import { recordPurchase } from './record-purchase.ts';
import type { RunPayment } from './run-payment.ts';

export type BuyBalanceTx = ChargeTx &
  Pick<TeamTx, 'resources' | 'spendLimits' | 'mandates' | 'approvals'>;

export type BuyBalancePorts = {
  readonly transact: Transact<BuyBalanceTx>;
  readonly now: () => Date;
  readonly mintInvoiceId: () => InvoiceId;
  readonly termsOf: TermsOf;
  readonly backEnd: Pick<PaymentBackEnd, 'name' | 'isAutomatic'>;
  readonly runPayment: Pick<RunPayment, 'attempt'>;
};

/** What an invoice of an installation is taken under now. */
export type TermsOf = (place: {
  readonly teamId: TeamId;
  readonly installationId: InstallationId;
}) => Promise<InvoiceTerms>;

export type BuyBalanceRequest = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly installationId: InstallationId;
  /** Whose balance is filled up; null for that of the installation as a whole. */
  readonly resourceId: ResourceId | null;
  /** In dollars. */
  readonly amount: string;
  readonly callerKey: string | null;
  readonly traceId: string;
};

/** A purchase, and the payment of it as far as it is known. */
export type Bought = {
  /** Null where an agent waits for approval. */
  readonly purchase: Purchase | null;
  /** Undefined where there is nothing to charge, or an operator says what became of the money. */
  readonly payment: Payment | undefined;
  /** What an agent waits for. */
  readonly approval?: Approval;
};

/**
 * Buys a balance under the prepayment that holds, with an invoice of its own, which is charged at once
 * where the back end does so. Purchase and payment are written in one transaction, so the invoice is
 * charged by nobody else meanwhile; a decline calls all of it off. The provider is told once the
 * invoice is paid. Repeated with the caller's own key it is the same purchase.
 *
 * @see spec/concepts.md — C23, C24; spec/partner-api.md §7.9
 */
export function createBuyBalance(ports: BuyBalancePorts) {
  const { transact, runPayment, termsOf } = ports;
  return async (request: BuyBalanceRequest): Promise<Result<Bought, Refusal>> => {
    const terms = await termsOf(request);
    const begun = await transact(request.teamId, async (tx): Promise<Result<Begun, Refusal>> => {
      const { callerKey } = request;
      const former = callerKey === null ? undefined : await tx.purchases.findByCallerKey(callerKey);
      if (former === undefined) return buy(tx, ports, { ...request, terms, isApproved: false });
      const payment = await tx.payments.underWay(former.invoiceId);
      return ok({ purchase: former, payment, isNew: false });
    });
    return begun.ok ? payFor(runPayment, begun.value) : begun;
  };
}

/** Charges what was just bought, where that is still to be done. */
export async function payFor(
  runPayment: Pick<RunPayment, 'attempt'>,
  { isNew, ...bought }: Begun,
): Promise<Result<Bought, Refusal>> {
  if (bought.payment === undefined || !isNew) return ok(bought);
  const tried = await runPayment.attempt(bought.payment);
  const { decline } = tried;
  return decline === null ? ok({ ...bought, payment: tried }) : declined(decline, tried.id);
}

type Begun = Bought & { readonly isNew: boolean };

type Wanted = BuyBalanceRequest & {
  readonly terms: InvoiceTerms;
  /** Whether somebody has agreed to what an agent wants. */
  readonly isApproved: boolean;
};

/** Buys in a transaction of the caller's, as far as that goes without anybody outside. */
export async function buy(
  tx: BuyBalanceTx,
  { mintInvoiceId, backEnd, now }: Omit<BuyBalancePorts, 'transact' | 'termsOf' | 'runPayment'>,
  { resourceId, amount, isApproved, ...request }: Wanted,
): Promise<Result<Begun, Refusal>> {
  const { installationId, actor } = request;
  const held = requireNative(installationId, await tx.installations.hold(installationId));
  if (!held.ok) return held;
  const resource = await resourceOf(tx, { installationId, resourceId });
  if (!resource.ok) return resource;
  const bargain = checkPurchase(planOfBalance(held.value, resource.value), amount);
  if (!bargain.ok) return bargain;
  const { integrationId } = held.value;
  const reached = await permitAgent(tx, actor, {
    action: 'purchase:make',
    place: { integrationId, productId: resource.value?.productId ?? null },
    at: now(),
  });
  if (!reached.ok) return reached;
  const place = { installationId, resourceId };
  const { isTest } = held.value;
  const permitted = isTest ? ok(null) : await permitSpending(tx, place, bargain.value.amount);
  if (!permitted.ok) return permitted;
  const terms = { ...freeOfTerms, price: isTest ? '0' : bargain.value.amount };
  const mandate = reached.value;
  if (mandate !== null && !isApproved) {
    const wish = { ...request, resourceId, amount, at: now() };
    const asked = await askFirst(tx, { mandate, terms, wish });
    if (asked !== undefined) return asked;
  }
  const purchase = await recordPurchase(tx, {
    ...request,
    ...bargain.value,
    invoiceId: mintInvoiceId(),
    resource: resource.value,
    isTest,
    origin: 'manual',
  });
  if (mandate !== null) {
    await take(tx, mandate, terms, { ...place, id: purchase.invoiceId, isApproved });
  }
  await warnOfSpending(tx, installationId);
  const invoice = backEnd.isAutomatic ? await tx.invoices.lock(purchase.invoiceId) : undefined;
  // what credits cover is paid by now
  if (invoice?.state !== 'invoiced') return ok({ purchase, payment: undefined, isNew: true });
  const at = invoice.updatedAt;
  const payment = await beginCharge(tx, invoice, { backEnd: backEnd.name, actor, at });
  return payment.ok ? ok({ purchase, payment: payment.value, isNew: true }) : payment;
}

/** Asks the person of an agent where it may not buy this by itself; a repeat finds what it waits for. */
async function askFirst(
  tx: BuyBalanceTx,
  {
    mandate,
    terms,
    wish,
  }: {
    readonly mandate: StandingMandate;
    readonly terms: Terms;
    readonly wish: BuyBalanceRequest & { readonly at: Date };
  },
): Promise<Result<Begun, Refusal> | undefined> {
  const { callerKey, traceId, amount, actor, at, teamId, installationId, resourceId } = wish;
  const waiting = { purchase: null, payment: undefined, isNew: false };
  const former = callerKey === null ? undefined : await tx.approvals.findByCallerKey(callerKey);
  if (former !== undefined) return ok({ ...waiting, approval: former });
  const reasons = await reasonsFor(tx, mandate, terms);
  if (reasons.length === 0) return undefined;
  const asked = await ask(tx, mandate, {
    ...{ ...terms, reasons, actor, at, teamId, installationId, resourceId },
    action: 'purchase:make',
    operationId: null,
    purchase: { amount, callerKey, traceId },
  });
  return asked.ok ? ok({ ...waiting, approval: asked.value }) : asked;
}

async function resourceOf(
  { resources }: Pick<TeamTx, 'resources'>,
  { installationId, resourceId }: Pick<BuyBalanceRequest, 'installationId' | 'resourceId'>,
): Promise<Result<ActiveResource | null, Refusal>> {
  if (resourceId === null) return ok(null);
  const active = requireActive(resourceId, await resources.hold(resourceId));
  if (!active.ok || active.value.installationId === installationId) return active;
  return refuse('resource_not_found', `There is no resource '${resourceId}' in ${installationId}.`);
}

/** The plan that a balance belongs to: the resource's own, else that of the installation. @see spec/concepts.md — C23 */
export function planOfBalance<Plan>(
  installation: { readonly billingPlan: Plan | null },
  resource: { readonly billingPlan: Plan | null } | null,
): Plan | null {
  return resource?.billingPlan ?? installation.billingPlan;
}
