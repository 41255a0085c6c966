import { randomBytes } from 'node:crypto';
import { chmod, copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Keyring, openKeyring } from '../../src/vault/keyring.ts';
import { beginDraft } from '../../src/vault/keyring-draft.ts';
import { KeyringError } from '../../src/vault/keyring-file.ts';

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

  expect(second.keys()).toEqual(first.keys());
  expect(await readFile(file(), 'utf8')).toBe(written);
});

test('processes that start at once end up with the same key', async () => {
  const opened = await Promise.all(Array.from({ length: 8 }, () => openKeyring(directory, NOW)));

  expect(new Set(opened.map((keyring) => keyring.keys()[0]?.id)).size).toBe(1);
});

test('of processes that start one just after the other none takes the keyring from another', async () => {
  for (let round = 0; round < 30; round++) {
    const fresh = join(directory, `round-${round}`);
    const opened = await Promise.all(
      Array.from({ length: 12 }, async (_, place) => {
        // a look at a directory takes about as long as one step of opening a keyring
        for (let looks = 0; looks < place; looks++) await stat(directory);
        return openKeyring(fresh, NOW);
      }),
    );

    expect(new Set(opened.map((keyring) => keyring.keys()[0]?.id)).size).toBe(1);
    expect(await readdir(fresh)).toEqual(['keyring.json']);
  }
});

test('a key that was added wraps nothing until it is told to, and then unwraps everywhere', async () => {
  const [one, other] = [await openKeyring(directory, NOW), await openKeyring(directory, NOW)];
  const dataKey = randomBytes(32);
  const before = await one.wrap(dataKey, 'here');

  const added = await one.add(NOW);
  const meanwhile = await one.wrap(dataKey, 'here');
  one.wrapUnder(added.id);
  const after = await one.wrap(dataKey, 'here');

  expect([meanwhile.keyId, after.keyId]).toEqual([before.keyId, added.id]);
  expect(await one.unwrap(before.keyId, before.wrapped, 'here')).toEqual(dataKey);
  // which has not looked since
  expect(await other.unwrap(after.keyId, after.wrapped, 'here')).toEqual(dataKey);
  expect(other.wrapUnder('kek_elsewhere')).toBe(false);
});

test('a data key that was wrapped for one context does not unwrap for another', async () => {
  const keyring = await openKeyring(directory, NOW);
  const { keyId, wrapped } = await keyring.wrap(randomBytes(32), 'here');

  await expect(keyring.unwrap(keyId, wrapped, 'there')).rejects.toThrow('cannot be opened');
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

test('keys that are added at once are all there', async () => {
  const keyring = await openKeyring(directory, NOW);

  const added = await Promise.all(Array.from({ length: 5 }, () => keyring.add(NOW)));

  expect(keyring.keys().slice(1)).toEqual(added);
  expect((await openKeyring(directory, NOW)).keys()).toEqual(keyring.keys());
});

test('of processes that add keys at once none loses another’s: it is refused, or its key is there', async () => {
  const processes = await Promise.all(Array.from({ length: 6 }, () => openKeyring(directory, NOW)));

  const kept: string[] = [];
  const addMany = async (one: Keyring) => {
    for (let round = 0; round < 20; round++) {
      await one.add(NOW).then(
        ({ id }) => kept.push(id),
        (error) => expect(error).toBeInstanceOf(KeyringError),
      );
    }
  };

  await Promise.all(processes.map(addMany));

  const there = (await openKeyring(directory, NOW)).keys().map(({ id }) => id);
  expect(kept.length).toBeGreaterThan(processes.length);
  expect(there.slice(1).sort()).toEqual(kept.sort());
});

test('a keyring that cannot be read does not stand in the way of the next change', async () => {
  const keyring = await openKeyring(directory, NOW);
  const before = await readFile(file(), 'utf8');
  await writeFile(file(), 'damaged');
  await expect(keyring.add(NOW)).rejects.toThrow(/damaged/);
  await writeFile(file(), before);

  await keyring.add(NOW);

  expect(keyring.keys()).toHaveLength(2);
});

test.each(['keyring.json.next', 'keyring.json.next-0aZ4yX9bQ2kL'])(
  'a change that died half-way and left %s keeps nobody from the next one, and leaves no copy of a key',
  async (left) => {
    const keyring = await openKeyring(directory, NOW);
    await writeFile(join(directory, left), '{"keys": [{"id": "kek_half');

    const added = await keyring.add(NOW);

    expect(await readdir(directory)).toEqual(['keyring.json']);
    expect((await openKeyring(directory, NOW)).keys()).toEqual([keyring.keys()[0], added]);
  },
);

test('the next start clears away what a change that died left behind, and nothing else', async () => {
  const before = await openKeyring(directory, NOW);
  const copies = ['keyring.json.2026-03-01', 'keyring.json.backup-march', 'keyring.json.next-week'];
  for (const name of [...copies, 'keyring.json.next', 'keyring.json.next-0aZ4yX9bQ2kL']) {
    await copyFile(file(), join(directory, name));
  }

  const after = await openKeyring(directory, NOW);

  expect((await readdir(directory)).sort()).toEqual(['keyring.json', ...copies]);
  expect(after.keys()).toEqual(before.keys());
});

test('what a change left behind stays where the keyring is damaged: it may be restored from it', async () => {
  const keyring = await openKeyring(directory, NOW);
  await copyFile(file(), `${file()}.next-0aZ4yX9bQ2kL`);
  await writeFile(file(), 'damaged');

  await expect(keyring.add(NOW)).rejects.toThrow(/damaged/);
  await expect(openKeyring(directory, NOW)).rejects.toThrow(/damaged/);

  expect((await readdir(directory)).sort()).toEqual([
    'keyring.json',
    'keyring.json.next-0aZ4yX9bQ2kL',
  ]);
});

test('a draft that another one has overtaken never takes the place of the file', async () => {
  await openKeyring(directory, NOW);
  const slow = await beginDraft(file());
  const quick = await beginDraft(file());
  await quick.write('of the quick one');
  await slow.write('of the slow one');

  expect(await quick.replace()).toBe(true);
  expect(await slow.replace()).toBe(false);

  expect(await readFile(file(), 'utf8')).toBe('of the quick one');
  expect(await readdir(directory)).toEqual(['keyring.json']);
});
