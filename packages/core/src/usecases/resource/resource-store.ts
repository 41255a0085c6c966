import type { ExternalResourceId, InstallationId, ResourceId } from '@kontor/protocol/vocabulary';
import type { Keyset } from '../../domain/keyset/keyset.ts';
import type { Resource } from '../../domain/resource/resource.ts';

/** The resources of one team. */
export type ResourceStore = {
  readonly find: (id: ResourceId) => Promise<Resource | undefined>;
  /** Reads it and keeps others from changing it until the transaction ends. */
  readonly lock: (id: ResourceId) => Promise<Resource | undefined>;
  /** Reads it and keeps it and its secrets from changing until the transaction ends. */
  readonly hold: (id: ResourceId) => Promise<Resource | undefined>;
  readonly findExternal: (
    installationId: InstallationId,
    externalId: ExternalResourceId,
  ) => Promise<Resource | undefined>;
  /** Those of an installation that are neither deleted nor failed. */
  readonly listOf: (installationId: InstallationId) => Promise<readonly Resource[]>;
  /** Adds it, or answers false because its name or the provider's id is taken in the installation. */
  readonly insert: (resource: Resource) => Promise<boolean>;
  /** Saves it, or answers false because its new name is taken in the installation. */
  readonly save: (resource: Resource) => Promise<boolean>;
  /** Saves it under the name that it has there already, which nobody can have taken. */
  readonly saveUnderName: (resource: Resource) => Promise<void>;
};

/** The secrets of the resources of one team, sealed where they rest. */
export type KeysetStore = {
  /** The keyset; the empty one where none was stored. */
  readonly find: (resourceId: ResourceId) => Promise<Keyset>;
  readonly save: (resourceId: ResourceId, keyset: Keyset) => Promise<void>;
  readonly remove: (resourceId: ResourceId) => Promise<void>;
};
