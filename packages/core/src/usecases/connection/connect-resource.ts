import type {
  ConnectionId,
  DeploymentAction,
  ProjectId,
  ResourceId,
  TeamId,
} from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { applyChange } from '../../domain/environment/change.ts';
import { freePrefix } from '../../domain/environment/free-prefix.ts';
import {
  type ConnectionPreview,
  previewConnection,
} from '../../domain/environment/preview-connection.ts';
import type { ConnectedKeyset } from '../../domain/environment/project-inputs.ts';
import { resolveEnvironments } from '../../domain/environment/target.ts';
import { newUnusableNames } from '../../domain/environment/unusable-names.ts';
import type { Installation } from '../../domain/installation/installation.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import { collide } from '../environment/collision-refusal.ts';
import { environmentNotFound } from '../environment/environment-not-found.ts';
import type { Project } from '../environment/project-store.ts';
import { refreshProject } from '../environment/refresh-project.ts';
import { cannotBeNamed } from '../environment/unusable-name-refusals.ts';
import { requireInstalled } from '../installation/require-installed.ts';
import { permitAgent } from '../mandate/permit-agent.ts';
import { projectNotFound } from '../project/project-refusals.ts';
import { type ActiveResource, requireActive } from '../resource/require-active.ts';
import { withInstallation } from '../resource/with-installation.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { chooseActions, keptActions, type WantedActions } from './choose-actions.ts';
import type { Connection } from './connection-store.ts';
import { changedMeanwhile, type SeenConnection } from './seen-connection.ts';

export type ConnectTx = Pick<
  TeamTx,
  | 'installations'
  | 'resources'
  | 'keysets'
  | 'connections'
  | 'projects'
  | 'environments'
  | 'mandates'
  | 'events'
>;

export type ConnectPorts = {
  readonly transact: Transact<ConnectTx>;
  readonly now: () => Date;
  readonly mintConnectionId: () => ConnectionId;
  readonly declaredActions: DeclaredActions;
};

/** The actions for deployments that the product of a resource has declared. */
export type DeclaredActions = (
  teamId: TeamId,
  resourceId: ResourceId,
) => Promise<readonly DeploymentAction[]>;

/** May the caller act on this project and these environments? Asked once they are known. */
export type MayTouch = (place: {
  readonly projectId: ProjectId;
  readonly environments: readonly string[];
}) => Refusal | undefined;

type Common = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly resourceId: ResourceId;
  readonly isDryRun: boolean;
  readonly mayTouch: MayTouch;
};

export type ConnectRequest = Common & {
  readonly project: string;
  /** Absent means the three built-in ones. */
  readonly environments?: readonly string[];
  readonly prefix: string | null;
  readonly makesSensitive?: boolean;
  /** What is done for deployments; absent is nothing. */
  readonly deployments?: WantedActions | undefined;
};

export type Connected = {
  readonly connection: Connection;
  readonly project: Project;
  readonly preview: ConnectionPreview;
};

/**
 * Connects a resource to environments of a project: its secrets become variables there, at once. A
 * dry run answers the same and changes nothing, and shows collisions instead of refusing them. Names
 * that no shell takes are refused in both, as nobody wants to see them again.
 *
 * @see spec/concepts.md — C16 to C22
 */
export function createConnect({ transact, now, mintConnectionId, declaredActions }: ConnectPorts) {
  return async (request: ConnectRequest): Promise<Result<Connected, Refusal>> => {
    const declared = await declaredFor(declaredActions, request);
    return transact(request.teamId, async (tx): Promise<Result<Connected, Refusal>> => {
      const held = await holdActive(tx, request.resourceId);
      if (!held.ok) return held;
      const { resource, installation } = held.value;
      const permitted = await permitConnecting(tx, request.actor, { ...held.value, at: now() });
      if (!permitted.ok) return permitted;
      const project = await tx.projects.lockNamed(request.project);
      if (project === undefined) return projectNotFound(request.project);
      if (installation.projects?.includes(project.id) === false) return notSelected(project);
      const environments = await targets(tx, project, request.environments);
      if (!environments.ok) return environments;
      const forbidden = request.mayTouch({
        projectId: project.id,
        environments: environments.value,
      });
      if (forbidden !== undefined) return { ok: false, error: forbidden };
      const custom = await tx.projects.customEnvironments(project.id);
      const place = { environments: environments.value, custom };
      const chosen = chooseActions(request.deployments, declared, place);
      if (!chosen.ok) return chosen;
      const connection: Connection = {
        id: mintConnectionId(),
        resourceId: resource.id,
        projectId: project.id,
        environments: environments.value,
        prefix: request.prefix,
        makesSensitive: request.makesSensitive ?? false,
        deployments: chosen.value,
        createdAt: now(),
      };
      const existing = await connectionTo(tx, resource, project.id);
      if (existing !== undefined) return alreadyConnected(resource, project, existing);
      return put(tx, { ...request, resource, project, connection, isNew: true });
    });
  };
}

export type ChangeConnectionRequest = Common & {
  readonly connectionId: ConnectionId;
  /** Absent leaves them as they are. */
  readonly environments?: readonly string[];
  /** Absent leaves it; null takes it away. */
  readonly prefix?: string | null;
  /** Absent leaves it. */
  readonly makesSensitive?: boolean;
  /** Absent leaves it, but for environments that the connection has no more. */
  readonly deployments?: WantedActions | undefined;
  /** How the caller has seen it last; absent changes it however it stands. */
  readonly was?: SeenConnection | undefined;
};

/** Changes the environments or the prefix of a connection; other connections are left as they are. */
export function createChangeConnection({
  transact,
  now,
  declaredActions,
}: Pick<ConnectPorts, 'transact' | 'now' | 'declaredActions'>) {
  return async (request: ChangeConnectionRequest): Promise<Result<Connected, Refusal>> => {
    const declared = await declaredFor(declaredActions, request);
    return transact(request.teamId, async (tx): Promise<Result<Connected, Refusal>> => {
      const held = await holdActive(tx, request.resourceId);
      if (!held.ok) return held;
      const { resource } = held.value;
      const permitted = await permitConnecting(tx, request.actor, { ...held.value, at: now() });
      if (!permitted.ok) return permitted;
      const current = await tx.connections.find(resource.id, request.connectionId);
      if (current === undefined) return connectionNotFound(request.connectionId);
      const [project] = await tx.projects.lock([current.projectId]);
      if (project === undefined) return connectionNotFound(request.connectionId);
      const environments = await targets(tx, project, request.environments ?? current.environments);
      if (!environments.ok) return environments;
      const forbidden = request.mayTouch({
        projectId: project.id,
        environments: [...current.environments, ...environments.value],
      });
      if (forbidden !== undefined) return { ok: false, error: forbidden };
      const other = changedMeanwhile(current, request.was);
      if (other !== undefined) return { ok: false, error: other };
      const custom = await tx.projects.customEnvironments(project.id);
      const place = { environments: environments.value, custom };
      const chosen = request.deployments
        ? chooseActions(request.deployments, declared, place)
        : ok(keptActions(current.deployments, environments.value));
      if (!chosen.ok) return chosen;
      const connection: Connection = {
        ...current,
        environments: environments.value,
        deployments: chosen.value,
        prefix: request.prefix === undefined ? current.prefix : request.prefix,
        makesSensitive: request.makesSensitive ?? current.makesSensitive,
      };
      return put(tx, { ...request, resource, project, connection, isNew: false });
    });
  };
}

/** Whether an agent that acts here was given the product of the resource. */
export function permitConnecting(
  tx: Pick<ConnectTx, 'mandates'>,
  actor: Actor,
  { resource, installation, at }: ConnectedPlace,
) {
  const place = { integrationId: installation.integrationId, productId: resource.productId };
  return permitAgent(tx, actor, { action: 'connection:write', place, at });
}

type ConnectedPlace = {
  readonly resource: Pick<ActiveResource, 'productId'>;
  readonly installation: Pick<Installation, 'integrationId'>;
  readonly at: Date;
};

/** What the product declares, asked only where something is chosen of it. */
async function declaredFor(
  declaredActions: DeclaredActions,
  {
    teamId,
    resourceId,
    deployments,
  }: Pick<ConnectRequest, 'teamId' | 'resourceId' | 'deployments'>,
): Promise<readonly DeploymentAction[]> {
  return deployments === undefined ? [] : declaredActions(teamId, resourceId);
}

type Put = Pick<Common, 'actor' | 'isDryRun'> & {
  readonly resource: ActiveResource;
  readonly project: Project;
  readonly connection: Connection;
  readonly isNew: boolean;
};

async function put(
  tx: ConnectTx,
  { resource, project, connection, isNew, actor, isDryRun }: Put,
): Promise<Result<Connected, Refusal>> {
  const inputs = await tx.projects.inputs(project.id);
  const keyset = await tx.keysets.find(resource.id);
  const proposed: ConnectedKeyset = {
    connectionId: connection.id,
    resourceId: resource.id,
    resourceName: resource.name,
    environments: connection.environments,
    keyset,
    createdAt: connection.createdAt,
    ...(connection.prefix === null ? {} : { prefix: connection.prefix }),
  };
  const change = { kind: 'put-connection', connection: proposed } as const;
  const [unusable, ...others] = newUnusableNames(inputs, applyChange(inputs, change));
  if (unusable !== undefined) {
    const suggestedPrefix = freePrefix(inputs, proposed);
    return cannotBeNamed([unusable, ...others], { resourceName: resource.name, suggestedPrefix });
  }
  const preview = previewConnection(inputs, proposed);
  if (isDryRun) return ok({ connection, project, preview });
  if (preview.collisions.length > 0) return collide(preview.collisions, preview.suggestedPrefix);
  const type = isNew ? 'connection.created' : 'connection.updated';
  if (!isNew) await tx.connections.save(connection);
  else if (!(await tx.connections.insert(connection))) {
    return alreadyConnected(resource, project, undefined);
  }
  await refreshProject(tx, project.id, { cause: type });
  await tx.events.append({
    type,
    actor,
    subject: {
      connection: connection.id,
      resource: resource.id,
      project: project.id,
      installation: resource.installationId,
    },
    data: {
      environments: [...connection.environments],
      prefix: connection.prefix,
      projectName: project.name,
      actions: connection.deployments.actions.map(({ slug }) => slug),
    },
  });
  return ok({ connection, project, preview });
}

/** The resource, while it and its installation are in use; what is being closed gives nothing any more. */
async function holdActive(
  tx: ConnectTx,
  id: ResourceId,
): Promise<Result<{ resource: ActiveResource; installation: Installation }, Refusal>> {
  const { installation, resource } = await withInstallation(tx, id, 'hold');
  const active = requireActive(id, resource);
  if (!active.ok) return active;
  const held = requireInstalled(active.value.installationId, installation);
  return held.ok ? ok({ resource: active.value, installation: held.value }) : held;
}

async function targets(
  tx: ConnectTx,
  project: Project,
  named: readonly string[] | undefined,
): Promise<Result<readonly string[], Refusal>> {
  const resolved = resolveEnvironments(named, await tx.projects.customEnvironments(project.id));
  if (resolved.ok) return resolved;
  return environmentNotFound(project.name, resolved.error);
}

async function connectionTo(
  tx: ConnectTx,
  resource: ActiveResource,
  projectId: ProjectId,
): Promise<Connection | undefined> {
  const connections = await tx.connections.listOf(resource.id);
  return connections.find((connection) => connection.projectId === projectId);
}

function notSelected({ id, name }: Project) {
  return refuse(
    'project_not_selected',
    `The team keeps this installation to other projects than '${name}'. Add the project to them first.`,
    { projectId: id },
  );
}

function alreadyConnected(
  resource: ActiveResource,
  project: Project,
  existing: Connection | undefined,
) {
  return refuse(
    'already_connected',
    `The resource '${resource.name}' is connected to '${project.name}' already. Change that connection instead.`,
    existing === undefined ? {} : { connectionId: existing.id },
  );
}

export function connectionNotFound(id: string) {
  return refuse('connection_not_found', `There is no connection '${id}' of this resource.`, {});
}
