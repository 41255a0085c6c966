import { type CompiledVariable, ok, type Refusal, type Result, refuse } from '@kontor/core';
import type { Environment as EnvironmentView } from '@kontor/protocol/kontor';
import type { ProjectId, ResourceId } from '@kontor/protocol/vocabulary';
import type { Database } from '../../postgres/database.ts';
import { openEnvironment } from '../../postgres/environment-store.ts';
import { listEnvironmentViews } from '../../postgres/environment-views.ts';
import type { Sql } from '../../postgres/sql.ts';
import type { Vault } from '../../vault/vault.ts';
import type { TeamCaller } from '../route.ts';
import { judge, keyOf } from './project-scope.ts';

export type ContentPorts = { readonly database: Database; readonly vault: Vault };

type Place = { readonly projectId: string; readonly environment: string };

type Served = { served_version: number; digest: string; sealed: Buffer };

/** The version of an environment that is read: one row. Undefined until something was put into it. */
export async function servedRow(
  read: Sql,
  caller: TeamCaller,
  projectId: string,
  environment: string,
): Promise<Served | undefined> {
  const [row] = await read<Served>(
    `select served_version, digest, sealed from environment
     where team_id = $1 and project_id = $2 and environment = $3`,
    [caller.team.id, projectId, environment],
  );
  return row;
}

type ServedPlace = {
  project_id: ProjectId;
  served_version: number | null;
  digest: string | null;
  sealed: Buffer | null;
};

/** A project with what is served of one of its environments, in one look, for who may read the values. */
export async function servedPlace(
  read: Sql,
  caller: TeamCaller,
  { project, environment }: { readonly project: string; readonly environment: string },
): Promise<Result<ServedPlace, Refusal>> {
  const [row] = await read<ServedPlace>(
    `select p.project_id, e.served_version, e.digest, e.sealed
     from project p left join environment e
       on e.team_id = p.team_id and e.project_id = p.project_id and e.environment = $3
     where p.team_id = $1 and p.${keyOf(project)} = $2`,
    [caller.team.id, project, environment],
  );
  return judge(row, caller, { project, environment, action: 'environment:read-values' });
}

/** The variables of a served environment; none where nothing was ever put. */
export async function contentOf(
  { vault }: ContentPorts,
  caller: TeamCaller,
  place: Place,
  sealed: Buffer | undefined,
): Promise<readonly CompiledVariable[]> {
  return sealed === undefined ? [] : openEnvironment(vault, caller.team.id, place, sealed);
}

/** The variables of one version. Version 0 is the empty start. */
export async function contentOfVersion(
  { database, vault }: ContentPorts,
  caller: TeamCaller,
  place: Place,
  version: number,
): Promise<Result<readonly CompiledVariable[], Refusal>> {
  if (version === 0) return ok([]);
  const { projectId, environment } = place;
  const [row] = await database.read<{ sealed: Buffer }>(
    `select sealed from environment_version
     where team_id = $1 and project_id = $2 and environment = $3 and version = $4`,
    [caller.team.id, projectId, environment, version],
  );
  if (row === undefined) return versionNotFound(environment, version);
  return ok(await openEnvironment(vault, caller.team.id, place, row.sealed));
}

/** An environment of the project as it is shown, or the refusal that names those there are. */
export async function requireEnvironment(
  sql: Sql,
  caller: TeamCaller,
  projectId: string,
  slug: string,
): Promise<Result<EnvironmentView, Refusal>> {
  const environments = await listEnvironmentViews(sql, caller.team.id, projectId);
  const found = environments.find((environment) => environment.slug === slug);
  if (found !== undefined) return ok(found);
  const known = environments.map((environment) => environment.slug);
  return refuse(
    'environment_not_found',
    `This project has no environment '${slug}'. It has: ${known.join(', ')}.`,
    { known },
  );
}

export function versionNotFound(environment: string, version: number | null) {
  return refuse(
    'environment_version_not_found',
    version === null
      ? `The environment '${environment}' has no version yet.`
      : `The environment '${environment}' has no version ${version}.`,
  );
}

/** What the resources behind variables are called now. */
export async function resourceNames(
  read: Sql,
  caller: TeamCaller,
  variables: readonly CompiledVariable[],
): Promise<ReadonlyMap<ResourceId, string>> {
  const ids = variables.flatMap(({ source }) =>
    source.kind === 'connection' ? [source.resourceId] : [],
  );
  const rows = await read<{ resource_id: ResourceId; name: string }>(
    'select resource_id, name from resource where team_id = $1 and resource_id = any($2)',
    [caller.team.id, [...new Set(ids)]],
  );
  return new Map(rows.map((row) => [row.resource_id, row.name]));
}

export function shownVariable(
  { name, source, isPublic }: CompiledVariable,
  names: ReadonlyMap<ResourceId, string>,
) {
  return source.kind === 'variable'
    ? { name, source, isPublic }
    : { name, isPublic, source: { ...source, resourceName: names.get(source.resourceId) ?? '' } };
}
