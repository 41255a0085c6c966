import type {
  ProjectId,
  ProjectSettings,
  ResourceId,
  SharedVariableId,
  VariableId,
} from '@kontor/protocol/vocabulary';
import type { CompiledVariable } from '../../domain/environment/compile.ts';
import type { CustomEnvironment } from '../../domain/environment/environment.ts';
import type { Place } from '../../domain/environment/place.ts';
import type {
  HandWrittenVariable,
  ProjectInputs,
  SharedVariable,
} from '../../domain/environment/project-inputs.ts';

export type Project = {
  readonly id: ProjectId;
  readonly name: string;
  readonly settings: ProjectSettings;
  readonly createdAt: Date;
  /** When its name or settings last changed. */
  readonly updatedAt: Date;
};

/** The projects of one team, with what their environments are made from. */
export type ProjectStore = {
  /**
   * Reads projects and keeps their environments from changing until the transaction ends. Always
   * locks in one order, so that two changes of the same projects wait instead of deadlocking.
   */
  readonly lock: (ids: readonly ProjectId[]) => Promise<readonly Project[]>;
  readonly lockNamed: (idOrName: string) => Promise<Project | undefined>;
  /** Adds it, or answers false because the team has a project of this name already. */
  readonly insert: (project: Project) => Promise<boolean>;
  /** Keeps it as it is now, or answers false because its new name is taken. */
  readonly save: (project: Project) => Promise<boolean>;
  /** Removes it with its variables and environments; its connections are gone before. */
  readonly remove: (id: ProjectId) => Promise<void>;
  readonly customEnvironments: (id: ProjectId) => Promise<readonly CustomEnvironment[]>;
  /** Everything the environments are made from, values opened. */
  readonly inputs: (id: ProjectId) => Promise<ProjectInputs>;
};

/** When and by whom something was done; nobody's id where the host did it itself. */
export type Stamp = { readonly at: Date; readonly by: string | null };

/** A hand-written variable with who wrote it first and last. */
export type StampedVariable = HandWrittenVariable & {
  readonly created: Stamp;
  readonly updated: Stamp;
};

/** The hand-written variables of one team, sealed where they rest. */
export type VariableStore = {
  readonly find: (projectId: ProjectId, id: VariableId) => Promise<StampedVariable | undefined>;
  /** Adds it, or replaces what has its id; who wrote that first stays. */
  readonly save: (
    projectId: ProjectId,
    variable: HandWrittenVariable,
    stamp: Stamp,
  ) => Promise<void>;
  readonly remove: (projectId: ProjectId, id: VariableId) => Promise<void>;
};

/** A shared variable with the projects that it is linked to, and who wrote it first and last. */
export type StampedSharedVariable = SharedVariable & {
  /** In order of their ids. */
  readonly projectIds: readonly ProjectId[];
  readonly created: Stamp;
  readonly updated: Stamp;
};

/** The variables of one team that several of its projects share, sealed where they rest. */
export type SharedVariableStore = {
  /**
   * Reads them and keeps them and their links from changing until the transaction ends. Locks in the
   * order of ids, and before any project.
   */
  readonly lock: (ids: readonly SharedVariableId[]) => Promise<readonly StampedSharedVariable[]>;
  /** Those of a name or an id, and all that are linked to a project; in order of their ids. */
  readonly find: (named: {
    readonly names: readonly string[];
    readonly ids: readonly SharedVariableId[];
    readonly projectId: ProjectId | null;
  }) => Promise<readonly StampedSharedVariable[]>;
  /** Adds it, or replaces what has its id; linked to these projects and no others. */
  readonly save: (
    variable: SharedVariable & { readonly projectIds: readonly ProjectId[] },
    stamp: Stamp,
  ) => Promise<void>;
  readonly remove: (id: SharedVariableId) => Promise<void>;
};

/** Where a new version comes from. */
export type VersionCause = { readonly cause: string; readonly operationId?: string };

/** The compiled environments of one team. What is called `environment` here is the name of a place. */
export type EnvironmentStore = {
  /** The names of the places of a project of which something is served. */
  readonly compiled: (projectId: ProjectId) => Promise<readonly string[]>;
  /** Makes a version of these variables the newest, unless the newest is just so. */
  readonly publish: (
    place: { readonly projectId: ProjectId; readonly environment: string },
    variables: readonly CompiledVariable[],
    cause: VersionCause,
  ) => Promise<void>;
  /**
   * The version that is read now, which a deployment is pinned to; 0 and no digest where nothing was
   * put. Names the branch where it has a version of its own.
   */
  readonly served: (place: { readonly projectId: ProjectId } & Place) => Promise<{
    readonly gitBranch?: string;
    readonly version: number;
    readonly digest: string;
  }>;
  /**
   * Serves nothing of a branch any more, so that it reads preview. Its versions stay, and so does
   * what it serves while it is rolled back.
   */
  readonly retire: (place: {
    readonly projectId: ProjectId;
    readonly environment: string;
  }) => Promise<void>;
  /** The variables of one version; none of version 0, or of one that is not there. */
  readonly contents: (
    place: { readonly projectId: ProjectId; readonly environment: string },
    version: number,
  ) => Promise<readonly CompiledVariable[]>;
  /** Notes that these projects are to be compiled anew soon, in transactions of their own. */
  readonly defer: (projectIds: readonly ProjectId[], cause: VersionCause) => Promise<void>;
  /** Takes the note back: the project is compiled. */
  readonly settle: (projectId: ProjectId) => Promise<void>;
  /** Projects that a resource is connected to, in the order in which they are locked. */
  readonly projectsOf: (resourceId: ResourceId) => Promise<readonly ProjectId[]>;
};
