import type { ExternalResourceId, InstallationId, ResourceId } from '@kontor/protocol/vocabulary';
import type { Threshold } from '../../domain/billing/threshold.ts';
import type { StandingThreshold } from '../../domain/billing/top-up.ts';

export type WantedThreshold = Threshold & {
  /** Null for the installation as a whole. */
  readonly resourceId: ResourceId | null;
  readonly metadata: object;
  readonly at: Date;
};

/** When balances of one team are to be filled up. */
export type ThresholdStore = {
  /**
   * Keeps a threshold in place of the former one. What had stopped goes on; what waits for the balance
   * to rise again goes on waiting, so that setting it twice buys nothing twice.
   */
  readonly set: (installationId: InstallationId, wanted: WantedThreshold) => Promise<void>;
  /**
   * The thresholds of these balances with what was reported last of each, of the installation as a
   * whole where null stands. Others are kept from judging them until the transaction ends.
   */
  readonly lock: (
    installationId: InstallationId,
    balances: readonly (ExternalResourceId | null)[],
  ) => Promise<readonly StandingThreshold[]>;
  /** The threshold of one balance, locked alike. */
  readonly lockOne: (
    installationId: InstallationId,
    resourceId: ResourceId | null,
  ) => Promise<StandingThreshold | undefined>;
  /** Saves whether it waits for the balance to fall, and why it has stopped. */
  readonly save: (installationId: InstallationId, threshold: StandingThreshold) => Promise<void>;
};
