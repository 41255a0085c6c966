import { diffEnvironments, ok, placeName, placeNamed, placeOf } from '@kontor/core';
import { type EnvironmentValues, kontorEndpoints } from '@kontor/protocol/kontor';
import type { ProjectId } from '@kontor/protocol/vocabulary';
import { KeptBodies } from '../kept-bodies.ts';
import { type Call, type Outcome, type Route, route, type TeamCaller } from '../route.ts';
import {
  type ContentPorts,
  contentOf,
  contentOfVersion,
  requireEnvironment,
  resourceNames,
  servedRow,
  shownVariable,
  slugOf,
} from './environment-content.ts';
import { type RollBackPorts, rollBack } from './environment-rollback.ts';
import { createPlaceReader } from './place-reader.ts';
import { projectFor } from './project-scope.ts';
import type { ReadAudit } from './read-audit.ts';

export type EnvironmentContentPorts = ContentPorts & RollBackPorts & { readonly audit: ReadAudit };

type Params = { readonly project: string; readonly environment: string };

type Asked = Pick<
  Call<typeof kontorEndpoints.readEnvironment>,
  'caller' | 'params' | 'query' | 'header'
>;

/** Answers the values of an environment to whoever may read them, and notes who did. */
export function createServeEnvironment(
  ports: ContentPorts & { readonly audit: ReadAudit },
): (asked: Asked) => Promise<Outcome<typeof kontorEndpoints.readEnvironment>> {
  const { read } = ports.database;
  const places = createPlaceReader(read);
  const opened = new KeptBodies<EnvironmentValues>();
  return async ({ caller, params, query, header }) => {
    const { project } = params;
    const { gitBranch } = query;
    // what is known already is not waited for
    const slug = slugOf(read, caller, params);
    const environment = typeof slug === 'string' ? slug : await slug;
    const knownTag = header('if-none-match');
    const key = `${caller.team.id}\0${project}\0${environment}\0${gitBranch ?? ''}`;
    const kept = opened.get(key);
    const asked = { project, environment, gitBranch, knownTag: kept?.tag ?? knownTag, known: kept };
    const found = await places(caller, asked);
    if (!found.ok) return found;
    const { project_id: projectId, served_version: version, digest, sealed, tag } = found.value;
    if (version === null) {
      const known = await requireEnvironment(read, caller, projectId, environment);
      if (!known.ok) return known;
    }
    const headers = { etag: tag, 'cache-control': 'private, no-cache' };
    const place = { projectId, environment: found.value.environment ?? environment };
    const noted = ports.audit.note(caller, { ...place, version: version ?? 0 });
    if (noted !== undefined) await noted;
    if (knownTag === tag) return ok({ status: 304, body: null, headers });
    if (kept?.tag === tag) return ok({ status: 200, headers, body: kept.body });
    const compiled = await contentOf(ports, caller, place, sealed ?? undefined);
    const body = {
      projectId,
      ...placeNamed(place.environment),
      version: version ?? 0,
      digest: digest ?? '',
      variables: Object.fromEntries(compiled.map(({ name, value }) => [name, value])),
    };
    // a version is told from every other by its tag, which is of this project and place alone
    if (version !== null) opened.keep(key, { tag, body });
    return ok({ status: 200, headers, body });
  };
}

/** What is in the environments of a project: names for those who may look, values for those who may read. */
export function environmentContentRoutes(ports: EnvironmentContentPorts): readonly Route[] {
  const { read } = ports.database;

  /** The project and the environment that a path names, for whoever may see them. */
  async function seen(caller: TeamCaller, params: Params) {
    const project = await projectFor(read, caller, { ...params, action: 'project:read' });
    if (!project.ok) return project;
    const projectId = project.value.project_id;
    const slug = await slugOf(read, caller, params);
    const known = await requireEnvironment(read, caller, projectId, slug);
    return known.ok ? ok({ projectId, environment: slug }) : known;
  }

  return [
    route(kontorEndpoints.readEnvironment, createServeEnvironment(ports)),
    route(kontorEndpoints.listEnvironmentVariables, async ({ caller, params, query }) => {
      const place = await seen(caller, params);
      if (!place.ok) return place;
      const { projectId, environment } = place.value;
      const served = await servedRow(read, caller, projectId, { ...query, environment });
      const readFrom = { projectId, environment: served?.environment ?? environment };
      const compiled = await contentOf(ports, caller, readFrom, served?.sealed);
      const names = await resourceNames(read, caller, compiled);
      return ok({
        status: 200,
        body: {
          version: served?.served_version ?? 0,
          variables: compiled.map((variable) => shownVariable(variable, names)),
        },
      });
    }),
    route(kontorEndpoints.listEnvironmentVersions, async ({ caller, params, query }) => {
      const place = await seen(caller, params);
      if (!place.ok) return place;
      const { projectId, environment } = named(place.value, query.gitBranch);
      const rows = await read<VersionRow>(
        `select version, digest, cause, operation_id, created_at from environment_version
         where team_id = $1 and project_id = $2 and environment = $3
         order by version desc limit 100`,
        [caller.team.id, projectId, environment],
      );
      return ok({ status: 200, body: { versions: rows.map(versionOf) } });
    }),
    route(kontorEndpoints.compareEnvironmentVersions, async ({ caller, params, query }) => {
      const seenPlace = await seen(caller, params);
      if (!seenPlace.ok) return seenPlace;
      const place = named(seenPlace.value, query.gitBranch);
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
    route(kontorEndpoints.rollBackEnvironment, async ({ caller, params, query, body }) => {
      const project = await projectFor(read, caller, { ...params, action: 'variable:write' });
      if (!project.ok) return project;
      const slug = await slugOf(read, caller, params);
      const place = placeOf(slug, query.gitBranch);
      return rollBack(ports, caller, {
        projectId: project.value.project_id,
        place,
        version: body.version,
      });
    }),
  ];
}

/** The place that a branch has by itself, whether or not it reads from there now. */
function named(
  { projectId, environment }: { readonly projectId: ProjectId; readonly environment: string },
  gitBranch: string | undefined,
) {
  return { projectId, environment: placeName(placeOf(environment, gitBranch)) };
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
