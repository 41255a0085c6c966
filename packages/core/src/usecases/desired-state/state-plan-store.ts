import type {
  DesiredState,
  IntegrationId,
  ProjectId,
  ResourceId,
  StatePlanId,
} from '@kontor/protocol/vocabulary';
import type { GivenValues } from '../../domain/desired-state/plan-variables.ts';
import type { StatePlan } from '../../domain/desired-state/state-plan.ts';
import type {
  Made,
  NamedProject,
  StandingConnection,
} from '../../domain/desired-state/state-world.ts';
import type { Resource } from '../../domain/resource/resource.ts';

/** A desired state with the values that it does not hold itself; sealed where it rests. */
export type StateContent = { readonly desired: DesiredState; readonly values: GivenValues };

/** What is known of the file of one project. */
export type StateFile = {
  /** Keyed digest of the file that was applied last; null where none was. */
  readonly digest: string | null;
  /** The plan that is being applied. */
  readonly applying: StatePlanId | null;
};

/** Something that a plan has made for a project. */
export type MadeThing = {
  readonly kind: keyof Made;
  readonly id: Made[keyof Made][number];
};

/** The plans of one team, and what they have made. */
export type StatePlanStore = {
  readonly insert: (plan: StatePlan, content: StateContent) => Promise<void>;
  readonly find: (id: StatePlanId) => Promise<StatePlan | undefined>;
  /** Reads it and keeps others from changing it until the transaction ends. */
  readonly lock: (id: StatePlanId) => Promise<StatePlan | undefined>;
  /** What it was made from; gone once the plan has ended. */
  readonly content: (id: StatePlanId) => Promise<StateContent | undefined>;
  /** Keeps it as it is now. One that is applied is due again in so many milliseconds. */
  readonly save: (plan: StatePlan, dueInMs?: number) => Promise<void>;
  /** Reads what is known of a project's file, and keeps others from it until the transaction ends. */
  readonly lockFile: (project: string) => Promise<StateFile>;
  /** Keeps which file was applied last. */
  readonly saveFile: (project: string, digest: string) => Promise<void>;
  readonly made: (projectId: ProjectId) => Promise<Made>;
  readonly noteMade: (projectId: ProjectId, thing: MadeThing) => Promise<void>;
  /** Resources in use or on their way that have one of these names or ids, in order of their ids. */
  readonly resources: (named: {
    readonly names: readonly string[];
    readonly ids: readonly ResourceId[];
    readonly projectId: ProjectId | null;
  }) => Promise<readonly StoredResource[]>;
  /** Those of a name or an id, in order of their ids. */
  readonly projects: (named: {
    readonly names: readonly string[];
    readonly ids: readonly ProjectId[];
  }) => Promise<readonly NamedProject[]>;
  /** In order of their ids. */
  readonly connections: (projectId: ProjectId) => Promise<readonly StandingConnection[]>;
};

export type StoredResource = {
  readonly resource: Resource;
  readonly integrationId: IntegrationId;
  /** How many projects but the one it is asked for it is connected to. */
  readonly usedElsewhere: number;
};
