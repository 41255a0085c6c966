import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Client } from 'pg';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { asAdmin, inDatabase, openSession, refusalFor, remainsOf, sql } from './sql.ts';
import { provisioning, type Team, teamOf, withSecrets } from './team.ts';
import { clientId, startTestHost, type TestHost } from './test-host.ts';

// each test starts whole processes, and a busy machine takes its time for that
vi.setConfig({ testTimeout: 90_000 });

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const stateDatabase = `kontor_test_${inject('databaseRun')}_${randomBytes(6).toString('hex')}`;
const stateUrl = inDatabase(inject('adminDatabaseUrl'), stateDatabase);

let host: TestHost;
let dataDirectory: string;
let running: { child: ChildProcess; baseUrl: string };
let team: Team;
/** Holds a lock at which the provider waits, so that it can be killed exactly there. */
let holder: Client;

beforeAll(async () => {
  host = await startTestHost();
  dataDirectory = await mkdtemp(join(tmpdir(), 'kontor-provider-postgres-'));
  running = await start();
  team = teamOf(host, () => running.baseUrl);
  await team.install();
  holder = await openSession(stateUrl);
});
afterAll(async () => {
  await team.uninstall();
  await holder.end();
  await end('SIGTERM');
  await host.stop();
  await rm(dataDirectory, { recursive: true });
});

/** Where a provisioning waits, by the table it writes to next. */
const moments = {
  'nothing is made yet': { on: 'insert', table: 'login' },
  'everything is made, and not yet answered': { on: 'update', table: 'resource' },
} as const;

test.each(Object.entries(moments))(
  'a provider killed when %s goes on after its start',
  async (_, at) => {
    const key = `provision-${at.table}`;
    const body = { ...provisioning, name: key };
    await waitAt(at);

    const lost = team.call('POST', '/resources', { key, body }).catch(() => 'hung up');
    await someoneWaits();
    const idBefore = await onlyResourceNamed(key);
    await kill();
    expect(await lost).toBe('hung up');
    await goOn(at);
    running = await start();
    const pending = await team.call('GET', `/resources/${idBefore}`);
    const retried = await team.call('POST', '/resources', { key, body });
    const repeated = await team.call('POST', '/resources', { key, body });

    expect(pending.json.status).toBe('pending');
    expect(retried.status).toBe(200);
    expect(repeated.text).toBe(retried.text);
    const { id, url } = withSecrets(retried.json);
    expect(id).toBe(idBefore);
    expect(await refusalFor(url)).toBe('let in');
    expect(await onlyResourceNamed(key)).toBe(id);
    expect(await remainsOf(id)).toHaveLength(3); // the database, its owner, and one login
  },
);

test('a provider killed between making the database and closing it finishes it closed', async () => {
  const key = 'provision-between';
  const body = { ...provisioning, name: key };
  await waitAt(moments['nothing is made yet']);
  const lost = team.call('POST', '/resources', { key, body }).catch(() => 'hung up');
  await someoneWaits();
  const id = await onlyResourceNamed(key);
  await kill();
  await lost;
  await goOn(moments['nothing is made yet']);
  // what the provider does first, as it leaves it when it dies right after
  const name = id.replace('pg_', 'kontor_');
  await asAdmin(`create role ${name} nologin`);
  await asAdmin(`create database ${name} template template0 allow_connections false`);

  running = await start();
  const { json } = await team.call('POST', '/resources', { key, body });
  const stranger = await team.provision({ name: 'stranger' });

  expect(json.id).toBe(id);
  expect(await refusalFor(withSecrets(json).url)).toBe('let in');
  expect(await refusalFor(inDatabase(stranger.url, name))).toBe('42501');
});

test('a provider killed while it removes a resource removes the rest when asked again', async () => {
  const { id } = await team.provision({ name: 'removed' });
  const at = { on: 'delete', table: 'resource' } as const;
  await waitAt(at);

  const lost = team.call('DELETE', `/resources/${id}`).catch(() => 'hung up');
  await someoneWaits();
  await kill();
  await lost;
  await goOn(at);
  running = await start();
  const again = await team.call('DELETE', `/resources/${id}`);

  expect(again.status).toBe(204);
  expect(await remainsOf(id)).toEqual([]);
  expect((await team.call('GET', `/resources/${id}`)).status).toBe(404);
});

test('a second provider on the same state is refused while the first one lives', async () => {
  const second = spawn(process.execPath, [main], {
    env: { ...environment(), KONTOR_PROVIDER_PORT: '0' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const complaint = (await second.stderr.toArray()).join('');

  expect(complaint).toContain('Another provider runs');
});

test('a call that runs when the provider is told to stop is answered before it does', async () => {
  const at = moments['everything is made, and not yet answered'];
  await waitAt(at);

  const call = team.call('POST', '/resources', { body: { ...provisioning, name: 'last' } });
  await someoneWaits();
  const exited = once(running.child, 'exit');
  running.child.kill('SIGTERM');
  const refusesOthers = () =>
    fetch(running.baseUrl).then(
      () => 'open',
      () => 'closed',
    );
  await expect.poll(refusesOthers, { timeout: 30_000 }).toBe('closed');
  await goOn(at);

  const { status, headers } = await call;
  expect([status, headers.get('connection')]).toEqual([200, 'close']);
  expect(await exited).toEqual([0, null]);
  running = await start();
});

async function start() {
  const child = spawn(process.execPath, [main], {
    env: environment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const listening = Promise.withResolvers<string>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { message, baseUrl } = JSON.parse(line);
    if (message === 'listening') listening.resolve(baseUrl);
  });
  child.once('exit', () => listening.reject(new Error('The provider did not start.')));
  return { child, baseUrl: await listening.promise };
}

function environment() {
  return {
    KONTOR_PROVIDER_PORT: '0',
    KONTOR_PROVIDER_DATA: dataDirectory,
    KONTOR_PROVIDER_DATABASE: stateDatabase,
    KONTOR_POSTGRES_ADMIN_URL: inject('adminDatabaseUrl'),
    KONTOR_HOST_URL: host.url,
    KONTOR_CLIENT_ID: clientId,
  };
}

async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  const exited = once(running.child, 'exit');
  running.child.kill(signal);
  await exited;
}

/** Kills the provider, and with it what it had the server do. */
async function kill(): Promise<void> {
  await end('SIGKILL');
  await sql(stateUrl, `select pg_terminate_backend(pid, 5000) from pg_locks where ${isWaiting}`);
}

const isWaiting = `locktype = 'advisory' and not granted
  and database = (select oid from pg_database where datname = current_database())`;

type Moment = { readonly on: 'insert' | 'update' | 'delete'; readonly table: string };

/** Has the provider wait before it next writes to a table. */
async function waitAt({ on, table }: Moment): Promise<void> {
  await holder.query('select pg_advisory_lock(1)');
  await holder.query(
    `create or replace function wait() returns trigger language plpgsql as
     $$ begin perform pg_advisory_xact_lock(1); return coalesce(new, old); end $$`,
  );
  await holder.query(
    `create trigger wait before ${on} on ${table} for each row execute function wait()`,
  );
}

async function goOn({ table }: Moment): Promise<void> {
  await holder.query('select pg_advisory_unlock(1)');
  await holder.query(`drop trigger wait on ${table}`);
}

async function someoneWaits(): Promise<void> {
  const waiting = () =>
    sql(stateUrl, `select from pg_locks where ${isWaiting}`).then((rows) => rows.length);
  await expect.poll(waiting, { timeout: 30_000 }).toBeGreaterThan(0);
}

async function onlyResourceNamed(name: string): Promise<string> {
  const rows = await sql<{ id: string }>(stateUrl, 'select id from resource where name = $1', [
    name,
  ]);
  expect(rows).toHaveLength(1);
  return rows[0]?.id ?? '';
}
