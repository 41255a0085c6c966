import type { InstallationId, InvoiceId, ResourceId } from '@kontor/protocol/vocabulary';
import type { Period } from '../../domain/billing/period.ts';
import type { Purchase } from '../../domain/billing/purchase.ts';

/** The purchases of one team. */
export type PurchaseStore = {
  readonly find: (id: InvoiceId) => Promise<Purchase | undefined>;
  /** Reads it and keeps others from changing it until the transaction ends. */
  readonly lock: (id: InvoiceId) => Promise<Purchase | undefined>;
  readonly findByCallerKey: (callerKey: string) => Promise<Purchase | undefined>;
  /** Adds it, after its invoice. */
  readonly insert: (purchase: Purchase) => Promise<void>;
  readonly save: (purchase: Purchase) => Promise<void>;
  /**
   * What the host has bought on its own for a balance from the start of a period until before its end,
   * in dollars; what was called off, refused or paid back does not count.
   */
  readonly boughtAutomatically: (
    balance: { readonly installationId: InstallationId; readonly resourceId: ResourceId | null },
    period: Period,
  ) => Promise<string>;
};
