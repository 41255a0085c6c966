import { actionContext } from '../postgres/action-outcomes.ts';
import { digestOf, openEnvironment, sealEnvironment } from '../postgres/environment-store.ts';
import { keysetContext } from '../postgres/keyset-store.ts';
import type { Sql } from '../postgres/sql.ts';
import { variableContext } from '../postgres/variable-store.ts';
import type { Vault } from '../vault/vault.ts';

export type Reseal = {
  readonly sql: Sql;
  readonly vault: Vault;
  readonly from: string;
  readonly to: string;
  /** Resources that stay with `from`, whose values go nowhere. */
  readonly without: readonly string[];
};

/**
 * Seals the secrets of resources that were copied to the team `to` anew for it: what was sealed for
 * `from` opens under no other scope.
 *
 * @see spec/concepts.md — C21
 */
export async function resealKeysets(work: Reseal, resourceIds: readonly string[]): Promise<void> {
  const { sql, to } = work;
  const keysets = await sql<{ id: never; sealed: Buffer }>(
    `select resource_id as id, sealed from keyset where team_id = $1 and resource_id = any($2)`,
    [to, resourceIds],
  );
  for (const { id, sealed } of keysets) {
    await sql('update keyset set sealed = $3 where team_id = $1 and resource_id = $2', [
      to,
      id,
      await anew(work, keysetContext(id), sealed),
    ]);
  }
}

/** The same for everything sealed that a project holds. */
export async function resealProject(work: Reseal, projectId: string): Promise<void> {
  const { sql, to } = work;
  const variables = await sql<{ id: never; sealed: Buffer }>(
    'select variable_id as id, sealed from variable where team_id = $1 and project_id = $2',
    [to, projectId],
  );
  for (const { id, sealed } of variables) {
    await sql('update variable set sealed = $3 where team_id = $1 and variable_id = $2', [
      to,
      id,
      await anew(work, variableContext(id), sealed),
    ]);
  }
  await resealActions(work, projectId);
  await resealEnvironments(work, projectId);
}

async function anew({ vault, from, to }: Reseal, context: string, sealed: Buffer) {
  return vault.seal(to, context, await vault.open(from, context, sealed));
}

async function resealActions(work: Reseal, projectId: string): Promise<void> {
  const { sql, to } = work;
  const runs = await sql<{ id: string; resourceId: string; action: string; sealed: Buffer }>(
    `select r.deployment_id as id, r.resource_id as "resourceId", r.action,
       r.sealed_variables as sealed
     from deployment_action_run r join deployment d using (team_id, deployment_id)
     where r.team_id = $1 and d.project_id = $2 and r.sealed_variables is not null`,
    [to, projectId],
  );
  for (const { sealed, ...place } of runs) {
    await sql(
      `update deployment_action_run set sealed_variables = $5
       where team_id = $1 and deployment_id = $2 and resource_id = $3 and action = $4`,
      [
        to,
        place.id,
        place.resourceId,
        place.action,
        await anew(work, actionContext(place), sealed),
      ],
    );
  }
}

type Version = { environment: string; version: number; digest: string; sealed: Buffer };

/** Digests are keyed for each team, so those are made anew too, wherever they are remembered. */
async function resealEnvironments(work: Reseal, projectId: string): Promise<void> {
  const { sql, to } = work;
  const versions = await sql<Version>(
    `select environment, version, digest, sealed from environment_version
     where team_id = $1 and project_id = $2`,
    [to, projectId],
  );
  for (const { environment, version, digest, sealed } of versions) {
    const fresh = await contentAnew(work, { projectId, environment }, sealed);
    await sql(
      `update environment_version set digest = $5, sealed = $6, variable_count = $7
       where team_id = $1 and project_id = $2 and environment = $3 and version = $4`,
      [to, projectId, environment, version, fresh.digest, fresh.sealed, fresh.count],
    );
    await sql(
      `update deployment set environment_digest = $4
       where team_id = $1 and project_id = $2 and environment_digest = $3`,
      [to, projectId, digest, fresh.digest],
    );
  }
  const served = await sql<Omit<Version, 'version'>>(
    'select environment, digest, sealed from environment where team_id = $1 and project_id = $2',
    [to, projectId],
  );
  for (const { environment, sealed } of served) {
    const fresh = await contentAnew(work, { projectId, environment }, sealed);
    await sql(
      `update environment set digest = $4, sealed = $5, variable_count = $6
       where team_id = $1 and project_id = $2 and environment = $3`,
      [to, projectId, environment, fresh.digest, fresh.sealed, fresh.count],
    );
  }
}

async function contentAnew(
  { vault, from, to, without }: Reseal,
  place: { readonly projectId: string; readonly environment: string },
  sealed: Buffer,
) {
  const all = await openEnvironment(vault, from, place, sealed);
  const variables = all.filter(
    ({ source }) => source.kind !== 'connection' || !without.includes(source.resourceId),
  );
  const [digest, fresh] = await Promise.all([
    digestOf(vault, to, place, variables),
    sealEnvironment(vault, to, place, variables),
  ]);
  return { digest, sealed: fresh, count: variables.length };
}
