import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from './sql.ts';
import { startWorld, type World } from './start-world.ts';
import { accessToken, secretsIn, type Team } from './team.ts';

let world: World;
let team: Team;
beforeAll(async () => {
  world = await startWorld();
  team = await world.team();
});
afterAll(() => world.stop());

/** Does everything that has to do with secrets, and answers all of them. */
async function everySecret(): Promise<string[]> {
  const { id, secrets } = await team.provision({ metadata: { extensions: true } }, 'key-1');
  const rotated = await team.call('POST', `/resources/${id}/secrets/rotate`, { key: 'key-2' });
  const path = `/installations/${team.installationId}/resources/${id}/rotate-password`;
  await world.admin(path);
  world.host.answerWith(500, 'out of order');
  await world.admin(path);
  world.host.answerWith(201);
  const pushed = world.host.pushed.map((push) => secretsIn(push.secrets));
  const keysets = [secrets, secretsIn(rotated.json.secrets), ...pushed];
  const passwords = keysets.map((keyset) => keyset.PGPASSWORD ?? '');
  expect(new Set(passwords).size).toBe(4);
  const [vaultKey, adminToken] = await filesOf(['vault-key', 'admin-token']);
  return [...passwords, accessToken, vaultKey ?? '', adminToken ?? ''];
}

function filesOf(names: string[]): Promise<string[]> {
  return Promise.all(
    names.map(async (name) => (await readFile(join(world.dataDirectory, name), 'utf8')).trim()),
  );
}

test('no secret stands in the log, nor in what the provider keeps in its database', async () => {
  const secrets = await everySecret();

  const log = world.log.join('');
  const tables = await sql<{ table: string }>(
    world.stateUrl,
    `select quote_ident(tablename) as table from pg_tables where schemaname = 'public'`,
  );
  const kept = await Promise.all(
    tables.map(({ table }) =>
      sql<{ row: string }>(world.stateUrl, `select t::text as row from ${table} t`),
    ),
  );
  const rows = kept.flat().map(({ row }) => row);

  expect(rows.length).toBeGreaterThan(6);
  expect(log).toContain('provisioned');
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(10);
    expect(log).not.toContain(secret);
    const inHex = Buffer.from(secret).toString('hex');
    expect(rows.filter((row) => row.includes(secret) || row.includes(inHex))).toEqual([]);
  }
});

test('each line of the log is one object with a time, a level and a message', async () => {
  await team.provision();

  const lines = world.log.map((line) => JSON.parse(line));

  for (const line of lines) {
    expect(line).toMatchObject({
      time: expect.stringMatching(/^\d{4}-/),
      level: expect.stringMatching(/^(info|warn|error)$/),
      message: expect.any(String),
    });
  }
  expect(lines).toContainEqual(expect.objectContaining({ message: 'answered', status: 200 }));
});

test('the keys on disk are for this user alone', async () => {
  const names = await readdir(world.dataDirectory);
  const modes = await Promise.all(
    names.map(async (name) => [name, (await stat(join(world.dataDirectory, name))).mode & 0o777]),
  );

  expect(Object.fromEntries(modes)).toEqual({ 'vault-key': 0o600, 'admin-token': 0o600 });
});

test('policies are kept as they were accepted', async () => {
  const rows = await sql(
    world.stateUrl,
    'select policy, accepted_at from policy_acceptance where installation_id = $1 order by policy',
    [team.installationId],
  );

  const accepted_at = new Date('2026-01-05T10:00:00.000Z');
  expect(rows).toEqual([
    { policy: 'eula', accepted_at },
    { policy: 'toc', accepted_at },
  ]);
});
