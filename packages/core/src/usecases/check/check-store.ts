import type { CheckId, ProjectId } from '@kontor/protocol/vocabulary';
import type { Check } from '../../domain/check/check.ts';

/** The checks that one team's projects have. */
export type CheckStore = {
  /** One of a project that is not deleted. */
  readonly find: (projectId: ProjectId, id: CheckId) => Promise<Check | undefined>;
  /** Those of a project that are not deleted and whose installation, if any, is in use; oldest first. */
  readonly inForce: (projectId: ProjectId) => Promise<readonly Check[]>;
  /** Adds it, or changes what may change. */
  readonly save: (check: Check) => Promise<void>;
};
