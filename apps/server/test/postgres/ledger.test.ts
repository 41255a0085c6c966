import { readdir, readFile } from 'node:fs/promises';
import { createTestDatabase } from '@kontor/testing';
import { buildTeam, newEntry, newInvoice } from '@kontor/testing/team-world';
import pg from 'pg';
import { expect, test } from 'vitest';
import { useTeamStorage } from './team-storage.ts';

const held = useTeamStorage();

test.each([
  ['changed', 'update ledger_line set amount = amount * 2'],
  ['moved to another time', "update ledger_entry set at = now() - interval '1 day'"],
  ['removed', 'delete from ledger_line'],
  ['removed whole', 'delete from ledger_entry'],
  ['emptied', 'truncate ledger_entry, ledger_line'],
])('what was posted is never %s', async (_case, statement) => {
  const { subject, team } = await posted();

  await expect(held.database.read(statement)).rejects.toThrow('the ledger is only added to');

  const entries = await team.transact((tx) => tx.ledger.entriesOf(subject));
  expect(entries).toMatchObject([{ kind: 'invoice.sent', lines: [{ amount: '10' }, {}] }]);
});

test.each([
  ['an entry without lines', (add: Add) => add.entry()],
  ['an entry that is off by a cent', (add: Add) => add.entry(['1', '-0.99'])],
  ['a line that is added to an entry later', (add: Add) => add.line()],
])('the database refuses %s when the transaction ends', async (_case, write) => {
  const { team, subject } = await posted();
  const [row] = await held.database.read<{ entry_id: string }>(
    'select entry_id from ledger_entry where team_id = $1',
    [team.teamId],
  );

  const writing = held.database.transact((sql) =>
    write({
      entry: async (amounts = []) => {
        await sql(
          `insert into ledger_entry (team_id, entry_id, kind, at, subject_kind, subject_id)
           values ($1, 'led_x', 'invoice.sent', now(), 'invoice', $2)`,
          [team.teamId, subject.id],
        );
        await sql(
          `insert into ledger_line (team_id, entry_id, line, account_kind, account_of, amount)
           select $1, 'led_x', line, 'cash', '', amount
           from unnest($2::numeric[]) with ordinality as row (amount, line)`,
          [team.teamId, amounts],
        );
      },
      line: async () => {
        await sql(
          `insert into ledger_line (team_id, entry_id, line, account_kind, account_of, amount)
           values ($1, $2, 3, 'cash', '', 1)`,
          [team.teamId, row?.entry_id],
        );
      },
    }),
  );

  await expect(writing).rejects.toMatchObject({ constraint: 'ledger_balances' });
  const entries = await team.transact((tx) => tx.ledger.entriesOf(subject));
  expect(entries).toMatchObject([{ kind: 'invoice.sent' }]);
});

test('what was billed before there were books is in them as it stands', async () => {
  const empty = await createTestDatabase();
  const client = new pg.Client({ connectionString: empty.url });
  await client.connect();
  try {
    await apply(client, (name) => name < '0045');
    await client.query(FORMER);
    await apply(client, (name) => name.startsWith('0045'));

    const { rows } = await client.query(
      `select e.subject_id as invoice, l.account_kind || ' ' || l.account_of as account, l.amount
       from ledger_line l join ledger_entry e using (team_id, entry_id)
       order by 1, l.line`,
    );
    expect(rows.map((row) => Object.values(row).join(' '))).toEqual([
      'owed receivable icfg_1 10.00',
      'owed deferred oac_1 -10.00',
      'paid cash manual 6.00',
      'paid payable oac_1 -6.00',
      'waived waived oac_1 0.49',
      'waived payable oac_1 -0.49',
    ]);
  } finally {
    await client.end();
    await empty.drop();
  }
});

type Add = {
  readonly entry: (amounts?: readonly string[]) => Promise<void>;
  readonly line: () => Promise<void>;
};

async function posted() {
  const team = buildTeam(held.storage);
  const installation = await team.installation();
  const entry = newEntry(installation, newInvoice(installation));
  await team.transact((tx) => tx.ledger.post(entry));
  return { team, subject: entry.subject };
}

const folder = new URL('../../migrations/', import.meta.url);

async function apply(client: pg.Client, isMeant: (name: string) => boolean): Promise<void> {
  for (const name of (await readdir(folder)).filter(isMeant).sort()) {
    await client.query(await readFile(new URL(name, folder), 'utf8'));
  }
}

const FORMER = `
  insert into installation (team_id, installation_id, integration_id, kind, lifecycle, status,
    status_at, accepted_policies, scopes, created_at, updated_at)
  values ('team_1', 'icfg_1', 'oac_1', 'native', 'installed', 'ready', now(), '{}', '{}', now(), now());
  insert into invoice (team_id, invoice_id, installation_id, is_test, is_final, state, invoice_date,
    period_start, period_end, items, discounts, total, is_waived, attempts, created_at, updated_at,
    paid_at, refund_total)
  select 'team_1', id, 'icfg_1', is_test, false, state, now(), now(), now(), '[]', '[]', total,
    id = 'waived', 0, now(), now(), case when is_paid then now() end, refunded
  from (values
    ('owed', false, 'overdue', 10.00, false, 0.00),
    ('paid', false, 'refunded', 10.00, true, 4.00),
    ('waived', false, 'paid', 0.49, true, 0.00),
    ('later', false, 'scheduled', 10.00, false, 0.00),
    ('cancelled', false, 'refunded', 10.00, false, 10.00),
    ('test', true, 'paid', 10.00, true, 0.00)
  ) as former (id, is_test, state, total, is_paid, refunded);`;
