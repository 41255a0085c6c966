import { ok, refuse } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { mintId } from '../../ids.ts';
import type { Database } from '../../postgres/database.ts';
import { eventLog } from '../../postgres/event-log.ts';
import { type Route, route } from '../route.ts';
import { type ProjectRow, projectFor } from './project-scope.ts';

export type ProjectRoutesPorts = { readonly database: Database; readonly now: () => Date };

export function projectRoutes({ database, now }: ProjectRoutesPorts): readonly Route[] {
  const { read, transact } = database;
  return [
    route(kontorEndpoints.listProjects, async ({ caller }) => {
      const rows = await read<ProjectRow>(
        `select project_id, name, created_at from project
         where team_id = $1 and ($2::text[] is null or project_id = any($2)) order by name`,
        [caller.team.id, caller.grant.projects ?? null],
      );
      return ok({ status: 200, body: { projects: rows.map(viewOf) } });
    }),
    route(kontorEndpoints.createProject, ({ caller, body }) =>
      transact(async (sql) => {
        const [row] = await sql<ProjectRow>(
          `insert into project (team_id, project_id, name, created_at) values ($1, $2, $3, $4)
           on conflict (team_id, name) do nothing returning project_id, name, created_at`,
          [caller.team.id, mintId('project'), body.name, now()],
        );
        if (row === undefined) {
          return refuse('name_taken', `The team has a project '${body.name}' already.`, {
            name: body.name,
          });
        }
        await eventLog(sql, caller.team.id, now).append({
          type: 'project.created',
          actor: caller.actor,
          subject: { project: row.project_id },
          data: { name: row.name },
        });
        return ok({ status: 201, body: { project: viewOf(row) } });
      }),
    ),
    route(kontorEndpoints.getProject, async ({ caller, params }) => {
      const found = await projectFor(read, caller, { ...params, action: 'project:read' });
      return found.ok ? ok({ status: 200, body: { project: viewOf(found.value) } }) : found;
    }),
    route(kontorEndpoints.deleteProject, ({ caller, params }) =>
      transact(async (sql) => {
        const found = await projectFor(sql, caller, { ...params, action: 'project:write' });
        if (!found.ok) return found;
        const { project_id, name } = found.value;
        // connections, variables and environments go with it
        for (const table of ['connection', 'project']) {
          await sql(`delete from ${table} where team_id = $1 and project_id = $2`, [
            caller.team.id,
            project_id,
          ]);
        }
        await eventLog(sql, caller.team.id, now).append({
          type: 'project.removed',
          actor: caller.actor,
          subject: { project: project_id },
          data: { name },
        });
        return ok({ status: 204, body: null });
      }),
    ),
  ];
}

function viewOf(row: ProjectRow) {
  return { id: row.project_id, name: row.name, createdAt: row.created_at.toISOString() };
}
