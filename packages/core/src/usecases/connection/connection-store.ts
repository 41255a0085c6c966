import type {
  ConnectionId,
  InstallationId,
  ProjectId,
  ResourceId,
} from '@kontor/protocol/vocabulary';
import type { ChosenActions } from '../../domain/deployment/action-run.ts';

/** What puts a resource's secrets into environments of one project. @see spec/concepts.md — C17 */
export type Connection = {
  readonly id: ConnectionId;
  readonly resourceId: ResourceId;
  readonly projectId: ProjectId;
  /** Names of environments. */
  readonly environments: readonly string[];
  readonly prefix: string | null;
  /** Whether its variables are to be shown to nobody, once written. */
  readonly makesSensitive: boolean;
  /** What is done for deployments of the project. */
  readonly deployments: ChosenActions;
  readonly createdAt: Date;
};

/** The connections of one team. */
export type ConnectionStore = {
  readonly find: (resourceId: ResourceId, id: ConnectionId) => Promise<Connection | undefined>;
  readonly listOf: (resourceId: ResourceId) => Promise<readonly Connection[]>;
  /** Those of a project that have chosen actions and whose resource is in use, from the oldest on. */
  readonly actingOn: (
    projectId: ProjectId,
  ) => Promise<readonly (Connection & { readonly installationId: InstallationId })[]>;
  /** Adds it, or answers false because the resource is connected to the project already. */
  readonly insert: (connection: Connection) => Promise<boolean>;
  readonly save: (connection: Connection) => Promise<void>;
  readonly remove: (id: ConnectionId) => Promise<void>;
  /** Removes every connection of a resource at once, and answers them in order of their ids. */
  readonly removeAll: (resourceId: ResourceId) => Promise<readonly Connection[]>;
  /** Removes every connection to a project at once, and answers them in order of their ids. */
  readonly removeFrom: (projectId: ProjectId) => Promise<readonly Connection[]>;
};
