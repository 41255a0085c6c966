import type { InstallationId } from '@kontor/protocol/vocabulary';
import type { InvoiceDiscount, InvoiceItem } from '../../domain/billing/invoice.ts';
import type { ReportDates } from '../../domain/billing/report-dates.ts';
import type { Reporting } from '../../domain/usage/report-age.ts';
import type { Metric } from '../../domain/usage/reported-day.ts';

/** A metric as a provider reports it: running totals of the day and of the period. */
export type ReportedMetric = Metric & {
  readonly dayValue: number;
  readonly periodValue: number;
  readonly planValue?: number | undefined;
  /** The provider's id; absent for the installation as a whole. */
  readonly resourceId?: string | undefined;
};

/** What a provider reports at one time. */
export type BillingReport = ReportDates & {
  readonly items: readonly InvoiceItem[];
  readonly discounts: readonly InvoiceDiscount[];
  readonly usage: readonly ReportedMetric[];
};

/** Reports of usage and charges, and how they have been coming. */
export type BillingReportStore = {
  /** Keeps a report as it came. */
  readonly add: (
    installationId: InstallationId,
    report: BillingReport,
    receivedAt: Date,
  ) => Promise<void>;
  /** Of these ids of the provider, those that no resource of the installation has or had. */
  readonly unknownAmong: (
    installationId: InstallationId,
    externalIds: ReadonlySet<string>,
  ) => Promise<readonly string[]>;
  /** How reports have been coming; undefined before the first. */
  readonly reporting: (installationId: InstallationId) => Promise<Reporting | undefined>;
  /** The same, while nobody else changes it until the transaction ends. */
  readonly lockReporting: (installationId: InstallationId) => Promise<Reporting | undefined>;
  readonly saveReporting: (installationId: InstallationId, reporting: Reporting) => Promise<void>;
};
