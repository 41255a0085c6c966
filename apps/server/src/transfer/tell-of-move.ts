import { type Actor, toldOneByOne } from '@kontor/core';
import type { RecordEvent, TeamEvent } from '../people/record-event.ts';
import type { Sql } from '../postgres/sql.ts';
import type { MovedPart } from './move-resources.ts';
import type { EndedConnection } from './settle-parts.ts';

export type TellPorts = { readonly sql: Sql; readonly recordEvent: RecordEvent };

/** The former team is not told who of another one has done it. @see spec/transfers.md — TRF-18 */
export const nobody = { kind: 'system' } as const satisfies Actor;

/**
 * Writes down that connections of a team have ended, with what their providers are told of them: of
 * very many of one resource in one event.
 */
export async function tellOfEnded(
  { sql, recordEvent }: TellPorts,
  teamId: string,
  ended: readonly EndedConnection[],
): Promise<void> {
  for (const ends of Map.groupBy(ended, ({ resource }) => resource).values()) {
    for (const event of ends.length > toldOneByOne ? [allAtOnce(ends)] : ends.map(oneByOne)) {
      await recordEvent(sql, { teamId, actor: nobody, ...event });
    }
  }
}

type Told = Pick<TeamEvent, 'type' | 'subject' | 'data'>;

function oneByOne({ id, environments, externalId, ...where }: EndedConnection): Told {
  return {
    type: 'connection.removed',
    subject: { connection: id, ...where },
    data: { environments: [...environments], externalId },
  };
}

function allAtOnce(ends: readonly EndedConnection[]): Told {
  const [{ resource = '', installation = '', externalId = null } = {}] = ends;
  const from = ends.map(({ project, environments }) => ({
    project,
    environments: [...environments],
  }));
  return {
    type: 'resource.disconnected',
    subject: { resource, installation },
    data: { connections: ends.length, externalId, from },
  };
}

type Move = {
  readonly from: string;
  readonly to: string;
  readonly actor: Actor;
  /** The project that they have gone along with. */
  readonly projectId: string | null;
  readonly parts: readonly MovedPart[];
};

/** Writes down in both teams which resources have moved, each with the connections that went along. */
export async function tellOfResources(
  { sql, recordEvent }: TellPorts,
  { from, to, actor, projectId, parts }: Move,
): Promise<void> {
  const along = projectId === null ? {} : { project: projectId };
  const moved = await movedConnections(
    sql,
    to,
    parts.flatMap(({ resourceIds }) => resourceIds),
  );
  for (const { installationId, targetInstallationId, resourceIds } of parts) {
    for (const resource of resourceIds) {
      const { external_id: externalId = '', from: of = [] } = moved.get(resource) ?? {};
      const data = { externalId, from: [...of] };
      await recordEvent(sql, {
        ...{ teamId: from, type: 'resource.transferred', actor: nobody },
        subject: { resource, installation: installationId, ...along },
        data: { ...data, way: 'out' },
      });
      await recordEvent(sql, {
        ...{ teamId: to, type: 'resource.transferred', actor },
        subject: { resource, installation: targetInstallationId, ...along },
        data: { ...data, way: 'in' },
      });
    }
  }
}

type Moved = {
  resource_id: string;
  external_id: string;
  from: { project: string; environments: string[] }[];
};

/** What is told of the connections that went along, by resource. */
async function movedConnections(
  sql: Sql,
  teamId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Moved>> {
  const rows = await sql<Moved>(
    `select r.resource_id, r.external_id,
       coalesce(jsonb_agg(jsonb_build_object('project', c.project_id,
         'environments', to_jsonb(c.environments))) filter (where c.project_id is not null), '[]') as "from"
     from resource r left join connection c using (team_id, resource_id)
     where r.team_id = $1 and r.resource_id = any($2) group by r.resource_id, r.external_id`,
    [teamId, ids],
  );
  return new Map(rows.map((row) => [row.resource_id, row]));
}
