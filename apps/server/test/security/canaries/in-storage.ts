import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { test } from 'vitest';
import { writeBackup } from '../../../src/postgres/backup/write-backup.ts';
import type { Ground } from './ground.ts';

export function inStorage(given: () => Ground): void {
  test('in any row of any table, as text or as bytes', async () => {
    const { world, expectNothing } = given();
    const { read } = world.database;
    const tables = await read<{ name: string }>(
      `select quote_ident(table_schema) || '.' || quote_ident(table_name) as name
       from information_schema.tables
       where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
    );
    const rows: string[] = [];
    for (const { name } of tables) {
      const found = await read<Record<string, unknown>>(`select * from ${name}`);
      rows.push(...found.flatMap((row) => Object.values(row).map(textOf)));
    }
    expectNothing('rows of the database', rows);
  });

  test('in a backup', async () => {
    const { world, folder, expectNothing } = given();
    const backup = join(folder, 'backup');
    await writeBackup(world.databaseUrl, backup, new Date());
    const files = await Promise.all(
      (await readdir(backup)).map(async (file) => {
        const bytes = await readFile(join(backup, file));
        return file.endsWith('.gz') ? gunzipSync(bytes).toString('utf8') : bytes.toString('utf8');
      }),
    );
    expectNothing('files of a backup', files);
  });
}

function textOf(value: unknown): string {
  if (Buffer.isBuffer(value)) return `${value.toString('hex')} ${value.toString('utf8')}`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
