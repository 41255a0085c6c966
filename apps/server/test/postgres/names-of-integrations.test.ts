import { readdir, readFile } from 'node:fs/promises';
import { createTestDatabase } from '@kontor/testing';
import pg from 'pg';
import { expect, test } from 'vitest';

const folder = new URL('../../migrations/', import.meta.url);
const LATER = '0110-names-of-integrations.sql';

/** A database as it is before names are one integration's each. */
async function databaseBefore() {
  const database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  for (const file of (await readdir(folder)).sort()) {
    if (file < LATER) await client.query(await readFile(new URL(file, folder), 'utf8'));
  }
  return {
    client,
    migrate: async () => client.query(await readFile(new URL(LATER, folder), 'utf8')),
    end: async () => {
      await client.end();
      await database.drop();
    },
  };
}

test('of integrations with one name the oldest keeps it, and the others add their slug', async () => {
  const { client, migrate, end } = await databaseBefore();
  const long = 'n'.repeat(64);
  const rows = [
    ['oac_3', 'third', 'LAGOON  db', '2026-03-01'],
    ['oac_1', 'first', 'Lagoon DB', '2026-01-01'],
    ['oac_2', 'second', 'lagoon db', '2026-02-01'],
    ['oac_4', 'fourth', long, '2026-01-01'],
    ['oac_5', 's'.repeat(32), long, '2026-02-01'],
    ['oac_6', 'sixth', 'Other', '2026-02-01'],
  ];
  for (const row of rows) {
    await client.query(
      `insert into integration (integration_id, slug, name, created_at, owner_team_id, developer,
         short_description, category, overview, contact_email, base_url, bills_per_installation,
         client_secret, updated_at)
       values ($1, $2, $3, $4, 'team', '', '', '', '', '', '', false, '', $4)`,
      row,
    );
  }

  await migrate();

  const named = await client.query('select name from integration order by integration_id');
  expect(named.rows.map(({ name }) => name)).toEqual([
    'Lagoon DB',
    'lagoon db (second)',
    'LAGOON  db (third)',
    long,
    `${'n'.repeat(29)} (${'s'.repeat(32)})`,
    'Other',
  ]);
  await end();
});
