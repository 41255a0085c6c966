import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asAdmin, openSession, refusalFor, sql, withSession } from './sql.ts';
import { startWorld, type World } from './start-world.ts';
import { accessToken, secretsIn, type Team } from './team.ts';

let now = new Date();
let world: World;
let team: Team;
beforeAll(async () => {
  world = await startWorld({ clock: () => now });
  team = await world.team();
});
afterAll(() => world.stop());

/** PostgreSQL's codes for a password, or a role, that it does not take. */
const refused = expect.stringMatching(/^28/);

describe('when the host asks for new secrets', () => {
  async function rotate(id: string, options: { key?: string; hours?: number } = {}) {
    const { key, hours } = options;
    const answer = await team.call('POST', `/resources/${id}/secrets/rotate`, {
      ...(key !== undefined && { key }),
      ...(hours !== undefined && { body: { delayOldSecretsExpirationHours: hours } }),
    });
    expect(answer).toMatchObject({ status: 200, json: { sync: true } });
    return secretsIn(answer.json.secrets);
  }

  test('old ones end at once, with their open sessions, and new ones work', async () => {
    const { id, url } = await team.provision();
    const session = await openSession(url);

    const { DATABASE_URL = '' } = await rotate(id);

    expect(await refusalFor(DATABASE_URL)).toBe('let in');
    expect(await refusalFor(url)).toEqual(refused);
    await expect(session.query('select 1')).rejects.toThrow();
  });

  test('old ones go on working beside new ones for as long as was asked', async () => {
    const { id, url, secrets } = await team.provision();

    const { DATABASE_URL = '' } = await rotate(id, { hours: 2.5 });

    expect([await refusalFor(url), await refusalFor(DATABASE_URL)]).toEqual(['let in', 'let in']);
    const [login] = await asAdmin<{ rolvaliduntil: Date }>(
      'select rolvaliduntil from pg_roles where rolname = $1',
      [secrets.PGUSER],
    );
    expect(login?.rolvaliduntil).toEqual(new Date(now.getTime() + 2.5 * 3_600_000));
  });

  test('what the old login makes belongs to the new one too, while both work', async () => {
    const { id, url } = await team.provision();

    const { DATABASE_URL = '' } = await rotate(id, { hours: 1 });
    await sql(url, 'create table made_by_old as select 1 as one');
    await sql(DATABASE_URL, 'alter table made_by_old rename to renamed_by_new');
    await sql(url, 'drop table renamed_by_new');

    const tables = await sql(DATABASE_URL, "select from pg_tables where schemaname = 'public'");
    expect(tables).toEqual([]);
  });

  test('what the old login made for itself alone is not lost with it', async () => {
    const { id, url } = await team.provision();
    await withSession(url, async (client) => {
      await client.query('set role none');
      await client.query('create schema private');
      await client.query('create table private.note as select 1 as one');
    });

    const { DATABASE_URL = '' } = await rotate(id);

    expect(await sql(DATABASE_URL, 'select one from private.note')).toEqual([{ one: 1 }]);
  });

  test('a repeat has the same secrets, and makes no further login', async () => {
    const { id, secrets } = await team.provision();

    const first = await rotate(id, { key: 'rotation-1', hours: 1 });
    const repeat = await rotate(id, { key: 'rotation-1', hours: 1 });

    expect(repeat).toEqual(first);
    const logins = await asAdmin(
      "select rolname from pg_roles where starts_with(rolname, $1 || '_')",
      [secrets.PGDATABASE],
    );
    expect(logins).toHaveLength(2);
  });

  test('a login whose time is over is dropped when the provider starts', async () => {
    const { id, secrets, url } = await team.provision();
    const session = await openSession(url);
    await rotate(id, { hours: 1 });

    const before = now;
    now = new Date(now.getTime() + 3_600_001);
    await world.restart();
    const exists = () =>
      asAdmin('select from pg_roles where rolname = $1', [secrets.PGUSER]).then(
        (rows) => rows.length,
      );
    await expect.poll(exists, { timeout: 20_000 }).toBe(0);
    now = before;

    await expect(session.query('select 1')).rejects.toThrow();
  });

  test('the limits hold for the new login as well', async () => {
    const { id } = await team.provision({ billingPlanId: 'pro' });

    const { DATABASE_URL = '' } = await rotate(id);

    expect(await sql(DATABASE_URL, 'show temp_file_limit')).toEqual([{ temp_file_limit: '256MB' }]);
  });

  test('a resource with two logins is removed without a trace', async () => {
    const { id, secrets } = await team.provision();
    await rotate(id, { hours: 1 });

    await team.call('DELETE', `/resources/${id}`);

    const roles = await asAdmin('select from pg_roles where starts_with(rolname, $1)', [
      secrets.PGDATABASE,
    ]);
    expect(roles).toEqual([]);
  });
});

describe("when the provider's administrator rotates", () => {
  const pathOf = (id: string, installationId = team.installationId) =>
    `/installations/${installationId}/resources/${id}/rotate-password`;

  test('the host has the new secrets, which work, and the old ones work for an hour more', async () => {
    const { id, url } = await team.provision();

    const response = await world.admin(pathOf(id));

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ rotated: true, overlapHours: 1 });
    const pushed = world.host.pushed.at(-1);
    expect(pushed).toMatchObject({
      path: `PUT /v1/installations/${team.installationId}/resources/${id}/secrets`,
      authorization: `Bearer ${accessToken}`,
    });
    const { DATABASE_URL = '' } = secretsIn(pushed?.secrets ?? []);
    expect(DATABASE_URL).not.toBe(url);
    expect([await refusalFor(DATABASE_URL), await refusalFor(url)]).toEqual(['let in', 'let in']);
  });

  test('without an overlap the old secrets end as soon as the host has the new ones', async () => {
    const { id, url } = await team.provision();

    await world.admin(pathOf(id), { body: { overlapHours: 0 } });

    expect(await refusalFor(url)).toEqual(refused);
  });

  test('a host that does not take them is told of, and the old secrets stay', async () => {
    const { id, url } = await team.provision();
    const body = '{"error":{"code":"conflict","message":"A rotation is running."}}';
    world.host.answerWith(409, body);

    const response = await world.admin(pathOf(id), { body: { overlapHours: 0 } });
    world.host.answerWith(201);

    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({
      error: { code: 'host_refused', message: 'A rotation is running.', status: 409 },
    });
    expect(await refusalFor(url)).toBe('let in');
  });

  test.each([
    ['another token', async () => ({ token: 'guessed', id: (await team.provision()).id }), 403],
    ['no such resource', async () => ({ id: 'pg_none' }), 404],
    ['an overlap that is too long', async () => ({ id: 'pg_1', body: { overlapHours: 721 } }), 400],
  ])('%s is refused, and nothing is pushed', async (_title, call, status) => {
    const { id, ...options } = await call();
    const before = world.host.pushed.length;

    const response = await world.admin(pathOf(id), options);

    expect(response.status).toBe(status);
    expect(world.host.pushed).toHaveLength(before);
  });
});
