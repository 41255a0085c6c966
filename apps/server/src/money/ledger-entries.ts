import { inCents } from '@kontor/core';
import type { ShownEntry } from '@kontor/protocol/kontor';
import { narrowing } from '../postgres/event-filter.ts';
import type { Sql } from '../postgres/sql.ts';

/** Of which entries something is wanted. */
export type OfEntries = {
  /** By id or slug. */
  readonly team?: string | undefined;
  /** Only those with a line of this kind of account. */
  readonly account?: string | undefined;
};

type Wanted = OfEntries & {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
};

type Row = {
  readonly team_id: string;
  readonly slug: string | null;
  readonly entry_id: string;
  readonly number: string;
  readonly kind: string;
  readonly at: Date;
  readonly subject_kind: string;
  readonly subject_id: string;
  readonly account_kinds: readonly string[];
  readonly account_ofs: readonly string[];
  readonly amounts: readonly string[];
};

/** What was booked over all teams, the newest first, each entry with all of its lines. */
export async function listLedgerEntries(read: Sql, wanted: Wanted): Promise<ShownEntry[]> {
  const { team, account, since, until, before, limit } = wanted;
  const values: unknown[] = [limit];
  const narrowed = narrowing(
    [
      ...ofEntries({ team, account }),
      ['at >= $', since],
      ['at < $', until],
      ['number < $::bigint', before],
    ],
    values,
  );
  const rows = await read<Row>(
    `select e.*, o."slug", l.account_kinds, l.account_ofs, l.amounts
     from (select * from ledger_entry e where true ${narrowed} order by number desc limit $1) e
     cross join lateral (
       select array_agg(account_kind order by line) as account_kinds,
         array_agg(account_of order by line) as account_ofs,
         array_agg(amount::text order by line) as amounts
       from ledger_line l where l.team_id = e.team_id and l.entry_id = e.entry_id
     ) l
     left join people.organization o on o."id" = e.team_id
     order by e.number desc`,
    values,
  );
  return rows.map(viewOf);
}

/** What narrows a table of entries that is called `e`, as conditions with their values. */
export function ofEntries({ team, account }: OfEntries): readonly (readonly [string, unknown])[] {
  return [
    ['team_id = coalesce((select "id" from people.organization where "slug" = $), $)', team],
    [
      `exists (select from ledger_line l where l.team_id = e.team_id and l.entry_id = e.entry_id
         and l.account_kind = $)`,
      account,
    ],
  ];
}

function viewOf(row: Row): ShownEntry {
  return {
    id: row.entry_id,
    number: row.number,
    kind: row.kind,
    at: row.at.toISOString(),
    team: { id: row.team_id, slug: row.slug },
    subject: { kind: row.subject_kind, id: row.subject_id },
    lines: row.amounts.map((amount, place) => ({
      account: row.account_kinds[place] ?? '',
      of: row.account_ofs[place] ?? '',
      amount: inCents(amount),
    })),
  };
}
