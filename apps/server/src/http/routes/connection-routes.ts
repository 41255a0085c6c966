import {
  type Connected,
  type Connection,
  type ConnectionPreview,
  connectionNotFound,
  type createChangeConnection,
  type createConnect,
  type createDisconnect,
  ok,
  type Refusal,
  type Result,
} from '@kontor/core';
import { type Connection as ConnectionView, kontorEndpoints } from '@kontor/protocol/kontor';
import {
  type ConnectionId,
  connectionId,
  type InstallationId,
  teamId,
} from '@kontor/protocol/vocabulary';
import { type ConnectionRow, connectionOf } from '../../postgres/connection-store.ts';
import { resourceStore } from '../../postgres/resource-store.ts';
import type { Sql } from '../../postgres/sql.ts';
import { withoutAbsent } from '../../without-absent.ts';
import { type Route, route } from '../route.ts';
import { mayTouch, projectFor } from './project-scope.ts';
import { readResourceId, resourceNotFound } from './resource-routes.ts';

export type ConnectionRoutesPorts = {
  readonly read: Sql;
  readonly connect: ReturnType<typeof createConnect>;
  readonly changeConnection: ReturnType<typeof createChangeConnection>;
  readonly disconnect: ReturnType<typeof createDisconnect>;
};

type ResourceOfConnection = { resource_name: string; installation_id: InstallationId };

export function connectionRoutes(ports: ConnectionRoutesPorts): readonly Route[] {
  return [
    route(kontorEndpoints.connectResource, async ({ caller, params, query, body }) => {
      const resource = readResourceId(params.resource);
      if (!resource.ok) return resource;
      const isDryRun = query.dryRun === 'true';
      const connected = await ports.connect({
        teamId: teamId.parse(caller.team.id),
        actor: caller.actor,
        resourceId: resource.value,
        project: body.project,
        environments: body.environments,
        prefix: body.prefix ?? null,
        makesSensitive: body.makesSensitive ?? false,
        deployments: body.deployments,
        isDryRun,
        mayTouch: mayTouch(caller, 'connection:write'),
      });
      if (!connected.ok) return connected;
      const answer = shown(connected.value);
      return isDryRun
        ? ok({ status: 200, body: { preview: answer.preview } })
        : ok({ status: 201, body: answer });
    }),
    route(kontorEndpoints.listConnections, async ({ caller, params }) => {
      const resource = readResourceId(params.resource);
      if (!resource.ok) return resource;
      const found = await resourceStore(ports.read, caller.team.id).find(resource.value);
      if (found === undefined) return resourceNotFound(params.resource);
      const rows = await ports.read<ConnectionRow & { project_name: string }>(
        `select c.*, p.name as project_name from connection c
         join project p on p.team_id = c.team_id and p.project_id = c.project_id
         where c.team_id = $1 and c.resource_id = $2 order by c.connection_id`,
        [caller.team.id, resource.value],
      );
      const connections = rows.map((row) => viewOf(connectionOf(row), row.project_name));
      return ok({ status: 200, body: { connections } });
    }),
    route(kontorEndpoints.listProjectConnections, async ({ caller, params }) => {
      const project = await projectFor(ports.read, caller, { ...params, action: 'project:read' });
      if (!project.ok) return project;
      const { project_id: projectId, name } = project.value;
      const rows = await ports.read<ConnectionRow & ResourceOfConnection>(
        `select c.*, r.name as resource_name, r.installation_id from connection c
         join resource r on r.team_id = c.team_id and r.resource_id = c.resource_id
         where c.team_id = $1 and c.project_id = $2 order by r.name, c.connection_id`,
        [caller.team.id, projectId],
      );
      const connections = rows.map((row) => ({
        ...viewOf(connectionOf(row), name),
        resourceName: row.resource_name,
        installationId: row.installation_id,
      }));
      return ok({ status: 200, body: { connections } });
    }),
    route(kontorEndpoints.updateConnection, async ({ caller, params, query, body }) => {
      const ids = readConnectionIds(params);
      if (!ids.ok) return ids;
      const changed = await ports.changeConnection({
        ...ids.value,
        teamId: teamId.parse(caller.team.id),
        actor: caller.actor,
        ...withoutAbsent(body),
        isDryRun: query.dryRun === 'true',
        mayTouch: mayTouch(caller, 'connection:write'),
      });
      return changed.ok ? ok({ status: 200, body: shown(changed.value) }) : changed;
    }),
    route(kontorEndpoints.disconnectResource, async ({ caller, params }) => {
      const ids = readConnectionIds(params);
      if (!ids.ok) return ids;
      const done = await ports.disconnect({
        ...ids.value,
        teamId: teamId.parse(caller.team.id),
        actor: caller.actor,
        mayTouch: mayTouch(caller, 'connection:write'),
      });
      return done.ok ? ok({ status: 204, body: null }) : done;
    }),
  ];
}

export function readConnectionIds(params: {
  readonly resource: string;
  readonly connection: string;
}) {
  const resource = readResourceId(params.resource);
  if (!resource.ok) return resource;
  const connection = readConnectionId(params.connection);
  if (!connection.ok) return connection;
  return ok({ resourceId: resource.value, connectionId: connection.value });
}

function readConnectionId(text: string): Result<ConnectionId, Refusal> {
  const parsed = connectionId.safeParse(text);
  return parsed.success ? ok(parsed.data) : connectionNotFound(text);
}

function shown({ connection, project, preview }: Connected) {
  return { connection: viewOf(connection, project.name), preview: previewOf(preview) };
}

function viewOf(connection: Connection, projectName: string): ConnectionView {
  return {
    id: connection.id,
    resourceId: connection.resourceId,
    projectId: connection.projectId,
    projectName,
    environments: [...connection.environments],
    prefix: connection.prefix,
    makesSensitive: connection.makesSensitive,
    deployments: {
      required: connection.deployments.required,
      actions: connection.deployments.actions.map(({ slug, environments }) => ({
        slug,
        environments: [...environments],
      })),
    },
    createdAt: connection.createdAt.toISOString(),
  };
}

function previewOf(preview: ConnectionPreview) {
  return {
    ...preview,
    environments: preview.environments.map((each) => ({
      ...each,
      variables: [...each.variables],
    })),
    collisions: preview.collisions.map((each) => ({ ...each, owners: [...each.owners] })),
    warnings: [...preview.warnings],
  };
}
