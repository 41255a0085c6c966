import type {
  ConnectionId,
  EnvironmentId,
  InstallationId,
  IntegrationId,
  MetadataSchema,
  ProductId,
  ProjectId,
  ResolvedBillingPlan,
  ResourceId,
  SharedVariableId,
  VariableId,
} from '@kontor/protocol/vocabulary';
import type { DescribedEnvironment } from '../environment/environment.ts';
import type { ProjectInputs, SharedVariable } from '../environment/project-inputs.ts';
import type { Keyset } from '../keyset/keyset.ts';
import type { Resource } from '../resource/resource.ts';

/** An integration that a desired state names, as far as planning needs it. */
export type NamedIntegration = {
  readonly id: IntegrationId;
  readonly slug: string;
  readonly name: string;
  /** What a person accepts to install it. */
  readonly policies: readonly string[];
  readonly eulaUrl: string | null;
  readonly privacyUrl: string | null;
  /** Whether it is installed, and not linked only. */
  readonly isNative: boolean;
  readonly products: readonly {
    readonly id: ProductId;
    readonly slug: string;
    readonly metadataSchema: MetadataSchema;
  }[];
  /** The team's installation, unless it has none. */
  readonly installation: {
    readonly id: InstallationId;
    readonly lifecycle: 'installing' | 'installed' | 'uninstalling';
    readonly billingPlan: ResolvedBillingPlan | null;
  } | null;
};

/** A resource of the team that a desired state may mean, with the secrets that it brings. */
export type NamedResource = {
  readonly resource: Resource;
  /** Slug of its integration. */
  readonly integration: string;
  readonly keyset: Keyset;
  /** How many other projects it is connected to. */
  readonly usedElsewhere: number;
};

/** A connection of the project, as far as a file says how it should be. */
export type StandingConnection = {
  readonly id: ConnectionId;
  readonly resourceId: ResourceId;
  readonly environments: readonly string[];
  readonly prefix: string | null;
  readonly makesSensitive: boolean;
};

/** What former applications of desired states of a project have made: all that they may remove. */
export type Made = {
  readonly resources: readonly ResourceId[];
  readonly connections: readonly ConnectionId[];
  readonly variables: readonly VariableId[];
  readonly environments: readonly EnvironmentId[];
  readonly shared: readonly SharedVariableId[];
  /** Projects that a shared variable was linked to. @see linkName */
  readonly links: readonly string[];
};

/** How the link of a shared variable to a project is called among what was made. */
export function linkName(variable: SharedVariableId, project: ProjectId): string {
  return `${variable}/${project}`;
}

/** A project of the team by the name that files know. */
export type NamedProject = { readonly id: ProjectId; readonly name: string };

/** A variable that the team shares, with the projects that it is for. */
export type StandingShared = SharedVariable & { readonly projectIds: readonly ProjectId[] };

/** The plans of a product as its provider states them now, or why it could not be asked. */
export type Offer =
  | { readonly plans: readonly ResolvedBillingPlan[] }
  | { readonly unknown: string };

/** Names that a file of a team may hold. */
export type KnownNames = {
  /** Slugs of what the team may install. */
  readonly integrations: readonly string[];
  /** Resources of the team, not more than people want to read. */
  readonly resources: readonly string[];
  /** Projects of the team, not more than people want to read. */
  readonly projects: readonly string[];
};

/** Everything that a plan is made from, beside the desired state. */
export type StateWorld = {
  readonly project: {
    readonly id: ProjectId;
    readonly customEnvironments: readonly DescribedEnvironment[];
  } | null;
  readonly inputs: ProjectInputs;
  /** What the other projects have that a variable of the file is shared with. */
  readonly others: ReadonlyMap<ProjectId, ProjectInputs>;
  readonly connections: readonly StandingConnection[];
  /** Of the names in the file, made for it, or linked to the project; in order of their ids. */
  readonly shared: readonly StandingShared[];
  /** Projects that the file names or that something shared is linked to. */
  readonly projects: readonly NamedProject[];
  /** By slug. */
  readonly integrations: ReadonlyMap<string, NamedIntegration>;
  /** Those in use or on their way, in order of their ids. */
  readonly resources: readonly NamedResource[];
  /** By the name of the resource in the desired state. */
  readonly offers: ReadonlyMap<string, Offer>;
  readonly made: Made;
  /** Names to suggest where one is not known. */
  readonly known: KnownNames;
};
