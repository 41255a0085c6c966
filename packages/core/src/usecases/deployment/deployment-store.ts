import type { DeploymentId, ProjectId, ResourceId } from '@kontor/protocol/vocabulary';
import type { Deployment } from '../../domain/deployment/deployment.ts';
import type { CompiledVariable } from '../../domain/environment/compile.ts';

/** The variables that one action gives to one deployment. */
export type ActionOutcome = {
  readonly resourceId: ResourceId;
  readonly action: string;
  readonly variables: readonly CompiledVariable[];
};

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
  /** Keeps what an action gives to a deployment alone, in place of what it gave before. */
  readonly putOutcome: (id: DeploymentId, outcome: ActionOutcome) => Promise<void>;
  /** What actions gave to a deployment, in the order of its actions. */
  readonly outcomes: (id: DeploymentId) => Promise<readonly ActionOutcome[]>;
  readonly forgetOutcomes: (id: DeploymentId) => Promise<void>;
  /** Those of a project that are not removed, in the order in which they were announced. */
  readonly standing: (projectId: ProjectId) => Promise<readonly DeploymentId[]>;
};
