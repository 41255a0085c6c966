import type { InstallationId, InvoiceId, ResourceId } from '@kontor/protocol/vocabulary';
import type { InvoiceSubject } from '../../domain/billing/check-invoice.ts';
import type { Invoice } from '../../domain/billing/invoice.ts';
import type { Period } from '../../domain/billing/period.ts';
import type { PlanPeriod } from '../../domain/billing/plan-period.ts';

/** The invoices of one team, and what they are checked against. */
export type InvoiceStore = {
  readonly find: (id: InvoiceId) => Promise<Invoice | undefined>;
  /**
   * Reads it and keeps others from changing it until the transaction ends, and before it the one that
   * it is collected with.
   */
  readonly lock: (id: InvoiceId) => Promise<Invoice | undefined>;
  /**
   * Adds it. One that is no test takes its subjects for its period, so that no other bills them:
   * whoever inserts holds the installation's lock and has looked at {@link billed}.
   */
  readonly insert: (invoice: Invoice, subjects: readonly InvoiceSubject[]) => Promise<void>;
  /** Saves what changes in the life of an invoice. One that is void gives its subjects back. */
  readonly save: (invoice: Invoice) => Promise<void>;
  /**
   * Counts on in the numbers of a year. The next one waits for the end of this transaction, and gets
   * the same number where it is rolled back.
   */
  readonly takeNumber: (year: number) => Promise<number>;
  /**
   * Those of an installation that wait for another one, oldest first, and keeps others from changing
   * them and from letting more wait until the transaction ends.
   */
  readonly lockCarried: (installationId: InstallationId) => Promise<readonly Invoice[]>;
  /** Those that are collected together with an invoice, oldest first; whoever asks has locked that. */
  readonly lockCollected: (id: InvoiceId) => Promise<readonly Invoice[]>;
  /** How many invoices of an installation keep it from ending; tests never do. */
  readonly countOpen: (installationId: InstallationId) => Promise<number>;
  /** Whether an invoice that is no test has this number of the provider's. */
  readonly isExternalIdTaken: (
    installationId: InstallationId,
    externalId: string,
  ) => Promise<boolean>;
  /** What is billed for exactly this period. */
  readonly billed: (
    installationId: InstallationId,
    period: Period,
  ) => Promise<readonly InvoiceSubject[]>;
  /** Of these ids of the provider, the resources that the installation has or had, the newest each. */
  readonly resourcesNamed: (
    installationId: InstallationId,
    externalIds: readonly string[],
  ) => Promise<ReadonlyMap<string, ResourceId>>;
  /** Every plan that held in an installation: for it as a whole, or for a resource of it. */
  readonly plansOf: (installationId: InstallationId) => Promise<readonly PlanPeriod[]>;
};
