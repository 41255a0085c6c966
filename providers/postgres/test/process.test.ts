import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgresProvider } from '@kontor/provider-postgres';
import { signWebhook } from '@kontor/signatures';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asAdmin, inDatabase, refusalFor, remainsOf, sql } from './sql.ts';
import { startWorld, type World } from './start-world.ts';
import { provisioning, type Team, teamOf, withSecrets } from './team.ts';
import { clientId, clientSecret, startTestHost } from './test-host.ts';

let world: World;
let team: Team;
beforeAll(async () => {
  world = await startWorld();
  team = await world.team();
});
afterAll(() => world.stop());

test('the provider says that it is well', async () => {
  const response = await fetch(`${world.baseUrl()}/healthz`);

  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ status: 'ok' });
});

test.each(['/', '/admin', '/admin/', '/admin/installations'])(
  'nobody gets anywhere at %s without the admin token',
  async (path) => {
    const response = await fetch(`${world.baseUrl()}${path}`, { method: 'POST' });

    expect([403, 404]).toContain(response.status);
  },
);

test('resources and answers survive a restart', async () => {
  const body = { ...provisioning, name: 'survivor' };
  const first = await team.call('POST', '/resources', { key: 'survives', body });
  const { id, url } = withSecrets(first.json);

  await world.restart();
  const repeat = await team.call('POST', '/resources', { key: 'survives', body });

  expect(repeat.text).toBe(first.text);
  expect((await team.call('GET', `/resources/${id}`)).json).toMatchObject({ status: 'ready' });
  expect(await refusalFor(url)).toBe('let in');
});

test('twenty calls at once under one key make one database', async () => {
  const body = { ...provisioning, name: 'only-one' };

  const answers = await Promise.all(
    Array.from({ length: 20 }, () => team.call('POST', '/resources', { key: 'parallel', body })),
  );

  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  expect(answers[0]?.status).toBe(200);
  const rows = await sql(world.stateUrl, "select from resource where name = 'only-one'");
  expect(rows).toHaveLength(1);
});

describe('when it hears of an uninstall by webhook', () => {
  async function deliver(type: string, installationId: string) {
    const payload = { installationId, configuration: { id: installationId } };
    const body = JSON.stringify({ id: 'delivery_1', type, createdAt: Date.now(), payload });
    const headers = { 'x-vercel-signature': await signWebhook(body, clientSecret) };
    return fetch(`${world.baseUrl()}/webhooks`, { method: 'POST', headers, body });
  }

  test('it removes the installation, also when the call comes as well', async () => {
    const leaving = await world.team();
    const { id } = await leaving.provision();

    const delivered = await deliver('integration-configuration.removed', leaving.installationId);
    const called = await leaving.uninstall();

    expect([delivered.status, called.status]).toEqual([204, 204]);
    expect(await remainsOf(id)).toEqual([]);
  });

  test('other events change nothing', async () => {
    const { id } = await team.provision();

    await deliver('integration-resource.project-connected', team.installationId);

    expect((await team.call('GET', `/resources/${id}`)).status).toBe(200);
  });
});

test('an administrator who is no superuser suffices', async () => {
  const role = `kontor_test_admin_${randomBytes(4).toString('hex')}`;
  await asAdmin(`create role ${role} login createdb createrole password 'secret'`);
  const adminUrl = new URL(world.stateUrl);
  [adminUrl.username, adminUrl.password, adminUrl.pathname] = [role, 'secret', '/postgres'];
  await asAdmin(`grant connect on database postgres to ${role}`);
  const modest = await startWorld({ adminUrl: adminUrl.href });

  const itsTeam = await modest.team();
  const [a, b] = [
    await itsTeam.provision({ metadata: { extensions: true } }),
    await itsTeam.provision(),
  ];
  const { json } = await itsTeam.call('POST', `/resources/${a.id}/secrets/rotate`);
  const seen = [
    await refusalFor(a.url),
    await refusalFor(json.secrets[0].value),
    await refusalFor(inDatabase(json.secrets[0].value, b.secrets.PGDATABASE ?? '')),
  ];
  await modest.stop();
  const left = await asAdmin(
    'select from pg_roles where pg_has_role($1, oid, $2) and rolname <> $1',
    [role, 'member'],
  );
  await asAdmin(`drop database ${new URL(modest.stateUrl).pathname.slice(1)}`);
  await asAdmin(`drop owned by ${role}`);
  await asAdmin(`drop role ${role}`);

  expect(seen[0]).toMatch(/^28/);
  expect(seen.slice(1)).toEqual(['let in', '42501']);
  expect(left).toEqual([]);
});

test('without a server it starts its own, and keeps databases and addresses over a restart', async () => {
  const host = await startTestHost();
  const dataDirectory = await mkdtemp(join(tmpdir(), 'kontor-provider-postgres-'));
  const config = {
    port: 0,
    dataDirectory,
    host: { issuer: host.url, apiUrl: host.url },
    integration: { clientId },
  };
  let own = await startPostgresProvider(config);
  const itsTeam = teamOf(host, () => own.baseUrl);
  await itsTeam.install();
  const { url } = await itsTeam.provision({ metadata: { extensions: true } });
  await sql(url, "create table note as select 'kept' as text");

  await own.stop();
  const whileStopped = await refusalFor(url);
  own = await startPostgresProvider(config);
  const kept = await sql(url, 'select text from note');
  const wrongPassword = new URL(url);
  wrongPassword.password = 'guessed';
  const guessed = await refusalFor(wrongPassword.href);
  await itsTeam.uninstall();
  const afterwards = await refusalFor(url);
  await own.stop();
  await host.stop();
  await rm(dataDirectory, { recursive: true });

  expect(whileStopped).toBe('ECONNREFUSED');
  expect(kept).toEqual([{ text: 'kept' }]);
  expect([guessed, afterwards]).toEqual(['28P01', '28P01']);
});
