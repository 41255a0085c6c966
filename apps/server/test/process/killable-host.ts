import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bareEnvironment, createTestDatabase, freePort } from '@kontor/testing';
import { afterAll, beforeAll } from 'vitest';
import { migrate } from '../../src/postgres/migrate.ts';
import { type ScriptedProvider, startScriptedProvider } from '../world/scripted-provider.ts';
import { seed } from '../world/world.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

type Running = {
  readonly world: Awaited<ReturnType<typeof seed>>;
  readonly provider: ScriptedProvider;
  readonly databaseUrl: string;
  readonly url: string;
  readonly dataDirectory: string;
};

/** A host in a process of its own, for the tests of one file, which may kill it. */
export type KillableHost = Running & {
  /** Ends it as a machine that loses its power would. */
  readonly kill: () => Promise<void>;
  /** Starts it again on the same database, with other settings where they are given. */
  readonly start: (env?: Readonly<Record<string, string>>) => Promise<void>;
};

/** @param settings what the host is started with each time, once whatever it depends on is there */
export function useKillableHost(
  settings: () => Promise<Readonly<Record<string, string>>> = async () => ({}),
): KillableHost {
  let host: ChildProcess;
  let running: Running | undefined;
  let start: (env?: Readonly<Record<string, string>>) => Promise<ChildProcess>;
  let end: () => Promise<void>;
  const current = () => {
    if (running === undefined) throw new Error('the host starts before the first test');
    return running;
  };

  beforeAll(async () => {
    const database = await createTestDatabase({
      migrate: async (url) => void (await migrate(url)),
      templateKey: 'apps/server',
    });
    const dataDirectory = await mkdtemp(join(tmpdir(), 'kontor-killed-'));
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const given = await settings();
    start = (env = {}) =>
      startHost({
        DATABASE_URL: database.url,
        KONTOR_DATA: dataDirectory,
        KONTOR_PORT: String(port),
        KONTOR_URL: url,
        KONTOR_DRAIN_SECONDS: '0',
        KONTOR_ALLOW_PRIVATE_ADDRESSES: 'true',
        KONTOR_LOG_LEVEL: 'error',
        ...given,
        ...env,
      });
    host = await start();
    const provider = await startScriptedProvider();
    running = {
      provider,
      world: await seed(url, provider),
      databaseUrl: database.url,
      url,
      dataDirectory,
    };
    end = async () => {
      await stopped(host, 'SIGTERM');
      await provider.down();
      await database.drop();
      await rm(dataDirectory, { recursive: true });
    };
  });
  afterAll(() => end());

  return {
    get world() {
      return current().world;
    },
    get provider() {
      return current().provider;
    },
    get url() {
      return current().url;
    },
    get dataDirectory() {
      return current().dataDirectory;
    },
    get databaseUrl() {
      return current().databaseUrl;
    },
    kill: () => stopped(host, 'SIGKILL'),
    start: async (env) => {
      host = await start(env);
    },
  };
}

function startHost(env: Record<string, string>): Promise<ChildProcess> {
  const child = spawn(process.execPath, [MAIN], {
    env: { ...bareEnvironment(), ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child));
    child.once('exit', (code) => reject(new Error(`the host ended with ${code}`)));
  });
}

function stopped(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill(signal);
  });
}
