import type {
  LimitName,
  SpendKind,
  SpendLimit,
  SpendLimitStore,
  StandingLimit,
} from '@kontor/core';
import { findSpendings } from './spendings.ts';
import type { Sql } from './sql.ts';

type LimitRow = {
  kind: SpendKind;
  subject_id: string;
  amount: string;
  is_hard: boolean;
  warn_at: number[];
};
type ResourceRow = {
  kind: SpendKind;
  subject_id: string;
  resource_id: string;
  installation_id: string;
  external_id: string | null;
};

/** Limits in PostgreSQL, of one team, in the transaction that `sql` runs in. */
export function spendLimitStore(sql: Sql, teamId: string): SpendLimitStore {
  return {
    list: () => listLimits(sql, teamId),
    lockHard: async () => {
      // locked first and read afterwards, always in one order
      const locked = await sql(
        `select 1 from spend_limit where team_id = $1 and is_hard
         order by kind, subject_id for update`,
        [teamId],
      );
      if (locked.length === 0) return [];
      return (await listLimits(sql, teamId)).filter(({ isHard }) => isHard);
    },
    hasSubject: async (limit) => hasSubject(sql, teamId, limit),
    save: async ({ kind, subjectId, amount, isHard, warnAt }, at) => {
      await sql(
        `insert into spend_limit (team_id, kind, subject_id, amount, is_hard, warn_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (team_id, kind, subject_id) do update set amount = excluded.amount,
           is_hard = excluded.is_hard, warn_at = excluded.warn_at, updated_at = excluded.updated_at`,
        [teamId, kind, subjectId, amount, isHard, warnAt, at],
      );
    },
    remove: async ({ kind, subjectId }) => {
      const rows = await sql(
        `delete from spend_limit where team_id = $1 and kind = $2 and subject_id = $3 returning 1`,
        [teamId, kind, subjectId],
      );
      return rows.length > 0;
    },
    spendings: (month) => findSpendings(sql, teamId, month),
    noteWarning: async ({ kind, subjectId }, { month, share, at }) => {
      const rows = await sql(
        `insert into spend_warning (team_id, kind, subject_id, month, share, noted_at)
         values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning 1`,
        [teamId, kind, subjectId, month, share, at],
      );
      return rows.length > 0;
    },
  };
}

/** The limits of a team, its own first. */
async function listLimits(sql: Sql, teamId: string): Promise<readonly StandingLimit[]> {
  const limits = await sql<LimitRow>(
    `select * from spend_limit where team_id = $1
     order by array_position('{team,project,installation,resource}', kind), subject_id`,
    [teamId],
  );
  if (!limits.some(({ kind }) => kind === 'project' || kind === 'resource')) {
    return limits.map((row) => ({ ...limitOf(row), resources: [] }));
  }
  const resources = await sql<ResourceRow>(LIMITED_RESOURCES, [teamId]);
  return limits.map((row) => ({
    ...limitOf(row),
    resources: resources
      .filter(({ kind, subject_id }) => kind === row.kind && subject_id === row.subject_id)
      .map((each) => ({
        resourceId: each.resource_id,
        installationId: each.installation_id,
        externalId: each.external_id,
      })),
  }));
}

function limitOf(row: LimitRow): SpendLimit {
  return {
    kind: row.kind,
    subjectId: row.subject_id,
    amount: row.amount,
    isHard: row.is_hard,
    warnAt: row.warn_at,
  };
}

/** A resource that is connected to a project twice counts once. */
const LIMITED_RESOURCES = `
  select distinct l.kind, l.subject_id, r.resource_id, r.installation_id, r.external_id
  from spend_limit l
  join connection c on c.team_id = l.team_id and c.project_id = l.subject_id
  join resource r on r.team_id = c.team_id and r.resource_id = c.resource_id
  where l.team_id = $1 and l.kind = 'project'
  union all
  select l.kind, l.subject_id, r.resource_id, r.installation_id, r.external_id
  from spend_limit l
  join resource r on r.team_id = l.team_id and r.resource_id = l.subject_id
  where l.team_id = $1 and l.kind = 'resource'`;

async function hasSubject(sql: Sql, teamId: string, { kind, subjectId }: LimitName) {
  if (kind === 'team') return true;
  const rows = await sql(SUBJECTS[kind], [teamId, subjectId]);
  return rows.length > 0;
}

const SUBJECTS = {
  project: 'select 1 from project where team_id = $1 and project_id = $2',
  installation: `select 1 from installation where team_id = $1 and installation_id = $2
    and lifecycle in ('installing', 'installed')`,
  resource: `select 1 from resource where team_id = $1 and resource_id = $2
    and lifecycle in ('provisioning', 'active')`,
} as const satisfies Record<Exclude<SpendKind, 'team'>, string>;
