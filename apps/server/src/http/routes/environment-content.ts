import {
  type CompiledVariable,
  ok,
  placeName,
  placeOf,
  type Refusal,
  type Result,
  refuse,
} from '@kontor/core';
import type { Environment as EnvironmentView } from '@kontor/protocol/kontor';
import { idPrefix, type ResourceId } from '@kontor/protocol/vocabulary';
import type { Database } from '../../postgres/database.ts';
import { openEnvironment } from '../../postgres/environment-store.ts';
import { listEnvironmentViews } from '../../postgres/environment-views.ts';
import type { Sql } from '../../postgres/sql.ts';
import type { Soon } from '../../soon.ts';
import type { Vault } from '../../vault/vault.ts';
import type { TeamCaller } from '../route.ts';
import { keyOf } from './project-scope.ts';

export type ContentPorts = { readonly database: Database; readonly vault: Vault };

/** A place of a project, by its name. */
export type PlaceOfProject = { readonly projectId: string; readonly environment: string };

export type Served = {
  /** The name of the place that is read. */
  environment: string;
  served_version: number;
  digest: string;
  sealed: Buffer;
};

/** What is read, as the caller named it. */
export type Asked = {
  /** Name, slug or id. */
  readonly environment: string;
  readonly gitBranch?: string | undefined;
};

/**
 * What is served of the one of two places that has something: a branch, or else its environment.
 *
 * @param sides what stands for the team, the project, the environment and the branch in a query
 */
export function servedOf(sides: {
  team: string;
  project: string;
  environment: string;
  branch: string;
}) {
  return `select e.environment, e.served_version, e.digest, e.sealed from environment e
    where e.team_id = ${sides.team} and e.project_id = ${sides.project}
      and e.environment in (${sides.environment}, ${sides.branch})
    order by e.environment = ${sides.environment} limit 1`;
}

const servedRowQuery = servedOf({ team: '$1', project: '$2', environment: '$3', branch: '$4' });

/** The version that is read: one row. Undefined until something was put into the environment. */
export async function servedRow(
  read: Sql,
  caller: TeamCaller,
  projectId: string,
  { environment, gitBranch }: Asked,
): Promise<Served | undefined> {
  const branch = placeName(placeOf(environment, gitBranch));
  const [row] = await read<Served>(servedRowQuery, [
    caller.team.id,
    projectId,
    environment,
    branch,
  ]);
  return row;
}

/** The name of an environment, which a caller may also call by its id. What is unknown stays as it is. */
export function slugOf(
  read: Sql,
  { team }: TeamCaller,
  { project, environment }: { readonly project: string; readonly environment: string },
): Soon<string> {
  if (!environment.startsWith(idPrefix.environment)) return environment;
  return read<{ slug: string }>(
    `select c.slug from custom_environment c join project p using (team_id, project_id)
     where c.team_id = $1 and c.environment_id = $2 and p.${keyOf(project)} = $3`,
    [team.id, environment, project],
  ).then(([row]) => row?.slug ?? environment);
}

/** The variables of a served environment; none where nothing was ever put. */
export async function contentOf(
  { vault }: ContentPorts,
  caller: TeamCaller,
  place: PlaceOfProject,
  sealed: Buffer | undefined,
): Promise<readonly CompiledVariable[]> {
  return sealed === undefined ? [] : openEnvironment(vault, caller.team.id, place, sealed);
}

/** The variables of one version. Version 0 is the empty start. */
export async function contentOfVersion(
  { database, vault }: ContentPorts,
  caller: TeamCaller,
  place: PlaceOfProject,
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
  return source.kind !== 'connection'
    ? { name, source, isPublic }
    : { name, isPublic, source: { ...source, resourceName: names.get(source.resourceId) ?? '' } };
}
