import type { ChainHead } from '@kontor/core';
import type { Sql } from '../postgres/sql.ts';
import { type VerifiedLog, verifyLog } from '../postgres/verify-log.ts';

/** How many logs are asked for at once. */
const LOGS = 200;

type Row = {
  team_id: string;
  /** Null for a log that this verification has not begun. */
  sequence: string | null;
  hash: string | null;
  event_at: Date | null;
  witness_sequence: string | null;
  witness_hash: string | null;
  is_there: boolean;
};

/** Every team that has a log, had one when logs were verified before, or ought to have one. */
const LEFT = `
  select l.team_id, w.sequence, w.hash, w.event_at, v.witness_sequence, v.witness_hash,
    o."id" is not null as is_there
  from (select team_id from event_head union select team_id from event_verification
        union select "id" from people.organization) l
  left join people.organization o on o."id" = l.team_id
  left join event_verification v on v.team_id = l.team_id
  left join event_verification w on w.team_id = l.team_id and w.run_at = $1
  where w.ended_at is null and l.team_id > $2
  order by l.team_id limit $3`;

type Run = {
  /** When the verification began, which is its name. */
  readonly startedAt: Date;
  readonly now: () => Date;
  /** After how many events to stop for now. */
  readonly atMost: number;
};

/** Goes on with a verification of all logs, and keeps how far it came. */
export async function verifyLogs(read: Sql, { startedAt, now, atMost }: Run): Promise<void> {
  let left = atMost;
  let after = '';
  for (;;) {
    const rows = await read<Row>(LEFT, [startedAt, after, LOGS]);
    for (const row of rows) {
      if (left <= 0) return;
      const verified = await verifyLog(read, {
        teamId: row.team_id,
        from: begunAt(row),
        witness: headOf(row.witness_sequence, row.witness_hash),
        isBegun: row.is_there,
        atMost: left,
      });
      left -= verified.looked;
      await keep(read, row.team_id, { ...verified, startedAt, endedAt: now() });
      after = row.team_id;
    }
    if (rows.length < LOGS) return;
  }
}

function begunAt({ sequence, hash, event_at: eventAt }: Row) {
  const head = headOf(sequence, hash);
  return head && { head, eventAt };
}

function headOf(sequence: string | null, hash: string | null): ChainHead | undefined {
  return sequence === null || hash === null ? undefined : { sequence: Number(sequence), hash };
}

/** What fits takes the place of an older witness; what does not leaves the witness as it is. */
async function keep(
  read: Sql,
  teamId: string,
  { head, eventAt, flaw, isEnd, startedAt, endedAt }: VerifiedLog & Kept,
): Promise<void> {
  await read(
    `insert into event_verification as v (team_id, run_at, sequence, hash, event_at, ended_at,
       broken_at, reason, witness_sequence, witness_hash)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $3, $4)
     on conflict (team_id) do update set run_at = excluded.run_at, sequence = excluded.sequence,
       hash = excluded.hash, event_at = excluded.event_at, ended_at = excluded.ended_at,
       broken_at = excluded.broken_at, reason = excluded.reason,
       witness_sequence = greatest(v.witness_sequence, excluded.sequence),
       witness_hash = case when excluded.sequence > v.witness_sequence then excluded.hash
         else v.witness_hash end`,
    [
      teamId,
      startedAt,
      head.sequence,
      head.hash,
      eventAt,
      isEnd ? endedAt : null,
      flaw?.sequence ?? null,
      flaw?.reason ?? null,
    ],
  );
}

type Kept = { readonly startedAt: Date; readonly endedAt: Date };
