import type { ChainedEvent, TeamTx, Transact, VersionCause } from '@kontor/core';
import type { OperationId } from '@kontor/protocol/vocabulary';
import type { EnvironmentVersion, LoggedEvent, ProjectWithEnvironments } from './team-data.ts';

/**
 * Something that keeps the data of teams, with the few ways to look behind its ports and to make
 * what no port makes. Contracts run on any of them.
 */
export type TeamStorage = {
  readonly transact: Transact<TeamTx>;
  /** Makes an integration known, if it is not. */
  readonly addIntegration: (integrationId: string) => Promise<void>;
  readonly addProject: (teamId: string, project: ProjectWithEnvironments) => Promise<void>;
  /** How many credentials an installation has been given. */
  readonly credentialsOf: (teamId: string, installationId: string) => Promise<number>;
  /** Where an unfinished operation stands in the queue; undefined when it is not in it. */
  readonly queued: (
    teamId: string,
    id: OperationId,
  ) => Promise<{ readonly dueInMs: number; readonly isLeased: boolean } | undefined>;
  /** The versions of an environment, oldest first. */
  readonly versions: (
    teamId: string,
    place: { readonly projectId: string; readonly environment: string },
  ) => Promise<readonly EnvironmentVersion[]>;
  /** Projects that are still to be compiled anew, with why, in order of their ids. */
  readonly stale: (
    teamId: string,
  ) => Promise<readonly (VersionCause & { readonly projectId: string })[]>;
  /** The log of a team, oldest first. */
  readonly events: (teamId: string) => Promise<readonly ChainedEvent<LoggedEvent>[]>;
};
