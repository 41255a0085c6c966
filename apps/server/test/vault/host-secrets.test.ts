import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hostSecret } from '../../src/vault/host-secrets.ts';
import { openKeyring } from '../../src/vault/keyring.ts';
import { createVault } from '../../src/vault/vault.ts';
import { useDatabase } from './test-database.ts';

const held = useDatabase();
let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kontor-host-secret-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function openVault() {
  const now = () => new Date('2026-03-01T00:00:00Z');
  return createVault({
    database: held.database,
    keyWrapper: await openKeyring(directory, now()),
    now,
  });
}

test('a host secret is made once, also when processes ask for it at once', async () => {
  const { database } = held;
  const vaults = await Promise.all(Array.from({ length: 5 }, openVault));

  const secrets = await Promise.all(
    vaults.map((vault) => hostSecret('sessions', { database, vault })),
  );

  expect(secrets[0]).toHaveLength(32);
  expect(new Set(secrets.map((secret) => secret.toString('hex'))).size).toBe(1);
});

test('secrets for different purposes differ', async () => {
  const ports = { database: held.database, vault: await openVault() };

  expect(await hostSecret('pairwise-ids', ports)).not.toEqual(
    await hostSecret('installation-tokens', ports),
  );
});
