import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createKeyEncryptionKeys,
  type KeyEncryptionKeys,
} from '../../src/vault/key-encryption-keys.ts';
import { openKeyring } from '../../src/vault/keyring.ts';
import { useDatabase } from './test-database.ts';

const held = useDatabase();
const START = new Date('2026-03-01T00:00:00Z');
let directory: string;
let keys: KeyEncryptionKeys;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kontor-keyring-'));
  keys = createKeyEncryptionKeys({
    database: held.database,
    keyring: await openKeyring(directory, START),
    process: { id: 'here', name: 'here, process 1' },
    now: () => START,
  });
  await keys.follow();
});
afterAll(() => rm(directory, { recursive: true }));

/** What this process has said, in the version of the row that each change makes another. */
async function said() {
  const [row] = await held.database.read<{ version: string; keyIds: string[]; age: number }>(
    `select xmin::text as version, key_ids as "keyIds",
       extract(epoch from clock_timestamp() - seen_at)::float as age
     from keyring_holder where process = 'here'`,
  );
  if (row === undefined) throw new Error('it has said nothing');
  return row;
}

const saidBefore = (seconds: number) =>
  held.database.read(
    `update keyring_holder set seen_at = clock_timestamp() - $1 * interval '1 second'`,
    [seconds],
  );

test('a process that looks again and has the same keys writes nothing for twenty seconds', async () => {
  await saidBefore(15);
  const before = await said();

  await keys.follow();
  await keys.follow();

  expect((await said()).version).toBe(before.version);
});

test('after twenty seconds it says again that it is there', async () => {
  await saidBefore(20);

  await keys.follow();

  expect((await said()).age).toBeLessThan(20);
});

test('a key that was added is said at once', async () => {
  const { id } = await keys.add();

  expect((await said()).keyIds).toContain(id);
});
