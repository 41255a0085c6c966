import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, onTestFinished } from 'vitest';
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
  stopAbandonedPostgres,
} from '../src/index.ts';

/** A directory of the test's own. Its name has a space, as homes of people have. */
export async function makeDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'kontor embedded '));
  onTestFinished(async () => {
    await stopAbandonedPostgres(directory);
    await rm(directory, { recursive: true, force: true });
  });
  return directory;
}

/**
 * One database for all tests of a file, because making one takes a second or more. It is stopped
 * between tests, whatever they did to it.
 */
export function useDatabase(): { readonly directory: string } {
  const database = { directory: '' };
  beforeAll(async () => {
    database.directory = await mkdtemp(join(tmpdir(), 'kontor embedded '));
    await (await startEmbeddedPostgres(database)).stop();
  });
  beforeEach(async () => void (await stopAbandonedPostgres(database.directory)));
  afterAll(() => rm(database.directory, { recursive: true }));
  return database;
}

/** Starts a server owned by the test, which is stopped when the test ends. */
export async function start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres(options);
  onTestFinished(server.stop);
  return server;
}

export type HostReport = {
  started?: { url: string; port: number; pid: number; version: string; adopted: boolean };
  refused?: { code: string; message: string; ownerPid?: number };
  answersBeforeStop?: string;
};

export type Host = {
  readonly child: ChildProcess;
  readonly pid: number;
  /** The next line that it prints; rejects when it ends without one. */
  report(): Promise<HostReport>;
  /** Kills it as the kernel would, and waits until it is gone. */
  kill(): Promise<void>;
  /** Asks it to stop its server; answers its exit code. */
  stop(): Promise<number | null>;
};

/**
 * Starts another process that owns a server in the directory, in a process group of its own.
 * `through` is a command to run it with, for instance as another user.
 */
export function startHost(directory: string, { through = [] }: { through?: string[] } = {}): Host {
  const program = fileURLToPath(new URL('host.ts', import.meta.url));
  const [command = '', ...args] = [...through, process.execPath, program, directory];
  const child = spawn(command, args, { detached: true, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  onTestFinished(kill);
  return {
    child,
    pid: child.pid ?? 0,
    kill,
    report: async () => {
      const line = await lines.next();
      if (line.done) throw new Error(`The host ended with code ${await ended} and said nothing.`);
      return JSON.parse(line.value);
    },
    stop: () => {
      child.stdin.end();
      return ended;
    },
  };
}

/** Starts a bystander that does nothing and must survive. */
export async function startBystander(): Promise<{ pid: number; isAlive: () => boolean }> {
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
  await once(child, 'spawn');
  onTestFinished(() => void child.kill());
  return { pid: child.pid ?? 0, isAlive: () => child.exitCode === null && !child.signalCode };
}

/** Runs one statement over a connection of its own; answers the first column. */
export async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  // of a connection that is lost before it is asked, asking tells
  client.on('error', () => {});
  await client.connect();
  try {
    const { rows } = await client.query<unknown[]>({ text: sql, rowMode: 'array' });
    return rows.map((row) => row[0]);
  } finally {
    await client.end();
  }
}
