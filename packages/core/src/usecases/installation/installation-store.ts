import type { InstallationId, InstallationKind, IntegrationId } from '@kontor/protocol/vocabulary';
import type { Installation } from '../../domain/installation/installation.ts';

/** The installations of one team. */
export type InstallationStore = {
  readonly find: (id: InstallationId) => Promise<Installation | undefined>;
  /** Reads it and keeps others from changing it until the transaction ends. */
  readonly lock: (id: InstallationId) => Promise<Installation | undefined>;
  /** Reads it and keeps it from being uninstalled until the transaction ends. */
  readonly hold: (id: InstallationId) => Promise<Installation | undefined>;
  /** The one that is neither ended nor failed. */
  readonly findCurrent: (
    integrationId: IntegrationId,
    kind: InstallationKind,
  ) => Promise<Installation | undefined>;
  /** Adds it, or answers false because the team holds one of this integration and kind already. */
  readonly insert: (installation: Installation) => Promise<boolean>;
  readonly save: (installation: Installation) => Promise<void>;
};
