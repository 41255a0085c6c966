import type { InstallationId, ResourceId, TokenId } from '@kontor/protocol/vocabulary';
import type { MandateSpending } from '../../domain/mandate/budget.ts';
import type { Mandate, StandingMandate } from '../../domain/mandate/mandate.ts';

/** What an agent takes: reserved, spent or given back as its operation or its purchase goes. */
export type MandateCharge = {
  /** The id of the operation, or of the invoice. */
  readonly id: string;
  readonly tokenId: TokenId;
  readonly amount: string;
  /** The first of the month. */
  readonly month: Date;
  /** The plan that costs this again each month; null for a purchase. */
  readonly billingPlanId: string | null;
  readonly installationId: InstallationId;
  readonly resourceId: ResourceId | null;
  readonly isApproved: boolean;
};

/** What people of a team let agents do, and what came of it. */
export type MandateStore = {
  readonly find: (tokenId: TokenId) => Promise<StandingMandate | undefined>;
  /** The same; whoever else acts or buys with it waits until the transaction ends. */
  readonly lock: (tokenId: TokenId) => Promise<StandingMandate | undefined>;
  readonly insert: (mandate: Mandate) => Promise<void>;
  /** What was taken with it in a month, plans of former months that still hold included. */
  readonly spending: (tokenId: TokenId, month: Date) => Promise<MandateSpending>;
  readonly charge: (charge: MandateCharge) => Promise<void>;
};
