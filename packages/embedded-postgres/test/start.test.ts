import { once } from 'node:events';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { makeDirectory, query, start, useDatabase } from './world.ts';

const database = useDatabase();

it('a fresh directory becomes a server that takes connections', async () => {
  const directory = join(await makeDirectory(), 'made', 'on the way');

  const server = await start({ directory });

  expect(server).toMatchObject({ adopted: false, version: expect.stringMatching(/^18\.\d+$/) });
  expect(await query(server.url, 'select 1 + 1')).toEqual([2]);
});

it('data, password and port survive a restart', async () => {
  const { directory } = database;
  const first = await start({ directory });
  await query(first.url, 'create table mark as select 7 as value');
  await first.stop();

  const second = await start({ directory });

  expect(second.url).toBe(first.url);
  expect(second.pid).not.toBe(first.pid);
  expect(await query(second.url, 'select value from mark')).toEqual([7]);
});

it('another port is taken, and kept from then on, when a program holds the former one', async () => {
  const { directory } = database;
  const first = await start({ directory });
  await first.stop();
  const intruder = createServer().listen(first.port, '127.0.0.1');
  onTestFinished(() => void intruder.close());
  await once(intruder, 'listening');

  const second = await start({ directory });
  await second.stop();
  const third = await start({ directory });

  expect(second.port).not.toBe(first.port);
  expect(third.port).toBe(second.port);
});

it('the server waits for the disk and is reachable from this machine with the password alone', async () => {
  const { directory } = database;
  const server = await start({ directory });

  const settings = await query(
    server.url,
    `select name || '=' || setting from pg_settings where name = any('{fsync,synchronous_commit,
       full_page_writes,listen_addresses,unix_socket_directories,max_connections,TimeZone}')
     order by name collate "C"`,
  );
  expect(settings).toEqual([
    'TimeZone=UTC',
    'fsync=on',
    'full_page_writes=on',
    'listen_addresses=127.0.0.1',
    'max_connections=100',
    'synchronous_commit=on',
    'unix_socket_directories=',
  ]);
  expect(await query(server.url, 'select distinct auth_method from pg_hba_file_rules')).toEqual([
    'scram-sha-256',
  ]);
  const wrong = server.url.replace(/:[^:@]+@/, ':wrong@');
  await expect(query(wrong, 'select 1')).rejects.toMatchObject({ code: '28P01' });
});

it('text is UTF-8, compared by code point, and knows the case of letters of all languages', async () => {
  const server = await start(database);

  expect(await query(server.url, 'show server_encoding')).toEqual(['UTF8']);
  expect(await query(server.url, `select upper('straße é')`)).toEqual([
    'STRASSE É'.replace('SS', 'ß'),
  ]);
  const sorted = `select x from unnest('{é,Z,a}'::text[]) x order by x`;
  expect(await query(server.url, sorted)).toEqual(['Z', 'a', 'é']);
});

it('a server for tests does not wait for the disk', async () => {
  const server = await start({ ...database, durable: false });

  expect(await query(server.url, 'show fsync')).toEqual(['off']);
});

it('what can be secret is readable by its owner alone', async () => {
  const { directory } = database;
  await start({ directory });

  const modes = ['password', 'postgres.log', 'data'].map(async (name) => {
    return (await stat(join(directory, name))).mode & 0o777;
  });
  expect(await Promise.all(modes)).toEqual([0o600, 0o600, 0o700]);
});

it('values of a statement that fails do not reach the log', async () => {
  const { directory } = database;
  const server = await start({ directory });
  await query(server.url, 'create table held (secret text unique)');
  await query(server.url, `insert into held values ('hunter2')`);

  await expect(query(server.url, `insert into held values ('hunter2')`)).rejects.toThrow('unique');

  const log = await readFile(join(directory, 'postgres.log'), 'utf8');
  expect(log).toContain('violates unique constraint');
  expect(log).not.toContain('hunter2');
});

it('stopping is quick and clean while clients are connected, and can be asked for twice', async () => {
  const { directory } = database;
  const server = await start({ directory });
  const asleep = query(server.url, 'select pg_sleep(600)');
  const rejected = expect(asleep).rejects.toThrow();

  await Promise.all([server.stop(), server.stop()]);

  await rejected;
  const log = await readFile(join(directory, 'postgres.log'), 'utf8');
  expect(log.trimEnd().split('\n').at(-1)).toContain('database system is shut down');
});

it('data without its password is refused, and says which file is gone', async () => {
  const directory = await makeDirectory();
  await mkdir(join(directory, 'data'));
  await writeFile(join(directory, 'data', 'PG_VERSION'), '18\n');

  await expect(start({ directory })).rejects.toMatchObject({
    code: 'password_missing',
    message: expect.stringContaining(join(directory, 'password')),
  });
});

it('data of another major version is refused, and names both versions', async () => {
  const directory = await makeDirectory();
  await mkdir(join(directory, 'data'));
  await writeFile(join(directory, 'data', 'PG_VERSION'), '17\n');

  await expect(start({ directory })).rejects.toMatchObject({
    code: 'version_mismatch',
    message: expect.stringMatching(/PostgreSQL 17.* is 18\./),
  });
});

it('damaged data is refused with the end of the log of PostgreSQL', async () => {
  const directory = await makeDirectory();
  await mkdir(join(directory, 'data'), { mode: 0o700 });
  await writeFile(join(directory, 'data', 'PG_VERSION'), '18\n');
  await writeFile(join(directory, 'password'), 'known');

  await expect(start({ directory })).rejects.toMatchObject({
    code: 'start_failed',
    message: expect.stringContaining('could not access the server configuration file'),
  });
});

it('a directory that cannot be made is refused by name', async () => {
  const file = join(await makeDirectory(), 'file');
  await writeFile(file, '');

  await expect(start({ directory: join(file, 'below') })).rejects.toMatchObject({
    code: 'directory_unusable',
    message: expect.stringContaining('ENOTDIR'),
  });
});
