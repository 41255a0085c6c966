import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decrypt, encrypt } from '../../src/vault/aead.ts';
import { type KeyWrapper, VaultError } from '../../src/vault/key-wrapper.ts';
import { requireFittingKeys, rewrapDataKeys } from '../../src/vault/rewrap-data-keys.ts';
import { createVault } from '../../src/vault/vault.ts';
import { useDatabase } from './test-database.ts';

const held = useDatabase();
const now = () => new Date('2026-03-01T00:00:00Z');
const text = Buffer.from('postgres://user:pass@host/db');

/** A key-encryption service with the given keys, the last of which wraps. */
function wrapperWith(...ids: string[]): KeyWrapper {
  const keyOf = (id: string) => Buffer.alloc(32, id);
  const keyId = ids.at(-1) ?? '';
  return {
    wrap: async (dataKey, context) => ({
      keyId,
      wrapped: encrypt(keyOf(keyId), dataKey, Buffer.from(context)),
    }),
    unwrap: async (id, wrapped, context) => {
      if (!ids.includes(id)) throw new VaultError(`no key ${id}`);
      return decrypt(keyOf(id), wrapped, Buffer.from(context));
    },
  };
}

const openVault = (keyWrapper = wrapperWith('k1')) =>
  createVault({ database: held.database, keyWrapper, now });

test('whatever is sealed opens to the same bytes under its scope and context', async () => {
  const vault = openVault();
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 2000 }),
      fc.constantFrom('team_a', 'team_b', 'host'),
      fc.string(),
      async (plaintext, scope, context) => {
        const sealed = await vault.seal(scope, context, plaintext);
        expect(await vault.open(scope, context, sealed)).toEqual(Buffer.from(plaintext));
      },
    ),
    { numRuns: 200 },
  );
});

test('any change of any byte, and any cut, keeps a value shut', async () => {
  const vault = openVault();
  const sealed = await vault.seal('team_a', 'keyset:1', text);
  const altered = [...sealed.keys()].map((at) => {
    const copy = Buffer.from(sealed);
    copy[at] = (copy[at] ?? 0) ^ 1;
    return copy;
  });
  const cut = [...sealed.keys()].map((length) => sealed.subarray(0, length));

  for (const wrong of [...altered, ...cut, Buffer.concat([sealed, Buffer.alloc(1)])]) {
    await expect(vault.open('team_a', 'keyset:1', wrong)).rejects.toThrow(VaultError);
  }
});

test.each([
  ['another context', 'team_a', 'keyset:2'],
  ['another team', 'team_b', 'keyset:1'],
  ['the host', 'host', 'keyset:1'],
])('a value does not open for %s', async (_name, scope, context) => {
  const vault = openVault();
  const sealed = await vault.seal('team_a', 'keyset:1', text);

  await expect(vault.open(scope, context, sealed)).rejects.toThrow(VaultError);
});

test('sealing a value twice gives two different texts', async () => {
  const vault = openVault();

  const [one, two] = await Promise.all([
    vault.seal('team_a', 'c', text),
    vault.seal('team_a', 'c', text),
  ]);

  expect(one).not.toEqual(two);
});

test('vaults that meet a new team at once settle on one data key', async () => {
  const vaults = Array.from({ length: 6 }, () => openVault());

  const sealed = await Promise.all(vaults.map((vault) => vault.seal('team_race', 'c', text)));

  const fresh = openVault();
  for (const value of sealed) expect(await fresh.open('team_race', 'c', value)).toEqual(text);
  const rows = await held.database.read('select 1 from data_key where scope = $1', ['team_race']);
  expect(rows).toHaveLength(1);
});

test('a value sealed by a process that added a data key opens in one that started before', async () => {
  const [older, newer] = [openVault(), openVault()];
  const before = await older.seal('team_keys', 'c', text);

  expect(await newer.addDataKey('team_keys')).toBe(2);

  const after = await newer.seal('team_keys', 'c', text);
  expect(after.subarray(0, 5)).not.toEqual(before.subarray(0, 5));
  expect(await older.open('team_keys', 'c', after)).toEqual(text);
  expect(await newer.open('team_keys', 'c', before)).toEqual(text);
});

test('a digest stays the same when a data key is added, and differs between teams', async () => {
  const vault = openVault();
  const before = await vault.digest('team_digest', 'PGHOST=a');

  await vault.addDataKey('team_digest');

  expect(before).toMatch(/^[0-9a-f]{64}$/);
  expect(await vault.digest('team_digest', 'PGHOST=a')).toBe(before);
  expect(await vault.digest('team_digest', 'PGHOST=b')).not.toBe(before);
  expect(await vault.digest('team_other', 'PGHOST=a')).not.toBe(before);
});

test('values open under the newer key-encryption key alone once their data keys are re-wrapped', async () => {
  const sealed = await openVault().seal('team_wrap', 'c', text);
  const { database } = held;

  const rewrap = (from: string, keyWrapper: KeyWrapper, atMost?: number) =>
    rewrapDataKeys({ database, keyWrapper }, { from: [from], atMost });
  const changed = await rewrap('k1', wrapperWith('k1', 'k2'));

  expect(changed).toBeGreaterThan(1);
  expect(await openVault(wrapperWith('k2')).open('team_wrap', 'c', sealed)).toEqual(text);
  expect(await rewrap('k1', wrapperWith('k1', 'k2'))).toBe(0);
  // in two parts, as one that was stopped goes on
  expect(await rewrap('k2', wrapperWith('k2', 'k1'), 1)).toBe(1);
  expect(await rewrap('k2', wrapperWith('k2', 'k1'))).toBe(changed - 1);
});

test('a wrapped data key moved to another team does not unwrap there', async () => {
  await openVault().seal('team_from', 'c', text);
  await held.database.read(
    `insert into data_key select 'team_to', data_key_id, wrapped, key_encryption_key_id, created_at
     from data_key where scope = 'team_from'`,
  );

  await expect(openVault().seal('team_to', 'c', text)).rejects.toThrow(VaultError);
  await held.database.read("delete from data_key where scope = 'team_to'");
});

test('a database whose keys the keyring does not hold is found at start', async () => {
  await openVault().seal('team_start', 'c', text);
  const { database } = held;

  await requireFittingKeys({ database, keyWrapper: wrapperWith('k1') });
  const foreign = requireFittingKeys({ database, keyWrapper: wrapperWith('k9') });

  await expect(foreign).rejects.toThrow('no key k1');
});

test('a data key that could not be unwrapped once is tried again', async () => {
  const { unwrap, ...rest } = wrapperWith('k1');
  let isDown = true;
  const vault = openVault({
    ...rest,
    unwrap: async (...args) => {
      if (isDown) throw new Error('the key service is down');
      return unwrap(...args);
    },
  });
  await expect(vault.seal('team_retry', 'c', text)).rejects.toThrow('down');

  isDown = false;

  const sealed = await vault.seal('team_retry', 'c', text);
  expect(await vault.open('team_retry', 'c', sealed)).toEqual(text);
});

test('sealing works inside transactions that hold every connection for transactions', async () => {
  const vault = openVault();
  const teams = Array.from({ length: 8 }, (_, index) => `team_full_${index}`);

  const sealed = await Promise.all(
    teams.map((team) => held.database.transact(() => vault.seal(team, 'c', randomBytes(8)))),
  );

  expect(sealed).toHaveLength(8);
});
