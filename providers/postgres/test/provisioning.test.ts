import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  asAdmin,
  inDatabase,
  openSession,
  refusalFor,
  remainsOf,
  sql,
  withSession,
} from './sql.ts';
import { startWorld, type World } from './start-world.ts';
import { type Provisioned, provisioning, type Team, withSecrets } from './team.ts';

let world: World;
let team: Team;
beforeAll(async () => {
  world = await startWorld();
  team = await world.team();
});
afterAll(() => world.stop());

describe('a provisioned resource', () => {
  test('is a database that its secrets open, where its team makes what it likes', async () => {
    const { url, secrets, id } = await team.provision();

    const rows = await withSession(url, async (client) => {
      await client.query('create table note (text text)');
      await client.query('create schema archive');
      await client.query("insert into note values ('kept')");
      return (await client.query('select text from note')).rows;
    });

    expect(rows).toEqual([{ text: 'kept' }]);
    expect(Object.keys(secrets)).toEqual([
      'DATABASE_URL',
      'PGHOST',
      'PGPORT',
      'PGUSER',
      'PGPASSWORD',
      'PGDATABASE',
    ]);
    const { PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE } = secrets;
    expect(url).toBe(`postgres://${PGUSER}:${PGPASSWORD}@${PGHOST}:${PGPORT}/${PGDATABASE}`);
    expect(PGDATABASE).toBe(id.replace('pg_', 'kontor_'));
  });

  test('is reported with its form, its plan and its state', async () => {
    const { id } = await team.provision({ name: 'reported' });

    const { status, json } = await team.call('GET', `/resources/${id}`);

    expect(status).toBe(200);
    expect(json).toEqual({
      id,
      productId: 'postgres',
      name: 'reported',
      metadata: { region: 'fra1', size: 'small', extensions: false },
      status: 'ready',
      billingPlan: expect.objectContaining({ id: 'free', paymentMethodRequired: false }),
      notification: null,
    });
  });

  test('of another installation is not found, neither to read, change nor rotate', async () => {
    const { id, url } = await team.provision();
    const stranger = await world.team();

    const answers = [
      await stranger.call('GET', `/resources/${id}`),
      await stranger.call('PATCH', `/resources/${id}`, { body: { name: 'mine' } }),
      await stranger.call('POST', `/resources/${id}/secrets/rotate`),
      await stranger.call('DELETE', `/resources/${id}`),
    ];

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 204]);
    expect(await refusalFor(url)).toBe('let in');
  });

  test.each([
    ['an unknown region', { metadata: { region: 'moon1', size: 'small' } }, 'region'],
    ['an unknown size', { metadata: { region: 'fra1', size: 'vast' } }, 'size'],
    ['a field that the form has not', { metadata: { colour: 'red' } }, 'colour'],
    ['a toggle that is neither on nor off', { metadata: { extensions: 'yes' } }, 'extensions'],
    ['an unknown plan', { billingPlanId: 'gold' }, 'billingPlanId'],
    ['an unknown product', { productId: 'mysql' }, 'productId'],
    ['a size beyond the plan', { metadata: { size: 'large' } }, 'size'],
  ])('is refused with %s, and nothing is made', async (_title, wanted, field) => {
    const body = { ...provisioning, ...wanted };
    const before = await team.call('GET', '/resources');

    const answer = await team.call('POST', '/resources', { body });

    expect(answer.status).toBe(400);
    expect(answer.json.error.fields).toMatchObject([{ key: field }]);
    expect((await team.call('GET', '/resources')).json).toEqual(before.json);
  });

  test('is refused to an installation that is not installed', async () => {
    const gone = await world.team();
    await gone.uninstall();

    const answer = await gone.call('POST', '/resources', { body: provisioning });

    expect(answer.status).toBe(404);
  });
});

describe('two resources cannot see each other', () => {
  let a: Provisioned;
  let b: Provisioned;
  let own: string;
  let other: string;
  beforeAll(async () => {
    [a, b] = [await team.provision({ name: 'a' }), await team.provision({ name: 'b' })];
    [own, other] = [a.secrets.PGDATABASE ?? '', b.secrets.PGDATABASE ?? ''];
  });

  test('a login of one is let into no other database of the server', async () => {
    const state = new URL(world.stateUrl).pathname.slice(1);
    const others = [other, 'postgres', 'template1', state];

    const refusals = await Promise.all(others.map((name) => refusalFor(inDatabase(a.url, name))));

    expect(await refusalFor(a.url)).toBe('let in');
    expect(refusals).toEqual(['42501', '42501', '42501', '42501']);
  });

  test.each([
    ['make roles', () => 'create role intruder'],
    ['make databases', () => 'create database escape'],
    ['become the other owner', () => `set role ${other}`],
    ['join the other owner', () => `grant ${other} to current_user`],
    ['drop the other database', () => `drop database ${other}`],
    ['lift the limit of connections', () => `alter database ${own} connection limit -1`],
    ['keep its database from being dropped', () => `alter database ${own} is_template true`],
    ['own its database', () => `alter database ${own} owner to current_user`],
    ['lift the limit of temporary space', () => "set temp_file_limit = '1TB'"],
    ['read files of the server', () => "select pg_read_file('postgresql.conf')"],
    ['run programs on the server', () => "copy (select 1) to program 'true'"],
  ])('a login may not %s', async (_title, statement) => {
    await expect(sql(a.url, statement())).rejects.toMatchObject({ code: '42501' });
  });

  test('a grant to everyone lets nobody else in', async () => {
    // without the right to give it on, PostgreSQL grants nothing and warns
    await sql(a.url, `grant connect on database ${own} to public`);

    expect(await refusalFor(inDatabase(b.url, own))).toBe('42501');
  });
});

describe('limits', () => {
  test('the plan Free takes five sessions, and no sixth', async () => {
    const { url } = await team.provision();

    const sessions = await Promise.all(Array.from({ length: 5 }, () => openSession(url)));
    const sixth = await refusalFor(url);
    await Promise.all(sessions.map((session) => session.end()));

    expect(sixth).toBe('53300');
  });

  test.each([
    ['small', 10, '256MB'],
    ['medium', 25, '1GB'],
    ['large', 50, '4GB'],
  ])('Pro in %s takes %i sessions and %s of temporary space', async (size, connections, space) => {
    const metadata = { region: 'iad1', size };

    const { url, secrets } = await team.provision({ billingPlanId: 'pro', metadata });

    const limit = await asAdmin('select datconnlimit from pg_database where datname = $1', [
      secrets.PGDATABASE,
    ]);
    expect(limit).toEqual([{ datconnlimit: connections }]);
    expect(await sql(url, 'show temp_file_limit')).toEqual([{ temp_file_limit: space }]);
  });
});

describe('extensions', () => {
  test('common ones are installed for the team, and what is not to be had is said', async () => {
    const { url, notification } = await team.provision({ metadata: { extensions: true } });

    const installed = await sql<{ name: string; owned: boolean }>(
      url,
      `select extname as name, extowner = current_user::regrole as owned from pg_extension
       where extname <> 'plpgsql' order by 1`,
    );
    const similar = await sql(url, "select similarity('word', 'two words') > 0 as is_similar");

    const available = await asAdmin<{ name: string }>(
      `select name from pg_available_extensions
       where name in ('citext', 'fuzzystrmatch', 'hstore', 'pg_trgm', 'pgcrypto', 'unaccent', 'uuid-ossp')
       order by 1`,
    );
    expect(installed).toEqual(available.map(({ name }) => ({ name, owned: true })));
    expect(similar).toEqual([{ is_similar: true }]);
    const isAllThere = available.length === 7;
    expect(notification === null).toBe(isAllThere);
  });

  test('none are installed unless wanted', async () => {
    const { url } = await team.provision();

    const installed = await sql(url, "select from pg_extension where extname <> 'plpgsql'");

    expect(installed).toEqual([]);
  });
});

describe('changes', () => {
  test('a new plan and size change the limits, and the answer tells them', async () => {
    const { id, secrets } = await team.provision();

    const { status, json } = await team.call('PATCH', `/resources/${id}`, {
      body: { name: 'grown', billingPlanId: 'pro', metadata: { size: 'medium' } },
    });

    expect(status).toBe(200);
    expect(json).toMatchObject({
      name: 'grown',
      metadata: { region: 'fra1', size: 'medium' },
      billingPlan: { id: 'pro', cost: '$25.00/month' },
    });
    expect((await team.call('GET', `/resources/${id}`)).json).toEqual(json);
    const limit = await asAdmin('select datconnlimit from pg_database where datname = $1', [
      secrets.PGDATABASE,
    ]);
    expect(limit).toEqual([{ datconnlimit: 25 }]);
  });

  test('extensions can be had later', async () => {
    const { id, url } = await team.provision();

    await team.call('PATCH', `/resources/${id}`, { body: { metadata: { extensions: true } } });

    const installed = await sql(url, "select from pg_extension where extname = 'pg_trgm'");
    expect(installed).toHaveLength(1);
  });

  test.each([
    ['a database to another region', { metadata: { region: 'iad1' } }, 'region'],
    ['extensions off', { metadata: { extensions: false } }, 'extensions'],
    ['a large database to the plan Free', { billingPlanId: 'free' }, 'size'],
    ['to a plan that is not there', { billingPlanId: 'gold' }, 'billingPlanId'],
  ])('one cannot change %s', async (_title, body, field) => {
    const metadata = { region: 'fra1', size: 'large', extensions: true };
    const { id } = await team.provision({ billingPlanId: 'pro', metadata });

    const answer = await team.call('PATCH', `/resources/${id}`, { body });

    expect(answer.status).toBe(400);
    expect(answer.json.error.fields).toMatchObject([{ key: field }]);
    expect((await team.call('GET', `/resources/${id}`)).json.metadata).toEqual(metadata);
  });
});

describe('plans', () => {
  test('are quoted for the form as it stands', async () => {
    const form = encodeURIComponent(JSON.stringify({ size: 'large' }));

    const { json } = await world.host.call(world.baseUrl(), {
      method: 'GET',
      installationId: team.installationId,
      path: `/v1/products/postgres/plans?metadata=${form}`,
    });

    expect(json.plans).toMatchObject([
      { id: 'free', disabled: true },
      { id: 'pro', cost: '$60.00/month', paymentMethodRequired: true },
    ]);
  });

  test('of a resource are quoted for its size', async () => {
    const metadata = { size: 'medium' };
    const { id } = await team.provision({ billingPlanId: 'pro', metadata });

    const { json } = await team.call('GET', `/resources/${id}/plans`);

    expect(json.plans).toMatchObject([{ id: 'free', disabled: true }, { cost: '$25.00/month' }]);
  });

  test('of another product are not found', async () => {
    const { status } = await world.host.call(world.baseUrl(), {
      method: 'GET',
      installationId: team.installationId,
      path: '/v1/products/mysql/plans',
    });

    expect(status).toBe(404);
  });
});

describe('removal', () => {
  test('deleting drops the database with its sessions and roles, and may be repeated', async () => {
    const { id, url } = await team.provision();
    const session = await openSession(url);

    const first = await team.call('DELETE', `/resources/${id}`, { key: 'delete-1' });
    const again = await team.call('DELETE', `/resources/${id}`, { key: 'delete-2' });

    expect([first.status, again.status]).toEqual([204, 204]);
    await expect(session.query('select 1')).rejects.toThrow();
    expect(await remainsOf(id)).toEqual([]);
    expect((await team.call('GET', `/resources/${id}`)).status).toBe(404);
  });

  test('uninstalling drops everything of the installation, and nothing of another', async () => {
    const leaving = await world.team();
    const [a, b] = [await leaving.provision(), await leaving.provision()];
    const kept = await team.provision();

    const answer = await leaving.uninstall();
    const again = await leaving.uninstall();

    expect([answer.status, answer.json]).toEqual([200, { finalized: true }]);
    expect(again.status).toBe(204);
    expect([...(await remainsOf(a.id)), ...(await remainsOf(b.id))]).toEqual([]);
    expect(await refusalFor(kept.url)).toBe('let in');
  });

  test('an uninstall that was broken off takes nothing more in, and ends when asked again', async () => {
    const leaving = await world.team();
    const { id } = await leaving.provision();
    await sql(world.stateUrl, "update installation set status = 'uninstalling' where id = $1", [
      leaving.installationId,
    ]);

    const refused = await leaving.call('POST', '/resources', { body: provisioning });
    const ended = await leaving.uninstall();

    expect([refused.status, ended.status]).toEqual([404, 200]);
    expect(await remainsOf(id)).toEqual([]);
  });

  test('what is provisioned while a team uninstalls is gone too, or was refused', async () => {
    const leaving = await world.team();

    const provisioned = Array.from({ length: 4 }, () =>
      leaving.call('POST', '/resources', { body: provisioning }),
    );
    const uninstalled = leaving.uninstall();
    const answers = await Promise.all(provisioned);
    await uninstalled;

    for (const { status, json } of answers) {
      expect([200, 404, 409]).toContain(status);
      if (status === 200) expect(await remainsOf(withSecrets(json).id)).toEqual([]);
    }
  });
});
