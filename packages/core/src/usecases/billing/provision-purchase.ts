import type {
  InstallationId,
  InvoiceId,
  OperationId,
  ResourceId,
  TeamId,
} from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { inState, postponed } from '../../domain/billing/purchase.ts';
import { flawsOfTimestamp } from '../../domain/billing/report-dates.ts';
import { beginOperation, type OperationRefusal } from '../../domain/operation/operation.ts';
import type { Refusal } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import { requireNative } from '../installation/require-installed.ts';
import { findRepeated, queueOperation } from '../operation/begin-operation.ts';
import type { Begun } from '../operation/begun.ts';
import type { OperationHandler } from '../operation/operation-handler.ts';
import type { Provider, PurchaseAnswer } from '../provider.ts';
import type { TeamTx } from '../team-tx.ts';
import type { TermsOf } from './buy-balance.ts';
import { fillUp } from './fill-up.ts';
import { stopAfter } from './follow-purchase.ts';
import { giveBack } from './give-back.ts';

export type PurchaseTx = Pick<
  TeamTx,
  | 'clock'
  | 'installations'
  | 'resources'
  | 'operations'
  | 'balances'
  | 'ledger'
  | 'payments'
  | 'purchases'
  | 'thresholds'
  | 'spendLimits'
  | 'invoices'
  | 'events'
>;

export type PurchaseRequest = {
  readonly teamId: TeamId;
  /** Who bought it, or the system where a threshold was passed. */
  readonly actor: Actor;
  readonly installationId: InstallationId;
  /** The resource whose balance it is for; null for the installation as a whole. */
  readonly resourceId: ResourceId | null;
  readonly invoiceId: InvoiceId;
  readonly callerKey: string | null;
  readonly traceId: string;
};

/**
 * Begins to tell the provider that an invoice of a prepayment is paid, so that it credits it. Part of
 * the transaction in which the invoice becomes paid, and never of an earlier one.
 *
 * @see spec/partner-api.md §4.15
 */
export async function beginPurchase(
  tx: Pick<PurchaseTx, 'installations' | 'operations'>,
  { now, mintOperationId }: { now: () => Date; mintOperationId: () => OperationId },
  { invoiceId, ...request }: PurchaseRequest,
): Promise<Result<Begun, Refusal>> {
  const { callerKey, installationId } = request;
  const repeated = await findRepeated(tx.operations, callerKey);
  if (repeated !== undefined) return ok({ operation: repeated, isNew: false });
  const held = requireNative(installationId, await tx.installations.hold(installationId));
  if (!held.ok) return held;
  const operation = beginOperation({
    ...request,
    id: mintOperationId(),
    intent: { kind: 'provision-purchase', invoiceId },
    at: now(),
  });
  const queued = await queueOperation(tx.operations, operation);
  return queued.ok ? ok({ operation, isNew: true }) : queued;
}

/**
 * Tells the provider of a paid invoice and keeps the balances that it answers. Providers credit an
 * invoice once however often they are told, so an outcome that stayed unknown is settled by telling
 * it again.
 */
export function provisionPurchaseHandler({
  provider,
  now,
  mintInvoiceId,
  termsOf,
}: {
  readonly provider: Pick<Provider, 'provisionPurchase'>;
  readonly now: () => Date;
  /** For what has to be bought already, though this was credited. */
  readonly mintInvoiceId: () => InvoiceId;
  readonly termsOf: TermsOf;
}): OperationHandler<PurchaseTx, PurchaseAnswer> {
  return {
    send: (operation) => provider.provisionPurchase(operation),
    settle: async (operation) => {
      const outcome = await provider.provisionPurchase(operation);
      if (outcome.kind === 'answered') return { kind: 'happened', answer: outcome.answer };
      const isFinal = outcome.kind === 'refused' && !outcome.isRetryable;
      return isFinal ? { kind: 'undone', refusal: neverSaid } : { kind: 'unknown' };
    },
    succeed: async (tx, operation, answer) => {
      const { installationId, intent } = operation;
      if (answer === undefined || intent.kind !== 'provision-purchase') return undefined;
      const at = await tx.clock.now();
      await tx.balances.take(installationId, answer.balances, believable(answer.reportedAt, at));
      const purchase = await tx.purchases.lock(intent.invoiceId);
      if (purchase !== undefined) await tx.purchases.save(inState(purchase, 'credited', at));
      await tx.events.append({
        type: 'purchase.provisioned',
        actor: operation.actor,
        subject: subjectOf(operation),
        operationId: operation.id,
        data: { invoiceId: intent.invoiceId },
      });
      const { teamId, traceId } = operation;
      const { balances } = answer;
      const terms = await termsOf({ teamId, installationId });
      await fillUp(tx, { mintInvoiceId, terms, traceId }, { teamId, installationId, balances });
      return undefined;
    },
    fail: async (tx, operation, refusal) => {
      const { intent } = operation;
      const invoiceId = intent.kind === 'provision-purchase' ? intent.invoiceId : null;
      await tx.events.append({
        type: 'purchase.provision-failed',
        actor: operation.actor,
        subject: subjectOf(operation),
        operationId: operation.id,
        data: { invoiceId, code: refusal.code, message: refusal.message },
      });
      if (invoiceId !== null) await afterFailure(tx, { invoiceId, refusal, now: now() });
    },
  };
}

/**
 * What becomes of the money when the provider did not credit it: it goes back where that is certain,
 * waits where the provider was never reached, and stays where nobody knows.
 */
async function afterFailure(
  tx: PurchaseTx,
  {
    invoiceId,
    refusal,
    now,
  }: { readonly invoiceId: InvoiceId; readonly refusal: OperationRefusal; readonly now: Date },
): Promise<void> {
  // in the order in which an invoice that is paid takes them too
  await tx.invoices.lock(invoiceId);
  const purchase = await tx.purchases.lock(invoiceId);
  if (purchase === undefined) return;
  const at = await tx.clock.now();
  const isUnreached = refusal.code === 'provider_unreachable';
  const later = isUnreached ? postponed(purchase, { at, now }) : undefined;
  if (later !== undefined) return tx.purchases.save(later);
  const isCertain = ['provider_refused', 'provider_unreachable'].includes(refusal.code);
  if (isCertain) return giveBack(tx, purchase, { reason: refusal.message, at });
  await tx.purchases.save(inState(purchase, 'unclear', at));
  await stopAfter(tx, purchase);
}

/**
 * When balances were so that came with a credit. What is credited is not refused for its date, but
 * a date that is too far ahead would keep every later report from being the newest.
 *
 * @see spec/purchases.md — PUR-5, PUR-10
 */
function believable(reportedAt: Date, now: Date): Date {
  return flawsOfTimestamp(reportedAt, now).length === 0 ? reportedAt : now;
}

function subjectOf({
  installationId,
  resourceId,
}: Pick<PurchaseRequest, 'installationId' | 'resourceId'>) {
  return { installation: installationId, ...(resourceId === null ? {} : { resource: resourceId }) };
}

const neverSaid: OperationRefusal = {
  code: 'provider_outcome_unknown',
  message:
    'The provider never said whether it credited the invoice, and now refuses to. Ask it before the money goes back.',
};
