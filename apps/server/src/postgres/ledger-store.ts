import {
  type Account,
  accountKey,
  balanced,
  type LedgerEntry,
  type LedgerStore,
  sumOf,
} from '@kontor/core';
import { mintId } from '../ids.ts';
import type { Sql } from './sql.ts';

/** The books of one team in PostgreSQL, in the transaction that `sql` runs in. */
export function ledgerStore(sql: Sql, teamId: string): LedgerStore {
  const balance: LedgerStore['balance'] = async ({ kind, of }) => {
    const [row] = await sql<{ amount: string }>(
      `select coalesce(sum(amount), 0) as amount from ledger_line
       where team_id = $1 and account_kind = $2 and account_of = $3`,
      [teamId, kind, of],
    );
    return sumOf([row?.amount ?? '0']);
  };
  return {
    post: async (entry) => {
      const { kind, at, subject, lines } = balanced(entry);
      await sql(POST, [
        teamId,
        mintId('ledgerEntry'),
        kind,
        at,
        subject.kind,
        subject.id,
        lines.map(({ account }) => account.kind),
        lines.map(({ account }) => account.of),
        lines.map(({ amount }) => amount),
      ]);
    },
    balance,
    lockBalance: async (account) => {
      const name = `ledger ${teamId} ${accountKey(account)}`;
      await sql('select pg_advisory_xact_lock(hashtextextended($1, 0))', [name]);
      return balance(account);
    },
    entriesOf: async ({ kind, id }) => {
      const rows = await sql<EntryRow>(ENTRIES, [teamId, kind, id]);
      return rows.map(entryOf);
    },
  };
}

const POST = `
  with entry as (
    insert into ledger_entry (team_id, entry_id, kind, at, subject_kind, subject_id)
    values ($1, $2, $3, $4, $5, $6))
  insert into ledger_line (team_id, entry_id, line, account_kind, account_of, amount)
  select $1, $2, line, kind, of, amount
  from unnest($7::text[], $8::text[], $9::numeric[]) with ordinality as row (kind, of, amount, line)`;

const ENTRIES = `
  select e.kind, e.at, e.subject_kind, e.subject_id,
    array_agg(l.account_kind order by l.line) as account_kinds,
    array_agg(l.account_of order by l.line) as account_ofs,
    array_agg(l.amount::text order by l.line) as amounts
  from ledger_entry e
  join ledger_line l on l.team_id = e.team_id and l.entry_id = e.entry_id
  where e.team_id = $1 and e.subject_kind = $2 and e.subject_id = $3
  group by e.team_id, e.entry_id order by e.number`;

type EntryRow = {
  kind: LedgerEntry['kind'];
  at: Date;
  subject_kind: LedgerEntry['subject']['kind'];
  subject_id: string;
  account_kinds: string[];
  account_ofs: string[];
  amounts: string[];
};

function entryOf(row: EntryRow): LedgerEntry {
  const { kind, at, subject_kind, subject_id, account_kinds, account_ofs, amounts } = row;
  const lines = amounts.map((amount, index) => ({
    account: { kind: account_kinds[index], of: account_ofs[index] } as Account,
    amount: sumOf([amount]),
  }));
  return { kind, at, subject: { kind: subject_kind, id: subject_id }, lines };
}
