import { inCents } from '@kontor/core';
import type { ExportedLine } from '@kontor/protocol/kontor';
import { type OfEntries, ofEntries } from '../money/ledger-entries.ts';
import { narrowing } from '../postgres/event-filter.ts';
import type { Sql } from '../postgres/sql.ts';
import type { Days } from './days.ts';
import { inPages, PAGE } from './in-pages.ts';

/** Entries of all books by their time, the earliest first, each with all of its lines. */
export async function* ledgerRows(
  sql: Sql,
  { from, until }: Days,
  of: OfEntries,
): AsyncGenerator<ExportedLine> {
  const entries = inPages<EntryRow>((last) => {
    const values: unknown[] = [from, until, last?.key ?? '-infinity', last?.number ?? '0', PAGE];
    const narrowed = narrowing(ofEntries(of), values);
    return sql<EntryRow>(entriesThat(narrowed), values);
  });
  for await (const entry of entries) yield* linesOf(entry);
}

const entriesThat = (narrowed: string) => `
  select e.*, e.at::text as key, t.slug as team, l.account_kinds, l.account_ofs, l.amounts
  from (
    select * from ledger_entry e
    where at >= $1 and at < $2 and (at, number) > ($3::timestamptz, $4) ${narrowed}
    order by at, number limit $5
  ) e
  cross join lateral (
    select array_agg(account_kind order by line) as account_kinds,
      array_agg(account_of order by line) as account_ofs, array_agg(amount::text order by line) as amounts
    from ledger_line l where l.team_id = e.team_id and l.entry_id = e.entry_id
  ) l
  left join people.organization t on t.id = e.team_id
  order by e.at, e.number`;

type EntryRow = {
  readonly team_id: string;
  readonly team: string | null;
  readonly entry_id: string;
  readonly number: string;
  readonly kind: string;
  readonly at: Date;
  readonly key: string;
  readonly posted_at: Date;
  readonly subject_kind: string;
  readonly subject_id: string;
  readonly account_kinds: readonly string[];
  readonly account_ofs: readonly string[];
  readonly amounts: readonly string[];
};

function linesOf(row: EntryRow): readonly ExportedLine[] {
  return row.amounts.map((amount, index) => ({
    number: row.number,
    entryId: row.entry_id,
    at: row.at.toISOString(),
    postedAt: row.posted_at.toISOString(),
    kind: row.kind,
    teamId: row.team_id,
    team: row.team ?? row.team_id,
    subject: row.subject_kind,
    subjectId: row.subject_id,
    line: index + 1,
    account: row.account_kinds[index] ?? '',
    accountOf: row.account_ofs[index] ?? '',
    amount: inCents(amount),
  }));
}
