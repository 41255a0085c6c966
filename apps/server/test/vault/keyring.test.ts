import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addKeyEncryptionKey, KeyringError, openKeyring } from '../../src/vault/keyring.ts';

const NOW = new Date('2026-03-01T00:00:00Z');

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kontor-keyring-'));
});
afterEach(() => rm(directory, { recursive: true }));

const file = () => join(directory, 'keyring.json');

test('the first start makes a keyring that only its owner can read', async () => {
  await openKeyring(directory, NOW);

  expect((await stat(file())).mode & 0o777).toBe(0o600);
});

test('a keyring that is there is left as it is', async () => {
  const first = await openKeyring(directory, NOW);
  const written = await readFile(file(), 'utf8');

  const second = await openKeyring(directory, NOW);

  expect(second.keyId).toBe(first.keyId);
  expect(await readFile(file(), 'utf8')).toBe(written);
});

test('processes that start at once end up with the same key', async () => {
  const opened = await Promise.all(Array.from({ length: 8 }, () => openKeyring(directory, NOW)));

  expect(new Set(opened.map(({ keyId }) => keyId)).size).toBe(1);
});

test('a data key unwraps after a newer key-encryption key was added, which wraps from then on', async () => {
  const before = await openKeyring(directory, NOW);
  const dataKey = randomBytes(32);
  const wrapped = await before.wrap(dataKey, 'here');

  const added = await addKeyEncryptionKey(directory, NOW);

  const after = await openKeyring(directory, NOW);
  expect(after.keyId).toBe(added);
  expect(await after.unwrap(before.keyId, wrapped, 'here')).toEqual(dataKey);
});

test('a data key that was wrapped for one context does not unwrap for another', async () => {
  const keyring = await openKeyring(directory, NOW);
  const wrapped = await keyring.wrap(randomBytes(32), 'here');

  await expect(keyring.unwrap(keyring.keyId, wrapped, 'there')).rejects.toThrow('cannot be opened');
});

test('a key that is not in the keyring is named in the refusal to unwrap', async () => {
  const keyring = await openKeyring(directory, NOW);

  await expect(keyring.unwrap('kek_elsewhere', randomBytes(60), 'here')).rejects.toThrow(
    /kek_elsewhere, which is not in the keyring/,
  );
});

test('a keyring that others may read is refused with the command that mends it', async () => {
  await openKeyring(directory, NOW);
  await chmod(file(), 0o644);

  await expect(openKeyring(directory, NOW)).rejects.toThrow(/chmod 600/);
});

test.each([
  ['no JSON', 'not json {'],
  ['no keys', '{"keys":[]}'],
  [
    'a key of a wrong length',
    '{"keys":[{"id":"a","createdAt":"2026-03-01T00:00:00Z","key":"c2hvcnQ="}]}',
  ],
])('a file with %s is refused, kept, and never quoted', async (_name, text) => {
  await writeFile(file(), text, { mode: 0o600 });

  const opening = openKeyring(directory, NOW);

  await expect(opening).rejects.toThrow(KeyringError);
  await expect(opening).rejects.toThrow(/Restore it from the backup/);
  await expect(opening).rejects.not.toThrow(text);
  expect(await readFile(file(), 'utf8')).toBe(text);
});

test('a second change of the keyring at the same time is refused', async () => {
  await openKeyring(directory, NOW);
  await writeFile(`${file()}.next`, '');

  await expect(addKeyEncryptionKey(directory, NOW)).rejects.toThrow(/is under way/);
});
