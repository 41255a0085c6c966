import type {
  InstallationId,
  InvoiceId,
  ResolvedBillingPlan,
  TeamId,
} from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { itemOf, type Purchase, type PurchaseOrigin } from '../../domain/billing/purchase.ts';
import { submitted } from '../../domain/billing/submit.ts';
import type { InvoiceTerms } from '../../domain/billing/terms.ts';
import type { ActiveResource } from '../resource/require-active.ts';
import { type ChangeInvoiceTx, settleCovered } from './change-invoice.ts';
import { tellOfInvoice } from './invoice-event.ts';
import { issueInvoice } from './issue-invoice.ts';
import { postInvoice } from './post-invoice.ts';

export type RecordPurchaseTx = ChangeInvoiceTx;

export type WantedPurchase = {
  readonly invoiceId: InvoiceId;
  readonly teamId: TeamId;
  readonly installationId: InstallationId;
  /** Whose balance it is for; null for the installation as a whole. */
  readonly resource: ActiveResource | null;
  readonly plan: ResolvedBillingPlan;
  /** In dollars with cents, within what the plan sells. */
  readonly amount: string;
  /** Under which its invoice is taken. */
  readonly terms: InvoiceTerms;
  /** Of a test installation: its invoice counts as paid, and nobody pays it. */
  readonly isTest: boolean;
  readonly origin: PurchaseOrigin;
  readonly actor: Actor;
  readonly callerKey: string | null;
  readonly traceId: string;
};

/** Writes down a purchase with its invoice, which the team is sent at once. */
export async function recordPurchase(
  tx: RecordPurchaseTx,
  { resource, plan, terms, isTest, ...wanted }: WantedPurchase,
): Promise<Purchase> {
  const at = await tx.clock.now();
  const { invoiceId, teamId, installationId, amount, actor, origin } = wanted;
  const externalId = resource?.externalId ?? null;
  const taken = submitted(
    {
      id: invoiceId,
      teamId,
      installationId,
      externalId: null,
      invoiceDate: at,
      // what is bought is there at once, and for as long as it lasts
      period: { start: at, end: at },
      items: [itemOf(plan, { amount, externalId })],
      discounts: [],
      memo: null,
      isFinal: false,
      test: isTest ? { result: 'paid' } : null,
      terms,
    },
    at,
  );
  const invoice = await issueInvoice(tx, taken);
  const purchase: Purchase = {
    ...wanted,
    resourceId: resource?.id ?? null,
    billingPlanId: plan.id,
    state: isTest ? 'paid' : 'open',
    attempts: 0,
    retryAt: null,
    createdAt: at,
    updatedAt: at,
  };
  // two purchases of one moment are two: nothing of them is billed for a period
  await tx.invoices.insert(invoice, []);
  await tx.purchases.insert(purchase);
  await postInvoice(tx, { after: invoice });
  await tellOfInvoice(tx, invoice, { type: 'invoice.created', actor });
  await tx.events.append({
    type: 'purchase.made',
    actor,
    subject: purchaseSubject(purchase),
    data: { amount, billingPlanId: plan.id, origin },
  });
  if (!isTest) await settleCovered(tx, invoice);
  return purchase;
}

/** What an event about a purchase is about. */
export function purchaseSubject({
  invoiceId,
  installationId,
  resourceId,
}: Pick<Purchase, 'invoiceId' | 'installationId' | 'resourceId'>) {
  return {
    invoice: invoiceId,
    installation: installationId,
    ...(resourceId === null ? {} : { resource: resourceId }),
  };
}
