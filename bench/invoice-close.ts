import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import pg from 'pg';
import { report } from './report.ts';
import type { BenchWorld } from './world.ts';

const INSTALLATIONS = 10_000;
const CLIENTS = 4;

/**
 * A month ends for the installations of as many teams at once: the host sends every invoice by itself,
 * numbered, in the books and in the log, each in a transaction of its own. Against as many
 * transactions of a single row.
 */
export async function benchInvoiceClose({ api, databaseUrl }: BenchWorld): Promise<void> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: CLIENTS });
  await pool.query(SCHEDULE, [INSTALLATIONS]);
  const sent = await lastOf(pool);
  const bare = await bareCommits(pool);
  await pool.end();
  const { body: books } = await api(k.verifyLedger, {});
  if (!books.isSound || books.invoices < INSTALLATIONS) {
    throw new Error(`the books are not those of ${INSTALLATIONS} invoices: ${books.invoices}`);
  }
  report(
    `Close the month of ${INSTALLATIONS} installations`,
    [
      { way: 'invoices sent, numbered and booked', 'per second': INSTALLATIONS / sent },
      { way: 'transactions of a single row', 'per second': INSTALLATIONS / bare },
    ],
    `${sent.toFixed(0)} seconds for all, ${(bare / sent).toFixed(2)} × bare transactions. The books are verified afterwards.`,
  );
}

/** Installations like the one that there is, of teams of their own, each with an invoice that is due. */
const SCHEDULE = `
  with template as (select * from installation where lifecycle = 'installed' limit 1),
  numbered as (
    select n, 'team_' || lpad(n::text, 24, '0') as team_id,
      'icfg_' || lpad(n::text, 24, '0') as installation_id
    from generate_series(1, $1::int) n),
  made as (
    insert into installation
    select (jsonb_populate_record(null::installation, to_jsonb(t) || jsonb_build_object(
      'team_id', d.team_id, 'installation_id', d.installation_id))).*
    from template t, numbered d)
  insert into invoice (team_id, invoice_id, installation_id, is_test, is_final, state, invoice_date,
    period_start, period_end, items, discounts, total, is_waived, attempts, created_at, updated_at,
    refund_total)
  select team_id, 'inv_' || lpad(n::text, 24, '0'), installation_id, false, false, 'scheduled', now(),
    now() - interval '30 days', now(), jsonb_build_array(jsonb_build_object('billingPlanId', 'pro',
      'name', 'Storage', 'price', '0.25', 'quantity', 42, 'units', 'GB', 'total', '10.50')),
    '[]', 10.50, false, 0, now(), now(), 0
  from numbered`;

/** Waits for the last one, and answers the seconds from the first to it. */
async function lastOf(pool: pg.Pool): Promise<number> {
  for (;;) {
    const { rows } = await pool.query<{ seconds: string; sent: number }>(
      `select extract(epoch from max(posted_at) - min(posted_at)) as seconds, count(*)::int as sent
       from ledger_entry where kind = 'invoice.sent'`,
    );
    const [row] = rows;
    if (row !== undefined && row.sent >= INSTALLATIONS) return Number(row.seconds);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function bareCommits(pool: pg.Pool): Promise<number> {
  await pool.query('create table bare_commit (n int primary key)');
  const waiting = Array.from({ length: INSTALLATIONS }, (_, n) => n).values();
  const start = performance.now();
  const client = async () => {
    for (const n of waiting) await pool.query('insert into bare_commit values ($1)', [n]);
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  const seconds = (performance.now() - start) / 1000;
  await pool.query('drop table bare_commit');
  return seconds;
}
