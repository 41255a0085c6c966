import { diffEnvironments, ok } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { eventLog } from '../../postgres/event-log.ts';
import { projectStore } from '../../postgres/project-store.ts';
import { type Route, route } from '../route.ts';
import {
  type ContentPorts,
  contentOf,
  contentOfVersion,
  requireEnvironment,
  resourceNames,
  servedPlace,
  servedRow,
  shownVariable,
  versionNotFound,
} from './environment-content.ts';
import { projectFor } from './project-scope.ts';
import type { ReadAudit } from './read-audit.ts';

export type EnvironmentContentPorts = ContentPorts & {
  readonly now: () => Date;
  readonly audit: ReadAudit;
};

/** What is in the environments of a project: names for those who may look, values for those who may read. */
export function environmentContentRoutes(ports: EnvironmentContentPorts): readonly Route[] {
  const { database, vault, now } = ports;
  const { read } = database;
  return [
    route(kontorEndpoints.readEnvironment, async ({ caller, params, header }) => {
      const { environment } = params;
      const found = await servedPlace(read, caller, params);
      if (!found.ok) return found;
      const { project_id: projectId, served_version: version, digest, sealed } = found.value;
      if (version === null) {
        const known = await requireEnvironment(read, caller, projectId, environment);
        if (!known.ok) return known;
      }
      const tag = `"${version ?? 0}-${digest?.slice(0, 32) ?? 'empty'}"`;
      const headers = { etag: tag, 'cache-control': 'private, no-cache' };
      await ports.audit.note(caller, { projectId, environment, version: version ?? 0 });
      if (header('if-none-match') === tag) return ok({ status: 304, body: null, headers });
      const place = { projectId, environment };
      const compiled = await contentOf(ports, caller, place, sealed ?? undefined);
      return ok({
        status: 200,
        headers,
        body: {
          ...place,
          version: version ?? 0,
          digest: digest ?? '',
          variables: Object.fromEntries(compiled.map(({ name, value }) => [name, value])),
        },
      });
    }),
    route(kontorEndpoints.listEnvironmentVariables, async ({ caller, params }) => {
      const { environment } = params;
      const project = await projectFor(read, caller, { ...params, action: 'project:read' });
      if (!project.ok) return project;
      const projectId = project.value.project_id;
      const known = await requireEnvironment(read, caller, projectId, environment);
      if (!known.ok) return known;
      const served = await servedRow(read, caller, projectId, environment);
      const compiled = await contentOf(ports, caller, { projectId, environment }, served?.sealed);
      const names = await resourceNames(read, caller, compiled);
      return ok({
        status: 200,
        body: {
          version: served?.served_version ?? 0,
          variables: compiled.map((variable) => shownVariable(variable, names)),
        },
      });
    }),
    route(kontorEndpoints.listEnvironmentVersions, async ({ caller, params }) => {
      const project = await projectFor(read, caller, { ...params, action: 'project:read' });
      if (!project.ok) return project;
      const projectId = project.value.project_id;
      const known = await requireEnvironment(read, caller, projectId, params.environment);
      if (!known.ok) return known;
      const rows = await read<VersionRow>(
        `select version, digest, cause, operation_id, created_at from environment_version
         where team_id = $1 and project_id = $2 and environment = $3
         order by version desc limit 100`,
        [caller.team.id, projectId, params.environment],
      );
      return ok({ status: 200, body: { versions: rows.map(versionOf) } });
    }),
    route(kontorEndpoints.compareEnvironmentVersions, async ({ caller, params, query }) => {
      const project = await projectFor(read, caller, { ...params, action: 'project:read' });
      if (!project.ok) return project;
      const place = {
        projectId: project.value.project_id,
        environment: params.environment,
      };
      const before = await contentOfVersion(ports, caller, place, query.from);
      if (!before.ok) return before;
      const after = await contentOfVersion(ports, caller, place, query.to);
      if (!after.ok) return after;
      const { added, removed, changed } = diffEnvironments(before.value, after.value);
      return ok({
        status: 200,
        body: { added: [...added], removed: [...removed], changed: [...changed] },
      });
    }),
    route(kontorEndpoints.rollBackEnvironment, ({ caller, params, body }) =>
      database.transact(async (sql) => {
        const { environment } = params;
        const wanted = { ...params, action: 'variable:write' } as const;
        const project = await projectFor(sql, caller, wanted);
        if (!project.ok) return project;
        const projectId = project.value.project_id;
        await projectStore(sql, caller.team.id, vault).lock([projectId]);
        const rows = await sql(
          `update environment e set served_version = v.version, digest = v.digest,
             variable_count = v.variable_count, sealed = v.sealed, is_rolled_back = $5, updated_at = now()
           from environment_version v
           where e.team_id = $1 and e.project_id = $2 and e.environment = $3
             and v.team_id = e.team_id and v.project_id = e.project_id
             and v.environment = e.environment and v.version = coalesce($4, e.latest_version)
           returning e.served_version`,
          [caller.team.id, projectId, environment, body.version, body.version !== null],
        );
        if (rows.length === 0) return versionNotFound(environment, body.version);
        await eventLog(sql, caller.team.id, now).append({
          type: 'environment.rolled-back',
          actor: caller.actor,
          subject: { project: projectId },
          data: { environment, version: body.version },
        });
        const shown = await requireEnvironment(sql, caller, projectId, environment);
        return shown.ok ? ok({ status: 200, body: { environment: shown.value } }) : shown;
      }),
    ),
  ];
}

type VersionRow = {
  version: number;
  digest: string;
  cause: string;
  operation_id: string | null;
  created_at: Date;
};

function versionOf(row: VersionRow) {
  return {
    version: row.version,
    digest: row.digest,
    createdAt: row.created_at.toISOString(),
    cause: row.cause,
    operationId: row.operation_id,
  };
}
