import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished, vi } from 'vitest';
import {
  identifyProcess,
  waitForExit,
} from '../../../packages/embedded-postgres/src/process-identity.ts';
import { writeDemo } from '../demo.ts';
import { findFreePorts } from '../free-ports.ts';
import { stopLeftOverDatabases, stopLeftOverPrograms } from '../left-overs.ts';
import { databaseDirectories } from '../programs.ts';
import { readRunRecord } from '../run-record.ts';

const PATIENCE_MS = 60_000;

/** A data directory of the test's own, and two ports that are free. */
export type Place = {
  readonly dataDirectory: string;
  readonly hostPort: number;
  readonly providerPort: number;
};

/** What is left running there is stopped, and the directory removed, when the test ends. */
export async function makePlace(): Promise<Place> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'kontor start '));
  onTestFinished(async () => {
    const record = await readRunRecord(dataDirectory);
    if (record) {
      await stopLeftOverPrograms(record, { say: () => {}, warn: () => {} });
      await waitForExit(record.supervisor, PATIENCE_MS);
    }
    await stopLeftOverDatabases(databaseDirectories({ dataDirectory }));
    await rm(dataDirectory, { recursive: true, force: true });
  });
  const [hostPort, providerPort] = await findFreePorts();
  return { dataDirectory, hostPort, providerPort };
}

/** A place whose demo is complete, so that programs which only listen will do. */
export async function makeFakePlace(): Promise<Place> {
  const place = await makePlace();
  await writeDemo(place.dataDirectory, {
    person: { name: 'Ada', email: 'ada@kontor.localhost', password: 'correct horse' },
    token: 'a token',
    integration: {
      id: 'oac_1',
      clientSecret: 'a secret',
      baseUrl: `http://127.0.0.1:${place.providerPort}`,
    },
    isComplete: true,
  });
  return place;
}

export type StartedWorld = {
  readonly child: ChildProcess;
  readonly pid: number;
  /** All that it said so far. */
  readonly output: () => string;
  /** Waits until it has said this, and fails when it ends without. */
  readonly says: (text: string) => Promise<void>;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
};

/** What a test can start. */
const programs = {
  'real world': new URL('../../start.ts', import.meta.url),
  'fake world': new URL('fake-start.ts', import.meta.url),
  'host alone': new URL('host-alone.ts', import.meta.url),
};

export type StartOptions = {
  readonly program?: keyof typeof programs;
  readonly variables?: Readonly<Record<string, string>>;
  /** What is put before the command, for instance to become another user. */
  readonly through?: readonly string[];
};

/** Starts a world in a place. It is killed when the test ends. */
export function startWorld(
  { dataDirectory, hostPort, providerPort }: Place,
  { program = 'fake world', variables = {}, through = [] }: StartOptions = {},
): StartedWorld {
  const file = fileURLToPath(programs[program]);
  const [command = '', ...args] = [...through, process.execPath, file];
  const { DATABASE_URL: _, ...inherited } = process.env;
  const child = spawn(command, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...inherited,
      KONTOR_DATA: dataDirectory,
      KONTOR_PORT: `${hostPort}`,
      KONTOR_PROVIDER_PORT: `${providerPort}`,
      ...variables,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const says = async (text: string) => {
    const heard = () => output.includes(text);
    const isOver = () => child.exitCode !== null || child.signalCode !== null;
    await vi.waitUntil(() => heard() || isOver(), { timeout: PATIENCE_MS, interval: 10 });
    if (!heard()) throw new Error(`It ended without saying "${text}". It said:\n${output}`);
  };
  return { child, pid: child.pid ?? 0, output: () => output, says, ended };
}

/** What the fake programs did, in order. */
export async function livesIn({ dataDirectory }: Place): Promise<string[]> {
  const text = await readFile(join(dataDirectory, 'life.log'), 'utf8');
  return text.trimEnd().split('\n');
}

/** The pids of host and provider, as recorded. */
export async function childrenIn({ dataDirectory }: Place): Promise<Record<string, number>> {
  const { children = {} } = (await readRunRecord(dataDirectory)) ?? {};
  return Object.fromEntries(Object.entries(children).map(([name, { pid }]) => [name, pid]));
}

/** Waits until no process has this pid. */
export async function isGone(pid: number | undefined): Promise<void> {
  await vi.waitUntil(async () => (await identifyProcess(pid ?? 0)) === undefined, {
    timeout: PATIENCE_MS,
    interval: 10,
  });
}
