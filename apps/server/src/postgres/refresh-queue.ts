import type { ExternalResourceId, InstallationId, TeamId } from '@kontor/protocol/vocabulary';
import type { Lease } from './operation-store.ts';
import type { Sql } from './sql.ts';

/** What is to be read again: a resource by its provider's id, or the installation as a whole. */
export type RefreshSubject = {
  readonly teamId: TeamId;
  readonly installationId: InstallationId;
  readonly externalId: ExternalResourceId | null;
};

export type ClaimedRefresh = RefreshSubject & {
  /** Which word of the provider this reading answers. */
  readonly nudge: string;
  /** Readings begun since that word, this one included. */
  readonly attempts: number;
  /** How long ago the provider last spoke, in milliseconds. */
  readonly ageMs: number;
};

/**
 * Notes that a provider has something new to tell, in the transaction of `sql`. Saying it again
 * before it was read adds nothing; saying it during a reading leads to another one.
 */
export async function requestRefresh(
  sql: Sql,
  { teamId, installationId, externalId }: RefreshSubject,
): Promise<void> {
  await sql(
    `insert into refresh_queue as q (team_id, installation_id, external_id, nudged_at, due_at)
     values ($1, $2, $3, now(), now())
     on conflict (team_id, installation_id, external_id) do update
       set nudge = q.nudge + 1, nudged_at = now(), due_at = now(), attempts = 0`,
    [teamId, installationId, externalId ?? ''],
  );
}

/** What providers want to be read again, across teams. A lease that runs out frees its row. */
export type RefreshQueue = {
  /** Leases readings that are due and that nobody is making. */
  readonly claim: (limit: number) => Promise<readonly ClaimedRefresh[]>;
  /** Ends a reading. If the provider has spoken meanwhile, another one is due at once. */
  readonly finish: (claimed: ClaimedRefresh) => Promise<void>;
  /** Puts a reading off, unless the provider has spoken meanwhile. */
  readonly postpone: (claimed: ClaimedRefresh, afterMs: number) => Promise<void>;
};

export function createRefreshQueue(sql: Sql, { holder, leaseMs }: Lease): RefreshQueue {
  const postpone = async (claimed: ClaimedRefresh, afterMs: number) => {
    await sql(
      `update refresh_queue set leased_until = null, leased_by = null,
         due_at = case when nudge = $4 then now() + $6 * interval '1 millisecond' else due_at end
       where ${ROW} and leased_by = $5`,
      [...rowOf(claimed), claimed.nudge, holder, afterMs],
    );
  };
  return {
    claim: async (limit) => {
      const rows = await sql<Row>(
        `with due as materialized (
           select ctid as place from refresh_queue
           where due_at <= now() and (leased_until is null or leased_until < now())
           order by due_at limit $3 for update skip locked)
         update refresh_queue q set attempts = q.attempts + 1, leased_by = $1,
           leased_until = now() + $2 * interval '1 millisecond'
         where ctid = any(array(select place from due))
         returning q.team_id, q.installation_id, q.external_id, q.nudge, q.attempts,
           (extract(epoch from now() - q.nudged_at) * 1000)::float8 as age_ms`,
        [holder, leaseMs, limit],
      );
      return rows.map(claimedOf);
    },
    finish: async (claimed) => {
      const done = await sql(
        `delete from refresh_queue where ${ROW} and nudge = $4 and leased_by = $5 returning 1`,
        [...rowOf(claimed), claimed.nudge, holder],
      );
      if (done.length === 0) await postpone(claimed, 0);
    },
    postpone,
  };
}

const ROW = 'team_id = $1 and installation_id = $2 and external_id = $3';

function rowOf({ teamId, installationId, externalId }: RefreshSubject): readonly string[] {
  return [teamId, installationId, externalId ?? ''];
}

type Row = {
  team_id: TeamId;
  installation_id: InstallationId;
  external_id: ExternalResourceId | '';
  nudge: string;
  attempts: number;
  age_ms: number;
};

function claimedOf(row: Row): ClaimedRefresh {
  return {
    teamId: row.team_id,
    installationId: row.installation_id,
    externalId: row.external_id === '' ? null : row.external_id,
    nudge: row.nudge,
    attempts: row.attempts,
    ageMs: row.age_ms,
  };
}
