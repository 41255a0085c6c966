import type { ResourceId } from '@kontor/protocol/vocabulary';

/** The map of values that a provider keeps up to date for the projects of a resource. */
export type SyncedConfig = {
  readonly resourceId: ResourceId;
  /** Such as `ecfg_…`. */
  readonly id: string;
  /** Names the token that projects read it with; never the token itself. */
  readonly tokenId: string;
  readonly isSyncing: boolean;
};

/** The maps of the resources of one team. */
export type SyncedConfigStore = {
  readonly find: (resourceId: ResourceId) => Promise<SyncedConfig | undefined>;
  /** Keeps it. With a token, that one reads it from now on and no other; without, none does. */
  readonly save: (config: SyncedConfig, token: string | null) => Promise<void>;
};
