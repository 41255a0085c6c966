import type { createUninstall, TeamTx, Transact } from '@kontor/core';
import { forgetDeviceLogins } from '../people/device-login-store.ts';
import type { Database } from '../postgres/database.ts';
import { forgetOldAnswers } from '../postgres/idempotent-answers.ts';
import { importStateStoreOn } from '../postgres/import-state-store.ts';
import { linkCodeStoreOn } from '../postgres/linked-account-store.ts';
import type { ProviderCallStore } from '../postgres/provider-call-store.ts';
import { forgetOldWindows } from '../postgres/rate-limits.ts';
import { sqlOn } from '../postgres/sql.ts';
import { ssoStoreOn } from '../postgres/sso-store.ts';
import type { ReconciliationStore } from '../reconciliation/reconciliation-store.ts';
import { type AdvancePorts, advanceInvoices } from './advance-invoices.ts';
import {
  advanceStatePlans,
  forgetExpiredPlans,
  type StatePlansPorts,
} from './advance-state-plans.ts';
import { applyDuePlans, type DuePlansPorts } from './apply-due-plans.ts';
import { type CreditPurchasesPorts, creditPurchases } from './credit-purchases.ts';
import { every, everyOf, type Repeating } from './every.ts';
import { finalizeDueInstallations } from './finalize-installations.ts';
import { type FinishTransfersPorts, finishTransfers, pruneTransfers } from './finish-transfers.ts';
import { type LateRotationsPorts, noteLateRotations } from './note-late-rotations.ts';
import { noteSilences, type SilencesPorts } from './note-silences.ts';
import { createNoteSpendings, type SpendingsPorts } from './note-spendings.ts';
import { createPruneStateFiles } from './prune-state-files.ts';
import { PLANS_KEPT_DAYS, pruneStatePlans } from './prune-state-plans.ts';
import { pruneWebhooks } from './prune-webhooks.ts';
import { refreshStaleProjects } from './refresh-stale-projects.ts';
import { removeDisabledAccounts } from './remove-disabled-accounts.ts';
import {
  chargeDueInvoices,
  chargeTopUps,
  type PaymentJobPorts,
  resumePayments,
} from './run-payments.ts';
import { pruneMails, type SendMailsPorts, sendMails } from './send-mails.ts';
import { type SettleOverduePorts, settleOverdueDeployments } from './settle-overdue-deployments.ts';
import { type TendApprovalsPorts, tendApprovals } from './tend-approvals.ts';

export type JobsPorts = TendApprovalsPorts & {
  readonly database: Database;
  readonly transact: Transact<TeamTx>;
  readonly calls: Pick<ProviderCallStore, 'prune'>;
  /** How often invoices and former installations are looked at, in milliseconds. */
  readonly billingEveryMs?: number | undefined;
  readonly changeInvoice: AdvancePorts['changeInvoice'];
  readonly refreshes: { readonly runDue: () => Promise<void>; readonly kick: () => void };
  readonly collectInvoice: PaymentJobPorts['collectInvoice'];
  readonly runPayment: PaymentJobPorts['runPayment'];
  /** Undefined where the bank is none of ours. */
  readonly tellDisputes: (() => Promise<void>) | undefined;
  readonly creditPurchase: CreditPurchasesPorts['creditPurchase'];
  readonly applyDuePlan: DuePlansPorts['applyDuePlan'];
  readonly noteLateRotation: LateRotationsPorts['noteLateRotation'];
  readonly noteSilence: SilencesPorts['noteSilence'];
  readonly noteSpending: SpendingsPorts['noteSpending'];
  readonly advanceStatePlan: StatePlansPorts['advanceStatePlan'];
  /** How long plans of desired states are kept after they were over, in days. */
  readonly plansKeptDays?: number | undefined;
  readonly settleOverdue: SettleOverduePorts['settleOverdue'];
  readonly reconciling: {
    readonly store: Pick<ReconciliationStore, 'beginDaily' | 'prune'>;
    readonly runDue: () => Promise<void>;
  };
  readonly uninstall: ReturnType<typeof createUninstall>;
  readonly vault: FinishTransfersPorts['vault'] & SendMailsPorts['vault'];
  readonly transfers: FinishTransfersPorts['transfers'];
  readonly recordEvent: FinishTransfersPorts['recordEvent'];
  /** Undefined where no mail is sent. */
  readonly send: SendMailsPorts['send'] | undefined;
  /** Wraps some data keys anew, where another key-encryption key is used by now. */
  readonly rewrapSome: () => Promise<void>;
  readonly url: string;
  readonly log: SendMailsPorts['log'];
  readonly forget: () => void;
  readonly now: () => Date;
  readonly onError: (error: unknown) => void;
};

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** Starts the housekeeping that follows no request. Several processes may do it at once. */
export function startJobs(ports: JobsPorts): Repeating & { readonly wakePlans: () => void } {
  const { database, calls, refreshes, onError, billingEveryMs = MINUTE_MS / 2 } = ports;
  const stopping = new AbortController();
  const { signal } = stopping;
  const due = { ...ports, sql: sqlOn(database.pool), signal, kick: refreshes.kick };
  const { send, tellDisputes, reconciling, plansKeptDays = PLANS_KEPT_DAYS } = ports;
  const plans = every(SECOND_MS, () => advanceStatePlans(due), onError);
  const soon = [
    () => refreshes.runDue(),
    () => refreshStaleProjects(due),
    () => applyDuePlans(due),
    () => creditPurchases(due),
    () => finishTransfers(due),
    () => chargeTopUps(due),
    () => resumePayments(due),
    () => reconciling.runDue(),
    () => tendApprovals(due),
    () => settleOverdueDeployments(due),
    () => noteLateRotations(due),
    ports.rewrapSome,
    ...(tellDisputes === undefined ? [] : [tellDisputes]),
    ...(send === undefined ? [] : [() => sendMails({ ...due, send })]),
  ];
  const billing = [
    () => advanceInvoices(due),
    () => noteSilences(due),
    createNoteSpendings(due),
    () => chargeDueInvoices(due),
    () => finalizeDueInstallations(due),
  ];
  const seldom = [
    () => reconciling.store.beginDaily(),
    () => reconciling.store.prune(),
    () => forgetExpiredPlans(due),
    () => pruneStatePlans({ ...due, plansKeptDays }),
    createPruneStateFiles(due.sql),
    () => pruneMails(due.sql, ports.now()),
    () => forgetOldAnswers(database),
    () => calls.prune(),
    () => pruneWebhooks(due.sql, ports.now()),
    () => pruneTransfers(due.sql, ports.now()),
    () => linkCodeStoreOn(due.sql).prune(ports.now()),
    () => importStateStoreOn(due.sql).prune(ports.now()),
    () => ssoStoreOn(due.sql).prune(ports.now()),
    () => forgetOldWindows(due.sql, ports.now()),
    () => forgetDeviceLogins(due.sql, ports.now()),
  ];
  const jobs = [
    plans,
    ...everyOf(soon, { everyMs: SECOND_MS, withinMs: SECOND_MS }, onError),
    ...everyOf(billing, { everyMs: billingEveryMs, withinMs: SECOND_MS }, onError),
    every(10 * SECOND_MS, () => removeDisabledAccounts(ports), onError),
    ...everyOf(
      seldom,
      { everyMs: 10 * MINUTE_MS, firstMs: MINUTE_MS, withinMs: MINUTE_MS },
      onError,
    ),
  ];
  return {
    wakePlans: plans.now,
    stop: async () => {
      stopping.abort();
      await Promise.all(jobs.map((job) => job.stop()));
    },
  };
}
