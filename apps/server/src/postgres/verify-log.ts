import { type ChainBreak, type ChainHead, startOfChain, verifyChain } from '@kontor/core';
import { type EventRow, linkOf, sha256 } from './event-log.ts';
import type { Sql } from './sql.ts';

/** Events verified at a time, so that a long log needs little memory. */
const PAGE = 1_000;

export type VerifiedLog = {
  /** The last event that fits. */
  readonly head: ChainHead;
  readonly eventAt: Date | null;
  readonly flaw: Pick<ChainBreak, 'sequence' | 'reason'> | null;
  /** Whether the end of the log was reached, or a flaw. */
  readonly isEnd: boolean;
  /** Events that were looked at. */
  readonly looked: number;
};

type LogToVerify = {
  readonly teamId: string;
  /** The event that was found to fit before; the start of the log without it. */
  readonly from?: { readonly head: ChainHead; readonly eventAt: Date | null } | undefined;
  /** An event that was there once, as it was noted elsewhere. */
  readonly witness?: ChainHead | undefined;
  /** Whether the team is there: then its log says at least that it was made. */
  readonly isBegun?: boolean;
  /** After how many events to stop for now. */
  readonly atMost?: number | undefined;
};

/**
 * Recomputes the chain of a team while others may append to it. The head that writers go on from has to
 * be the last event there is: otherwise a log that was cut short would look whole.
 */
export async function verifyLog(
  read: Sql,
  { teamId, from, witness, isBegun = false, atMost = Number.POSITIVE_INFINITY }: LogToVerify,
): Promise<VerifiedLog> {
  let head = from?.head ?? startOfChain(teamId, sha256);
  let eventAt = from?.eventAt ?? null;
  let looked = 0;
  const broken = (flaw: Pick<ChainBreak, 'sequence' | 'reason'>) => {
    return { head, eventAt, flaw, isEnd: true, looked };
  };
  for (;;) {
    // noted before the events are read: whatever it names has to be among them
    const noted = await notedHead(read, teamId);
    const limit = Math.min(PAGE, atMost - looked);
    const rows = await read<EventRow>(
      'select * from event where team_id = $1 and sequence > $2 order by sequence limit $3',
      [teamId, head.sequence, limit],
    );
    for (const row of rows) {
      const seen = witness?.sequence === Number(row.sequence) ? { witness } : {};
      const checked = verifyChain({ start: head, events: [linkOf(row)], ...seen }, sha256);
      if (!checked.ok) return broken(checked.error);
      head = checked.value;
      eventAt = row.at;
      looked += 1;
    }
    if (rows.length === limit) {
      if (looked >= atMost) return { head, eventAt, flaw: null, isEnd: false, looked };
      continue;
    }
    const after = head.sequence + 1;
    const least = Math.max(noted?.sequence ?? 0, witness?.sequence ?? 0, isBegun ? 1 : 0);
    if (least >= after) return broken({ sequence: after, reason: 'truncated' });
    if (!(await isHead(read, teamId, head))) {
      return broken({ sequence: head.sequence, reason: 'not_linked' });
    }
    return { head, eventAt, flaw: null, isEnd: true, looked };
  }
}

async function notedHead(read: Sql, teamId: string): Promise<ChainHead | undefined> {
  const [row] = await read<{ sequence: string; hash: string }>(
    'select sequence, hash from event_head where team_id = $1',
    [teamId],
  );
  return row && { sequence: Number(row.sequence), hash: row.hash };
}

/** Whether writers go on from here, or from an event that came after it. A log without events needs no head. */
async function isHead(read: Sql, teamId: string, head: ChainHead): Promise<boolean> {
  const noted = await notedHead(read, teamId);
  if (noted === undefined) return head.sequence === 0;
  return noted.sequence > head.sequence || noted.hash === head.hash;
}
