import {
  accountKey,
  compareMoney,
  difference,
  inCents,
  type LedgerLine,
  minus,
  positionOf,
  sumOf,
} from '@kontor/core';
import type { LedgerReport } from '@kontor/protocol/kontor';
import { type InvoiceRow, invoiceOf } from '../postgres/invoice-store.ts';
import type { Sql } from '../postgres/sql.ts';

/** Invoices compared at a time. */
const BATCH = 500;

/** As many flaws as one report names. */
const NAMED_AT_MOST = 100;

type Flaw = LedgerReport['flaws'][number];

/**
 * Adds the books of all teams up, and compares them with what they are about: what was posted of an
 * invoice with how it stands, and credits and payouts with what was recorded. Runs in one transaction
 * that sees the same moment throughout.
 */
export async function verifyLedger(sql: Sql): Promise<LedgerReport> {
  const accounts = await sql<{ kind: string; sum: string }>(
    `select account_kind as kind, sum(amount)::text as sum from ledger_line
     group by account_kind order by account_kind`,
  );
  const sum = sumOf(accounts.map((each) => each.sum));
  const flaws: Flaw[] = await unbalancedEntries(sql);
  let invoices = 0;
  for await (const rows of invoicesIn(sql)) {
    invoices += rows.length;
    flaws.push(...(await flawsOfInvoices(sql, rows)));
  }
  flaws.push(...(await flawsOfRecords(sql, CREDITS)), ...(await flawsOfRecords(sql, PAYOUTS)));
  const [counted] = await sql<{ entries: number; credits: number; payouts: number }>(COUNTS);
  const isSound = flaws.length === 0 && compareMoney(sum, '0') === 0;
  const { entries = 0, credits = 0, payouts = 0 } = counted ?? {};
  const held = accounts.map(({ kind, sum: amount }) => ({ kind, sum: inCents(amount) }));
  const named = flaws.slice(0, NAMED_AT_MOST);
  return {
    isSound,
    entries,
    sum: inCents(sum),
    accounts: held,
    invoices,
    credits,
    payouts,
    flaws: named,
  };
}

const COUNTS = `select (select count(*)::int from ledger_entry) as entries,
  (select count(*)::int from credit) as credits, (select count(*)::int from payout) as payouts`;

async function unbalancedEntries(sql: Sql): Promise<Flaw[]> {
  const rows = await sql<{ team_id: string; entry_id: string; off: string | null }>(
    `select e.team_id, e.entry_id, sum(l.amount)::text as off from ledger_entry e
     left join ledger_line l on l.team_id = e.team_id and l.entry_id = e.entry_id
     group by e.team_id, e.entry_id having coalesce(sum(l.amount), 1) <> 0 limit ${NAMED_AT_MOST}`,
  );
  return rows.map(({ team_id, entry_id, off }) => ({
    team: team_id,
    subject: entry_id,
    message: off === null ? 'has no lines' : `is off by ${off}`,
  }));
}

type VerifiedRow = InvoiceRow & { integration_id: string };

async function* invoicesIn(sql: Sql): AsyncGenerator<VerifiedRow[]> {
  let last: VerifiedRow | undefined;
  for (;;) {
    const rows: VerifiedRow[] = await sql<VerifiedRow>(
      `select v.*, i.integration_id from invoice v
       join installation i on i.team_id = v.team_id and i.installation_id = v.installation_id
       where not v.is_test and (v.team_id, v.invoice_id) > ($1, $2)
       order by v.team_id, v.invoice_id limit ${BATCH}`,
      [last?.team_id ?? '', last?.invoice_id ?? ''],
    );
    if (rows.length === 0) return;
    yield rows;
    last = rows.at(-1);
  }
}

type PostedRow = { team_id: string; id: string; kind: string; of: string; amount: string };

async function flawsOfInvoices(sql: Sql, rows: readonly VerifiedRow[]): Promise<Flaw[]> {
  const posted = await sql<PostedRow>(
    `select e.team_id, e.subject_id as id, l.account_kind as kind, l.account_of as of,
       sum(l.amount)::text as amount
     from ledger_entry e join ledger_line l on l.team_id = e.team_id and l.entry_id = e.entry_id
     where e.subject_kind = 'invoice'
       and (e.team_id, e.subject_id) in (select * from unnest($1::text[], $2::text[]))
     group by 1, 2, 3, 4`,
    [rows.map((row) => row.team_id), rows.map((row) => row.invoice_id)],
  );
  const byInvoice = Map.groupBy(posted, (row) => `${row.team_id} ${row.id}`);
  return rows.flatMap((row) => {
    const lines = byInvoice.get(`${row.team_id} ${row.invoice_id}`) ?? [];
    const integrationId = row.integration_id;
    const off = difference(lines.map(lineOf), positionOf(invoiceOf(row), { integrationId }));
    return off.map(({ account, amount }) => ({
      team: row.team_id,
      subject: row.invoice_id,
      message: `${amount} is missing in ${accountKey(account)}`,
    }));
  });
}

function lineOf({ kind, of, amount }: PostedRow): LedgerLine {
  return { account: { kind, of } as LedgerLine['account'], amount };
}

type RecordRow = { team_id: string; id: string; recorded: string; posted: string | null };

/** Credits and payouts whose amount is not what was posted of them. */
async function flawsOfRecords(sql: Sql, statement: string): Promise<Flaw[]> {
  const rows = await sql<RecordRow>(statement);
  return rows.map(({ team_id, id, recorded, posted }) => ({
    team: team_id,
    subject: id,
    message: `${minus(recorded, posted ?? '0')} of ${recorded} is not posted`,
  }));
}

const CREDITS = `
  select c.team_id, c.credit_id as id, c.amount::text as recorded, (-sum(l.amount))::text as posted
  from credit c
  left join ledger_entry e on e.team_id = c.team_id and e.subject_kind = 'credit'
    and e.subject_id = c.credit_id
  left join ledger_line l on l.team_id = e.team_id and l.entry_id = e.entry_id
    and l.account_kind = 'credits'
  group by c.team_id, c.credit_id, c.amount
  having c.amount <> coalesce(-sum(l.amount), 0) limit ${NAMED_AT_MOST}`;

const PAYOUTS = `
  select '' as team_id, p.payout_id as id, p.amount::text as recorded, sum(l.amount)::text as posted
  from payout p
  left join ledger_entry e on e.subject_kind = 'payout' and e.subject_id = p.payout_id
  left join ledger_line l on l.team_id = e.team_id and l.entry_id = e.entry_id
    and l.account_kind = 'payable'
  group by p.payout_id, p.amount
  having p.amount <> coalesce(sum(l.amount), 0) limit ${NAMED_AT_MOST}`;
