import { chmod, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let elsewhere: string;
beforeAll(async () => {
  world = await startWorld({ rateLimits: null });
  elsewhere = await mkdtemp(join(tmpdir(), 'kontor-elsewhere-'));
});
afterAll(async () => {
  await world.close();
  await rm(elsewhere, { recursive: true });
});

const standing = async () => (await world.owner.api(k.listKeyEncryptionKeys, {})).body;
const rewrap = (keyId: string) => world.owner.api(k.rewrapDataKeys, { body: { keyId } });
const add = async () => (await world.owner.api(k.addKeyEncryptionKey, {})).body.key.id;
const keyring = (directory: string) => join(directory, 'keyring.json');
const typesOfHost = async () =>
  (await world.owner.api(k.listAuditEvents, { query: {} })).body.events
    .filter(({ team }) => team === null)
    .map(({ type }) => type);

/** A team of its own, and so a data key of its own, with a value that is sealed by it. */
async function secretOf(slug: string): Promise<() => Promise<string | undefined>> {
  await world.owner.api(k.createTeam, { body: { name: slug, slug } });
  const params = { team: slug, project: 'shop' };
  await world.owner.api(k.createProject, { params: { team: slug }, body: { name: 'shop' } });
  await world.owner.api(k.createVariable, {
    params,
    body: { name: 'TOKEN', value: `of-${slug}`, environments: ['production'] },
  });
  return async () => {
    const { body } = await world.owner.api(k.readEnvironment, {
      params: { ...params, environment: 'production' },
      query: {},
    });
    return body.variables.TOKEN;
  };
}

test('a new signing key is published first, signs later, and the former one ends once nobody needs it', async () => {
  const before = (await world.owner.api(k.listSigningKeys, {})).body.keys;

  const made = await world.owner.api(k.rotateSigningKey, {});
  const after = (await world.owner.api(k.listSigningKeys, {})).body.keys;

  expect(before).toMatchObject([{ state: 'signing', signsUntil: null, publishedUntil: null }]);
  expect(after).toMatchObject([
    { id: before[0]?.id, state: 'signing', signsUntil: made.body.signsFrom },
    { id: made.body.keyId, state: 'published', signsUntil: null },
  ]);
  expect(Date.parse(after[0]?.publishedUntil ?? '')).toBeGreaterThan(
    Date.parse(made.body.signsFrom),
  );
  expect(await typesOfHost()).toEqual(['signing-key.created']);
});

test('a key that was added wraps once it is used, and everything is re-wrapped while teams come and read', async () => {
  const secrets = await Promise.all(Array.from({ length: 6 }, (_, n) => secretOf(`before-${n}`)));
  const former = (await standing()).wrappingKeyId;
  const added = await add();
  const waiting = await standing();
  expect(waiting).toMatchObject({ wrappingKeyId: former, left: 0 });
  expect(waiting.keys.map(({ id, wrapsSince }) => [id, wrapsSince !== null])).toEqual([
    [former, true],
    [added, false],
  ]);

  const [used, ...more] = await Promise.all([
    rewrap(added),
    rewrap(added),
    ...Array.from({ length: 4 }, (_, n) => secretOf(`meanwhile-${n}`)),
    ...secrets.map((read) => read()),
  ] as const);

  expect([used, more[0]].map(({ status }) => status)).toEqual([202, 202]);
  const done = await eventually(async () => {
    const now = await standing();
    return now.left === 0 && now;
  });
  expect(done.keys.map(({ id, dataKeys }) => [id, dataKeys])).toEqual([
    [former, 0],
    [added, done.dataKeys],
  ]);
  expect(await Promise.all(secrets.map((read) => read()))).toEqual(
    secrets.map((_, n) => `of-before-${n}`),
  );
  const after = await secretOf('afterwards');
  expect(await after()).toBe('of-afterwards');
  expect((await standing()).left).toBe(0);
  expect((await typesOfHost()).slice(0, 2)).toEqual([
    'key-encryption-key.used',
    'key-encryption-key.created',
  ]);
});

test('what was left by a process that died is re-wrapped by the next one', async () => {
  const read = await secretOf('left-behind');
  const added = await add();
  // it had said which key wraps from now on, and no more
  await world.database.read(
    'insert into key_encryption_key (key_id, wraps_since) values ($1, clock_timestamp())',
    [added],
  );

  await eventually(async () => (await standing()).left === 0);

  expect((await standing()).wrappingKeyId).toBe(added);
  expect(await read()).toBe('of-left-behind');
});

test('a key is not used while a machine has a keyring without it, and is as soon as it has', async () => {
  await cp(keyring(world.dataDirectory), keyring(elsewhere));
  const other = await world.beside({ dataDirectory: elsewhere });
  const added = await add();

  const early = await rewrap(added);

  expect([early.status, early.error.code]).toEqual([409, 'keyring_incomplete']);
  expect((await standing()).processes.map(({ lacks }) => lacks)).toContainEqual([added]);
  await cp(keyring(world.dataDirectory), keyring(elsewhere));
  await other.close();
  const again = await world.beside({ dataDirectory: elsewhere });
  expect((await rewrap(added)).status).toBe(202);
  await eventually(async () => (await standing()).left === 0);
  await again.close();
});

test('a process whose keyring lacks the key that wraps does not start', async () => {
  await cp(keyring(world.dataDirectory), keyring(elsewhere));
  const added = await add();
  await rewrap(added);
  await eventually(async () => (await standing()).left === 0);

  await expect(world.beside({ dataDirectory: elsewhere })).rejects.toThrow(added);
});

test('a key that is unknown or old, a body too much, and whoever is no operator are refused', async () => {
  const member = await world.signUp('Moritz');
  const { keys, wrappingKeyId } = await standing();

  const answers = [
    await rewrap('kek_nowhere'),
    await rewrap(keys[0]?.id ?? ''),
    await world.owner.api(k.rewrapDataKeys, { body: { keyId: wrappingKeyId, more: 1 } as never }),
    await member.api(k.listSigningKeys, {}),
    await member.api(k.listKeyEncryptionKeys, {}),
    await member.api(k.addKeyEncryptionKey, {}),
    await member.api(k.rewrapDataKeys, { body: { keyId: wrappingKeyId } }),
  ];

  expect(answers.map(({ status, error }) => [status, error.code])).toEqual([
    [404, 'key_not_found'],
    [409, 'key_not_newest'],
    [400, 'invalid_request'],
    ...Array.from({ length: 4 }, () => [403, 'forbidden']),
  ]);
  expect(await standing()).toMatchObject({ wrappingKeyId, left: 0 });
});

test('a keyring that others can read is not used for anything, and what to do about it is said', async () => {
  const { wrappingKeyId } = await standing();
  await chmod(keyring(world.dataDirectory), 0o644);

  const answers = [await world.owner.api(k.addKeyEncryptionKey, {}), await rewrap(wrappingKeyId)];

  await chmod(keyring(world.dataDirectory), 0o600);
  for (const { status, error } of answers) {
    expect([status, error.code]).toEqual([409, 'keyring_unusable']);
    expect(error.message).toContain('chmod 600');
  }
  expect(await standing()).toMatchObject({ wrappingKeyId, left: 0 });
});
