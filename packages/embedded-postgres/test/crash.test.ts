import { existsSync } from 'node:fs';
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { expect, it, onTestFinished, vi } from 'vitest';
import { identifyProcess } from '../src/process-identity.ts';
import { makeDirectory, query, start, startBystander, startHost, useDatabase } from './world.ts';

const database = useDatabase();

it('a server whose owner was killed is adopted, with what it was told to keep', async () => {
  const { directory } = database;
  const host = startHost(directory);
  const { started } = await host.report();
  await query(started?.url ?? '', 'create table mark as select 7 as value');
  await host.kill();

  const messages: string[] = [];
  const server = await start({ directory, log: (message) => messages.push(message) });

  expect(server).toMatchObject({ ...started, adopted: true });
  expect(await query(server.url, 'select value from mark')).toEqual([7]);
  expect(messages).toEqual([
    `PostgreSQL was left running as process ${server.pid}; it is taken over.`,
  ]);
  await server.stop();
  expect(await identifyProcess(server.pid)).toBeUndefined();
});

it('an abandoned server with other settings is stopped, it alone, and another one started', async () => {
  const { directory } = database;
  const host = startHost(directory);
  const { started } = await host.report();
  const neighbour = await start({ directory: await makeDirectory() });
  await host.kill();

  const server = await start({ directory, durable: false });

  expect(server.adopted).toBe(false);
  expect(await identifyProcess(started?.pid ?? 0)).toBeUndefined();
  expect(await query(neighbour.url, 'select 1')).toEqual([1]);
});

it('an abandoned server that does not know the password is stopped', async () => {
  const { directory } = database;
  const host = startHost(directory);
  const { started } = await host.report();
  await query(started?.url ?? '', `alter role kontor password 'changed'`);
  await host.kill();

  await expect(start({ directory })).rejects.toMatchObject({ code: 'start_failed' });

  expect(await identifyProcess(started?.pid ?? 0)).toBeUndefined();
  await writeFile(join(directory, 'password'), 'changed');
  await start({ directory });
});

it('an owner killed between recording the server and starting it leaves nothing in the way', async () => {
  const directory = await makeDirectory();
  const host = startHost(directory);
  await vi.waitUntil(() => existsSync(join(directory, 'server.json')), {
    interval: 1,
    timeout: 20_000,
  });
  await host.kill();

  const server = await start({ directory });

  expect(await query(server.url, 'select 1')).toEqual([1]);
});

it('a first start that was killed in the middle, all of it, leaves nothing in the way', async () => {
  const directory = await makeDirectory();
  const host = startHost(directory);
  await untilInitialising(directory);
  process.kill(-host.pid, 'SIGKILL');
  await host.kill();
  expect(existsSync(join(directory, 'data'))).toBe(false);

  const server = await start({ directory });

  expect(await query(server.url, 'select 1')).toEqual([1]);
  expect((await readdir(directory)).filter((name) => name.includes('unfinished'))).toEqual([]);
});

it('a first start whose owner alone was killed leaves nothing in the way', async () => {
  const directory = await makeDirectory();
  const host = startHost(directory);
  await untilInitialising(directory);
  await host.kill();

  const server = await start({ directory });

  expect(await query(server.url, 'select 1')).toEqual([1]);
  expect((await readdir(directory)).filter((name) => name.includes('unfinished'))).toEqual([]);
});

it('what was committed is there after the server itself was killed', async () => {
  const { directory } = database;
  const first = await start({ directory });
  await query(first.url, 'create table committed as select 7 as value');
  process.kill(first.pid, 'SIGKILL');
  await first.stop();

  const second = await start({ directory });

  expect(await query(second.url, 'select value from committed')).toEqual([7]);
});

it('a server that is to be revived runs again at the same address after it was killed', async () => {
  const { directory } = database;
  const messages: string[] = [];
  const server = await start({ directory, revive: true, log: (text) => messages.push(text) });
  const { url, pid } = server;
  await query(url, 'create table revived as select 7 as value');

  process.kill(pid, 'SIGKILL');

  const value = await vi.waitUntil(
    () => query(url, 'select value from revived').catch(() => undefined),
    {
      timeout: 20_000,
    },
  );
  expect(value).toEqual([7]);
  expect(server).toMatchObject({ url });
  await vi.waitUntil(() => server.pid !== pid, { timeout: 10_000 });
  expect(messages.at(-1)).toBe(`PostgreSQL had ended, and runs again as process ${server.pid}.`);
  await server.stop();
  expect(await identifyProcess(server.pid)).toBeUndefined();
});

it('a start waits for the children of a killed server to let go of the data', async () => {
  const { directory } = database;
  const first = await start({ directory });
  const backend = await freezeBackend(first.url);
  process.kill(first.pid, 'SIGKILL');
  await first.stop();

  const second = start({ directory });
  await vi.waitUntil(async () => (await logOf(directory)).includes('pre-existing shared memory'), {
    timeout: 10_000,
  });
  process.kill(backend, 'SIGKILL');

  expect(await query((await second).url, 'select 1')).toEqual([1]);
});

it('a process that has got the pid of the dead server is neither adopted nor stopped', async () => {
  const { directory } = database;
  const first = await start({ directory });
  const lock = join(directory, 'data', 'postmaster.pid');
  await copyFile(lock, join(directory, 'lock'));
  await first.stop();
  const bystander = await startBystander();
  const replacePid = (text: string) => text.replace(`${first.pid}`, `${bystander.pid}`);
  await writeFile(lock, replacePid(await readFile(join(directory, 'lock'), 'utf8')));
  const record = join(directory, 'server.json');
  await writeFile(record, replacePid(await readFile(record, 'utf8')));

  const second = await start({ directory });

  expect(second.adopted).toBe(false);
  expect(bystander.isAlive()).toBe(true);
});

it('Ctrl-C in the terminal of the owner leaves the server to the owner', async () => {
  const { directory } = database;
  const host = startHost(directory);
  const { started } = await host.report();

  process.kill(-host.pid, 'SIGINT');

  expect(await host.report()).toEqual({ answersBeforeStop: started?.version });
  await vi.waitUntil(() => host.child.exitCode === 0, { timeout: 10_000 });
  expect(await identifyProcess(started?.pid ?? 0)).toBeUndefined();
});

/** Waits until initdb is busy: some of the data directory exists, under its temporary name. */
async function untilInitialising(directory: string): Promise<void> {
  await vi.waitUntil(
    async () => {
      const names = await readdir(directory);
      const unfinished = names.find((name) => name.startsWith('data-'));
      return unfinished && existsSync(join(directory, unfinished, 'global'));
    },
    { interval: 5, timeout: 20_000 },
  );
}

/** A backend that cannot notice that its server is gone. Answers its pid. */
async function freezeBackend(url: string): Promise<number> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  onTestFinished(() => client.end());
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  const pid = rows[0]?.pid ?? 0;
  process.kill(pid, 'SIGSTOP');
  return pid;
}

function logOf(directory: string): Promise<string> {
  return readFile(join(directory, 'postgres.log'), 'utf8');
}
