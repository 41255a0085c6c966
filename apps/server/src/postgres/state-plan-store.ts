import type { Made, NamedProject, StateContent, StatePlan, StatePlanStore } from '@kontor/core';
import type {
  ConnectionId,
  IntegrationId,
  ResourceId,
  StatePlanId,
  TeamId,
} from '@kontor/protocol/vocabulary';
import type { Vault } from '../vault/vault.ts';
import { type ResourceRow, resourceOf } from './resource-store.ts';
import type { Sql } from './sql.ts';

export type StatePlanRow = {
  team_id: TeamId;
  state_plan_id: StatePlanId;
  project: string;
  status: StatePlan['status'];
  planned: StatePlan['planned'];
  steps: StatePlan['steps'];
  fingerprint: string;
  file_digest: string;
  is_drift: boolean;
  prunes: boolean;
  sealed: Buffer | null;
  created_by: StatePlan['createdBy'];
  created_at: Date;
  expires_at: Date;
  application: StatePlan['application'];
  finished_at: Date | null;
  refusal: StatePlan['refusal'];
};

/** For how long a plan that is applied belongs to the process that took its last step. */
export const STATE_PLAN_LEASE_MS = 30_000;

const SELECT = 'select * from state_plan where team_id = $1 and state_plan_id = $2';

/** Plans of desired states in PostgreSQL, of one team, in the transaction that `sql` runs in. */
export function statePlanStore(sql: Sql, teamId: string, vault: Vault): StatePlanStore {
  const one = async (query: string, id: string) => {
    const [row] = await sql<StatePlanRow>(query, [teamId, id]);
    return row && statePlanOf(row);
  };
  return {
    find: (id) => one(SELECT, id),
    lock: (id) => one(`${SELECT} for update`, id),
    insert: async (plan, content) => {
      const bytes = Buffer.from(JSON.stringify(content), 'utf8');
      await sql(INSERT, [
        teamId,
        plan.id,
        plan.project,
        plan.status,
        plan.planned,
        JSON.stringify(plan.steps),
        plan.fingerprint,
        plan.fileDigest,
        plan.isDrift,
        plan.prunes,
        await vault.seal(teamId, contextOf(plan.id), bytes),
        plan.createdBy,
        plan.createdAt,
        plan.expiresAt,
        plan.application,
        plan.finishedAt,
        plan.refusal,
      ]);
    },
    content: async (id) => {
      const [row] = await sql<StatePlanRow>(SELECT, [teamId, id]);
      if (!row?.sealed) return undefined;
      const bytes = await vault.open(teamId, contextOf(id), row.sealed);
      return contentOf(bytes.toString('utf8'));
    },
    save: (plan, dueInMs) => save(sql, teamId, plan, dueInMs),
    lockFile: async (project) => {
      await sql(
        'insert into state_file (team_id, project) values ($1, $2) on conflict do nothing',
        [teamId, project],
      );
      const [file] = await sql<{ digest: string | null }>(
        'select digest from state_file where team_id = $1 and project = $2 for update',
        [teamId, project],
      );
      const [plan] = await sql<{ state_plan_id: StatePlanId }>(
        `select state_plan_id from state_plan
         where team_id = $1 and project = $2 and status = 'applying'`,
        [teamId, project],
      );
      return { digest: file?.digest ?? null, applying: plan?.state_plan_id ?? null };
    },
    saveFile: async (project, digest) => {
      await sql(
        `insert into state_file (team_id, project, digest) values ($1, $2, $3)
         on conflict (team_id, project) do update set digest = excluded.digest`,
        [teamId, project, digest],
      );
    },
    made: (projectId) => madeFor(sql, teamId, projectId),
    noteMade: async (projectId, { kind, id }) => {
      await sql(
        `insert into state_made (team_id, project_id, kind, made_id) values ($1, $2, $3, $4)
         on conflict do nothing`,
        [teamId, projectId, kind, id],
      );
    },
    resources: async ({ names, ids, projectId }) => {
      const rows = await sql<ResourceRow & { integration_id: IntegrationId; used: number }>(
        `select r.*, i.integration_id,
           (select count(*)::int from connection c where c.team_id = r.team_id
              and c.resource_id = r.resource_id and c.project_id is distinct from $4) as used
         from resource r
         join installation i on i.team_id = r.team_id and i.installation_id = r.installation_id
         where r.team_id = $1 and r.lifecycle in ('provisioning', 'active', 'deleting')
           and (r.name = any($2) or r.resource_id = any($3))
         order by r.resource_id`,
        [teamId, names, ids, projectId],
      );
      return rows.map((row) => ({
        resource: resourceOf(row),
        integrationId: row.integration_id,
        usedElsewhere: row.used,
      }));
    },
    projects: ({ names, ids }) =>
      sql<NamedProject>(
        `select project_id as id, name from project
         where team_id = $1 and (name = any($2) or project_id = any($3)) order by project_id`,
        [teamId, names, ids],
      ),
    connections: async (projectId) => {
      const rows = await sql<ConnectedRow>(
        `select connection_id, resource_id, environments, prefix, makes_sensitive from connection
         where team_id = $1 and project_id = $2 order by connection_id`,
        [teamId, projectId],
      );
      return rows.map((row) => ({
        id: row.connection_id,
        resourceId: row.resource_id,
        environments: row.environments,
        prefix: row.prefix,
        makesSensitive: row.makes_sensitive,
      }));
    },
  };
}

type ConnectedRow = {
  connection_id: ConnectionId;
  resource_id: ResourceId;
  environments: string[];
  prefix: string | null;
  makes_sensitive: boolean;
};

const INSERT = `
  insert into state_plan (team_id, state_plan_id, project, status, planned, steps, fingerprint,
    file_digest, is_drift, prunes, sealed, created_by, created_at, expires_at, application,
    finished_at, refusal)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`;

async function save(
  sql: Sql,
  teamId: string,
  plan: StatePlan,
  dueInMs: number | undefined,
): Promise<void> {
  const { id, status, steps, application, finishedAt, refusal } = plan;
  const saved = await sql(
    `update state_plan set status = $3, steps = $4, application = $5, finished_at = $6,
       refusal = $7, sealed = case when $6::timestamptz is null then sealed end
     where team_id = $1 and state_plan_id = $2 returning state_plan_id`,
    [teamId, id, status, JSON.stringify(steps), application, finishedAt, refusal],
  );
  if (saved.length === 0) return;
  if (status !== 'applying') {
    await sql('delete from state_plan_queue where state_plan_id = $1', [id]);
    return;
  }
  const leaseMs = dueInMs === undefined ? STATE_PLAN_LEASE_MS : 0;
  await sql(
    `insert into state_plan_queue (state_plan_id, team_id, due_at, leased_until)
     values ($1, $2, now() + $3 * interval '1 millisecond', now() + $4 * interval '1 millisecond')
     on conflict (state_plan_id) do update
       set due_at = excluded.due_at, leased_until = excluded.leased_until`,
    [id, teamId, dueInMs ?? 0, leaseMs],
  );
}

async function madeFor(sql: Sql, teamId: string, projectId: string): Promise<Made> {
  const rows = await sql<{ kind: keyof Made; made_id: string }>(
    `select kind, made_id from state_made where team_id = $1 and project_id = $2 order by made_id`,
    [teamId, projectId],
  );
  const of = <Kind extends keyof Made>(kind: Kind) =>
    rows.filter((row) => row.kind === kind).map((row) => row.made_id) as unknown as Made[Kind];
  return {
    ...{ resources: of('resources'), connections: of('connections'), variables: of('variables') },
    ...{ environments: of('environments'), shared: of('shared'), links: of('links') },
  };
}

/** What was sealed by a release that knew fewer parts of a file names nothing in the others. */
function contentOf(text: string): StateContent {
  const { desired, values }: StateContent = JSON.parse(text);
  return { values, desired: { ...{ environments: {}, shared: {} }, ...desired } };
}

export function statePlanOf(row: StatePlanRow): StatePlan {
  return {
    id: row.state_plan_id,
    teamId: row.team_id,
    project: row.project,
    status: row.status,
    planned: row.planned,
    steps: row.steps,
    fingerprint: row.fingerprint,
    fileDigest: row.file_digest,
    isDrift: row.is_drift,
    prunes: row.prunes,
    createdBy: row.created_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    application: row.application,
    finishedAt: row.finished_at,
    refusal: row.refusal,
  };
}

/** What the vault binds it to. */
function contextOf(id: StatePlanId): string {
  return `state-plan:${id}`;
}
