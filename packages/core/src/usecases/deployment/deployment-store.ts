import type { DeploymentId, ProjectId } from '@kontor/protocol/vocabulary';
import type { Deployment } from '../../domain/deployment/deployment.ts';

/** The deployments of one team. */
export type DeploymentStore = {
  /** Reads one and keeps it from changing until the transaction ends; also one that was removed. */
  readonly lock: (id: DeploymentId) => Promise<Deployment | undefined>;
  readonly findExternal: (
    projectId: ProjectId,
    externalId: string,
  ) => Promise<Deployment | undefined>;
  /** Adds it, or answers false because its project has one of that external id already. */
  readonly insert: (deployment: Deployment) => Promise<boolean>;
  readonly save: (deployment: Deployment) => Promise<void>;
  /** Those of a project that are not removed, in the order in which they were announced. */
  readonly standing: (projectId: ProjectId) => Promise<readonly DeploymentId[]>;
};
