import { ok, parseEnvironmentSlug, type Refusal, type Result, refuse } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { mintId } from '../../ids.ts';
import type { Database } from '../../postgres/database.ts';
import { listEnvironmentViews } from '../../postgres/environment-views.ts';
import { eventLog } from '../../postgres/event-log.ts';
import { projectStore } from '../../postgres/project-store.ts';
import type { Sql } from '../../postgres/sql.ts';
import type { Vault } from '../../vault/vault.ts';
import { type Route, route } from '../route.ts';
import { requireEnvironment } from './environment-content.ts';
import { projectFor } from './project-scope.ts';

export type EnvironmentRoutesPorts = {
  readonly database: Database;
  readonly vault: Vault;
  readonly now: () => Date;
};

/** The environments of a project themselves; what is in them is read elsewhere. */
export function environmentRoutes({
  database,
  vault,
  now,
}: EnvironmentRoutesPorts): readonly Route[] {
  const { read } = database;
  return [
    route(kontorEndpoints.listEnvironments, async ({ caller, params }) => {
      const project = await projectFor(read, caller, { ...params, action: 'project:read' });
      if (!project.ok) return project;
      const environments = await listEnvironmentViews(
        read,
        caller.team.id,
        project.value.project_id,
      );
      return ok({ status: 200, body: { environments } });
    }),
    route(kontorEndpoints.createEnvironment, async ({ caller, params, body }) =>
      database.transact(async (sql) => {
        const project = await projectFor(sql, caller, { ...params, action: 'project:write' });
        if (!project.ok) return project;
        const { project_id, name } = project.value;
        const projects = projectStore(sql, caller.team.id, vault);
        await projects.lock([project_id]);
        const slug = parseEnvironmentSlug(body.slug, await projects.customEnvironments(project_id));
        if (!slug.ok) return slugRefusal(slug.error.code, body.slug, name);
        await sql(
          `insert into custom_environment (team_id, environment_id, project_id, slug, created_at)
           values ($1, $2, $3, $4, $5)`,
          [caller.team.id, mintId('environment'), project_id, slug.value, now()],
        );
        await eventLog(sql, caller.team.id, now).append({
          type: 'environment.created',
          actor: caller.actor,
          subject: { project: project_id },
          data: { environment: slug.value },
        });
        const environment = await requireEnvironment(sql, caller, project_id, slug.value);
        return environment.ok
          ? ok({ status: 201, body: { environment: environment.value } })
          : environment;
      }),
    ),
    route(kontorEndpoints.deleteEnvironment, async ({ caller, params }) => {
      const { environment } = params;
      return database.transact(async (sql) => {
        const project = await projectFor(sql, caller, { ...params, action: 'project:write' });
        if (!project.ok) return project;
        const { project_id } = project.value;
        await projectStore(sql, caller.team.id, vault).lock([project_id]);
        const removed = await removeEnvironment(sql, caller.team.id, {
          projectId: project_id,
          environment,
        });
        if (!removed.ok) return removed;
        await eventLog(sql, caller.team.id, now).append({
          type: 'environment.removed',
          actor: caller.actor,
          subject: { project: project_id },
          data: { environment },
        });
        return ok({ status: 204, body: null });
      });
    }),
  ];
}

type Place = { readonly projectId: string; readonly environment: string };

/** Takes an environment out of everything that targets it; what targets nothing else goes with it. */
async function removeEnvironment(
  sql: Sql,
  teamId: string,
  { projectId, environment }: Place,
): Promise<Result<null, Refusal>> {
  const [gone] = await sql<{ slug: string }>(
    `delete from custom_environment where team_id = $1 and project_id = $2
       and (slug = $3 or environment_id = $3) returning slug`,
    [teamId, projectId, environment],
  );
  if (gone === undefined) {
    return refuse(
      'environment_not_found',
      `There is no environment '${environment}' that can be deleted in this project. Production, preview and development stay.`,
    );
  }
  for (const table of ['variable', 'connection']) {
    await sql(
      `delete from ${table} where team_id = $1 and project_id = $2 and environments = array[$3]`,
      [teamId, projectId, gone.slug],
    );
    await sql(
      `update ${table} set environments = array_remove(environments, $3)
       where team_id = $1 and project_id = $2 and $3 = any(environments)`,
      [teamId, projectId, gone.slug],
    );
  }
  for (const table of ['environment', 'environment_version']) {
    await sql(`delete from ${table} where team_id = $1 and project_id = $2 and environment = $3`, [
      teamId,
      projectId,
      gone.slug,
    ]);
  }
  return ok(null);
}

function slugRefusal(
  code: 'invalid_environment' | 'environment_reserved' | 'slug_taken',
  slug: string,
  project: string,
) {
  switch (code) {
    case 'invalid_environment':
      return refuse(
        code,
        `'${slug}' cannot name an environment: 1 to 32 lower-case letters, digits and hyphens, not a hyphen first.`,
      );
    case 'environment_reserved':
      return refuse(code, `'${slug}' has a meaning of its own. Choose another name.`);
    case 'slug_taken':
      return refuse(code, `The project '${project}' has an environment '${slug}' already.`);
  }
}
