import type {
  BranchMatcher,
  ConnectionId,
  Metadata,
  ProjectId,
  ResourceId,
  SharedVariableId,
  StatePlanId,
  TeamId,
  VariableId,
} from '@kontor/protocol/vocabulary';
import type { Refusal } from '../../refusal.ts';
import type { Actor } from '../actor.ts';

/** A resource that a step is about: one that stands, or one that an earlier step makes. */
export type StepResource =
  | { readonly id: ResourceId }
  | { readonly integration: string; readonly name: string };

/** One thing to do, whole enough to be taken up by another process. It holds no value of a variable. */
export type StateStep =
  | { readonly kind: 'create-project'; readonly name: string }
  | {
      readonly kind: 'create-environment';
      readonly slug: string;
      readonly description: string | null;
      readonly branchMatcher: BranchMatcher | null;
    }
  | {
      readonly kind: 'change-environment';
      readonly slug: string;
      readonly change: {
        readonly description?: string | null | undefined;
        readonly branchMatcher?: BranchMatcher | null | undefined;
      };
    }
  | { readonly kind: 'remove-environment'; readonly slug: string }
  /**
   * Its value is looked up as that of a variable is. It is linked to these projects, by name, beside
   * those that it is for already.
   */
  | {
      readonly kind: 'share';
      readonly name: string;
      readonly index: number;
      readonly sharedVariableId: SharedVariableId | null;
      readonly projects: readonly string[];
    }
  /** It goes whole where it was made and no other project is left. */
  | {
      readonly kind: 'unshare';
      readonly name: string;
      readonly sharedVariableId: SharedVariableId;
      readonly projectIds: readonly ProjectId[];
    }
  | { readonly kind: 'install'; readonly integration: string }
  | {
      readonly kind: 'provision';
      readonly integration: string;
      readonly product: string;
      readonly name: string;
      readonly metadata: Metadata;
      readonly billingPlanId?: string;
    }
  | {
      readonly kind: 'update-resource';
      readonly resourceId: ResourceId;
      readonly change: { readonly metadata?: Metadata; readonly billingPlanId?: string };
    }
  | {
      readonly kind: 'connect';
      readonly resource: StepResource;
      readonly environments: readonly string[];
      readonly prefix: string | null;
      readonly makesSensitive: boolean;
    }
  | {
      readonly kind: 'change-connection';
      readonly resourceId: ResourceId;
      readonly connectionId: ConnectionId;
      readonly environments: readonly string[];
      readonly prefix: string | null;
      readonly makesSensitive: boolean;
    }
  | {
      readonly kind: 'disconnect';
      readonly resourceId: ResourceId;
      readonly connectionId: ConnectionId;
    }
  /** The value is looked up in the desired state that the plan keeps sealed. */
  | { readonly kind: 'write-variable'; readonly name: string; readonly index: number }
  | { readonly kind: 'remove-variable'; readonly variableId: VariableId }
  | { readonly kind: 'delete-resource'; readonly resourceId: ResourceId };

/** What becomes of one thing. `leave`: the file does not name it (any more), and it stays. */
export type PlanAction = 'create' | 'change' | 'keep' | 'remove' | 'leave';

export type PlanItem = {
  readonly action: PlanAction;
  readonly kind:
    | 'project'
    | 'environment'
    | 'installation'
    | 'resource'
    | 'connection'
    | 'variable'
    | 'shared-variable';
  readonly name: string;
  /** Where it is about some environments only. */
  readonly environments?: readonly string[];
  /** What is different afterwards; never a value of a variable. */
  readonly changes?: readonly string[];
  /** Whether an earlier application of the file has made it. */
  readonly isMade?: boolean;
  readonly note?: string;
};

/** What a resource costs, as far as its plan says. */
export type PlanCost = {
  readonly resource: string;
  readonly plan: string;
  /** In the provider's own words. */
  readonly stated: string | null;
  /** Dollars; null where the plan does not say. */
  readonly perMonth: string | null;
};

/** What was planned, without anything secret. */
export type PlannedState = {
  readonly items: readonly PlanItem[];
  readonly steps: readonly StateStep[];
  /** The names of all variables as they will be. */
  readonly environments: readonly {
    readonly environment: string;
    readonly variables: readonly { readonly name: string; readonly from: string }[];
  }[];
  readonly costs: readonly PlanCost[];
  readonly perMonth: {
    /** Dollars, of all that is known. */
    readonly known: string;
    readonly isComplete: boolean;
  };
  /** What a person accepts by applying it. */
  readonly policies: readonly {
    readonly integration: string;
    readonly policies: readonly string[];
    readonly eulaUrl: string | null;
    readonly privacyUrl: string | null;
  }[];
  /** What could not be known before it is done, a sentence each. */
  readonly unknowns: readonly string[];
};

/** Something in a desired state that cannot be, and where it stands there. */
export type StateProblem = {
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** What could stand there instead. */
  readonly candidates?: readonly string[];
};

export type StepState = {
  readonly step: StateStep;
  readonly status: 'pending' | 'done';
};

/**
 * A stored plan: `ready` → `applying` → `applied`, or `failed` at a step that was refused. What was
 * done stays done; a new plan goes on from there.
 */
export type StatePlan = {
  readonly id: StatePlanId;
  readonly teamId: TeamId;
  /** Name of the project. */
  readonly project: string;
  readonly status: 'ready' | 'applying' | 'applied' | 'failed';
  readonly planned: PlannedState;
  readonly steps: readonly StepState[];
  /** Keyed digest of everything that the plan was made from. */
  readonly fingerprint: string;
  /** Keyed digest of the file, to tell whether it or the host has changed. */
  readonly fileDigest: string;
  /** Whether the same file was applied last, so that every change undoes one made elsewhere. */
  readonly isDrift: boolean;
  readonly prunes: boolean;
  readonly createdBy: Actor;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** Who applies it, with what they accept; null until then. */
  readonly application: {
    readonly actor: Actor;
    readonly acceptedPolicies: Readonly<Record<string, readonly string[]>>;
    readonly traceId: string;
    readonly begunAt: string;
  } | null;
  readonly finishedAt: Date | null;
  readonly refusal: Refusal | null;
};

/** How long a plan can be applied, in milliseconds. */
export const statePlanLifetimeMs = 24 * 60 * 60 * 1000;
