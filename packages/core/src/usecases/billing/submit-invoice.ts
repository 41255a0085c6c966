import type { ChargeResult, InstallationId, InvoiceId, TeamId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import {
  type CheckedInvoice,
  flawsOfInvoice,
  type InvoiceFacts,
  type InvoiceFlaw,
  subjectKey,
  subjectsOf,
} from '../../domain/billing/check-invoice.ts';
import type { Invoice } from '../../domain/billing/invoice.ts';
import { submitted } from '../../domain/billing/submit.ts';
import type { InvoiceTerms } from '../../domain/billing/terms.ts';
import {
  billedAll,
  hasBilledAll,
  type Installation,
  isEnding,
} from '../../domain/installation/installation.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import { requireOpenForBilling } from '../installation/require-open.ts';
import { warnOfSpending } from '../spend/warn-of-spending.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { keepTogether, type Sending, sendWithCarried } from './carry-invoices.ts';
import { settleCovered } from './change-invoice.ts';
import { tellOfInvoice } from './invoice-event.ts';
import { postInvoice } from './post-invoice.ts';

export type SubmitInvoiceTx = Pick<
  TeamTx,
  | 'clock'
  | 'installations'
  | 'invoices'
  | 'ledger'
  | 'payments'
  | 'purchases'
  | 'thresholds'
  | 'spendLimits'
  | 'events'
>;

export type SubmitInvoicePorts = {
  readonly transact: Transact<SubmitInvoiceTx>;
  readonly mintInvoiceId: () => InvoiceId;
};

export type InvoiceSubmission = CheckedInvoice & {
  readonly terms: InvoiceTerms;
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly installationId: InstallationId;
  readonly memo: string | null;
  /** Present for a test, which moves no money and touches no real invoice. */
  readonly test: {
    /** Whether to answer what is wrong; otherwise a test is not looked at. */
    readonly validate?: boolean | undefined;
    readonly result?: ChargeResult | undefined;
  } | null;
};

/** The invoice that was taken; none for a test in which something is wrong. */
export type Submitted = {
  readonly invoice: Invoice | undefined;
  readonly flaws: readonly InvoiceFlaw[];
};

/**
 * Takes an invoice of a provider, after looking at everything in it. Sent twice, the second is a
 * duplicate.
 *
 * @see spec/platform-api.md §2.12; spec/partner-api.md §12.3
 */
export function createSubmitInvoice({ transact, mintInvoiceId }: SubmitInvoicePorts) {
  return (submission: InvoiceSubmission): Promise<Result<Submitted, Refusal>> =>
    transact(submission.teamId, async (tx) => {
      const { installationId, test } = submission;
      const locked = await tx.installations.lock(installationId);
      const open = requireOpenForBilling(installationId, locked);
      if (!open.ok) return open;
      if (test === null && hasBilledAll(open.value)) return billingClosed(installationId);
      const isLookedAt = test === null || test.validate === true;
      const facts = isLookedAt ? await factsFor(tx, submission, open.value) : undefined;
      const flaws = facts === undefined ? [] : flawsOfInvoice(submission, facts);
      if (test === null && flaws.length > 0) return refusedFor(flaws);
      if (flaws.length > 0) return ok({ invoice: undefined, flaws });
      const asTest = test ?? (open.value.isTest ? rehearsal : null);
      const wanted = { ...submission, test: asTest, id: mintInvoiceId() };
      const taken = submitted(wanted, await tx.clock.now());
      const isSent = taken.state === 'invoiced' && !taken.isTest;
      const sending = isSent
        ? await sendWithCarried(tx, taken, taken.createdAt)
        : { invoice: taken, together: [] };
      await take(tx, { sending, installation: open.value, actor: submission.actor });
      return ok({ invoice: sending.invoice, flaws });
    });
}

/** In a test installation an invoice is looked at like any other, and counts as paid. */
const rehearsal = { result: 'paid' } as const;

async function factsFor(
  { invoices }: SubmitInvoiceTx,
  { installationId, period, items, discounts, externalId }: InvoiceSubmission,
  installation: Installation,
): Promise<InvoiceFacts> {
  const named = [
    ...new Set([...items, ...discounts].flatMap(({ resourceId }) => resourceId ?? [])),
  ];
  const resources = await invoices.resourcesNamed(installationId, named);
  const billed = await invoices.billed(installationId, period);
  return {
    isEnding: isEnding(installation),
    resources: new Set(resources.keys()),
    plans: await invoices.plansOf(installationId),
    isExternalIdTaken:
      externalId !== null && (await invoices.isExternalIdTaken(installationId, externalId)),
    billed: new Set(billed.map(subjectKey)),
  };
}

async function take(
  tx: SubmitInvoiceTx,
  {
    sending,
    installation,
    actor,
  }: { readonly sending: Sending; readonly installation: Installation; readonly actor: Actor },
): Promise<void> {
  const { invoice } = sending;
  await tx.invoices.insert(invoice, subjectsOf(invoice.items));
  const isLast = invoice.isFinal && invoice.isTest === installation.isTest;
  if (isLast) await tx.installations.save(billedAll(installation, invoice.createdAt));
  if (invoice.isTest) return;
  await postInvoice(tx, { after: invoice });
  await warnOfSpending(tx, invoice.installationId);
  if (invoice.state === 'invoiced') {
    await tellOfInvoice(tx, invoice, { type: 'invoice.created', actor });
    await keepTogether(tx, sending, { actor, at: invoice.createdAt });
    await settleCovered(tx, invoice);
  }
  if (invoice.state === 'pending') {
    await tellOfInvoice(tx, invoice, { type: 'invoice.carried', actor });
  }
  // what comes to nothing is never sent to the team, and is settled at once
  if (invoice.isWaived) await tellOfInvoice(tx, invoice, { type: 'invoice.paid', actor });
}

/** As many wrong parts as one answer names. */
const namedAtMost = 50;

/** Something that could never be taken is told before what is only there already. */
function refusedFor(flaws: readonly InvoiceFlaw[]) {
  const isDuplicate = flaws.every((flaw) => flaw.isDuplicate);
  const fields = flaws.slice(0, namedAtMost).map(({ key, message }) => ({ key, message }));
  const more = flaws.length > 1 ? ` (and ${flaws.length - 1} more)` : '';
  return refuse(
    isDuplicate ? 'duplicate_invoice' : 'invalid_invoice',
    `The invoice was not taken: ${flaws[0]?.message}${more}.`,
    { fields, validationErrors: fields.map(({ message }) => message) },
  );
}

function billingClosed(installationId: string) {
  return refuse(
    'billing_closed',
    `Its provider has said that no more invoices of ${installationId} will come.`,
    { installationId },
  );
}
