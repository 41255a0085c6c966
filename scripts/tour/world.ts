import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readDemo } from '../start/demo.ts';
import { findFreePorts } from '../start/free-ports.ts';
import { providerDirectory } from '../start/programs.ts';
import { findRunningWorld, type RunRecord } from '../start/run-record.ts';
import { readStartSettings, type StartSettings } from '../start/settings.ts';
import { StartError } from '../start/start-error.ts';

/** The running world that the tour goes through, with what opens it. */
export type TourWorld = {
  readonly hostUrl: string;
  readonly providerUrl: string;
  /** Speaks for the demo's person. */
  readonly token: string;
  readonly password: string;
  /** Opens the provider's administrator endpoints. */
  readonly adminToken: string;
  /** Leaves the world as it was found: one that was started for the tour is stopped. */
  readonly leave: () => Promise<void>;
};

const START = fileURLToPath(new URL('../start.ts', import.meta.url));
const POLL_MS = 50;

/**
 * Finds the world that runs in the data directory. Where none runs one is started: there if
 * KONTOR_DATA names a directory, in a temporary one otherwise.
 *
 * @throws StartError when it does not start
 */
export async function enterWorld(signal: AbortSignal): Promise<TourWorld> {
  const settings = readStartSettings();
  const running = await findRunningWorld(settings.dataDirectory);
  if (running) {
    const record = await untilReady(settings.dataDirectory, { signal, process: undefined });
    return open(settings.dataDirectory, record, async () => {});
  }
  return settings.variables.KONTOR_DATA
    ? startIn(settings, signal, async () => {})
    : startInTemporaryDirectory(settings, signal);
}

async function startInTemporaryDirectory(
  settings: StartSettings,
  signal: AbortSignal,
): Promise<TourWorld> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'kontor-tour-'));
  const [hostPort, providerPort] = await findFreePorts();
  const { KONTOR_URL: _url, DATABASE_URL: _database, ...variables } = settings.variables;
  const place = { dataDirectory, hostPort, providerPort, variables };
  return startIn(place, signal, () => rm(dataDirectory, { recursive: true, force: true }));
}

type Place = Pick<StartSettings, 'dataDirectory' | 'hostPort' | 'providerPort' | 'variables'>;

async function startIn(
  { dataDirectory, hostPort, providerPort, variables }: Place,
  signal: AbortSignal,
  afterwards: () => Promise<void>,
): Promise<TourWorld> {
  const child = spawn(process.execPath, [START], {
    env: {
      ...variables,
      KONTOR_DATA: dataDirectory,
      KONTOR_PORT: `${hostPort}`,
      KONTOR_PROVIDER_PORT: `${providerPort}`,
    },
    // Ctrl-C is for the tour, which then asks the world to stop; and the channel closes with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const ended = once(child, 'close');
  const leave = async () => {
    child.kill('SIGTERM');
    await ended;
    await afterwards();
  };
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  try {
    const world = { isOver, output: () => output };
    const record = await untilReady(dataDirectory, { signal, process: world });
    return await open(dataDirectory, record, leave);
  } catch (error) {
    await leave();
    throw error;
  }
}

type Watched = {
  readonly signal: AbortSignal;
  readonly process: { readonly isOver: () => boolean; readonly output: () => string } | undefined;
};

async function untilReady(dataDirectory: string, { signal, process }: Watched): Promise<RunRecord> {
  for (;;) {
    const record = await findRunningWorld(dataDirectory);
    if (record?.isReady) return record;
    if (process ? process.isOver() : !record) {
      throw new StartError(`The world of the tour does not start.\n${process?.output() ?? ''}`);
    }
    await delay(POLL_MS, undefined, { signal });
  }
}

async function open(
  dataDirectory: string,
  { hostUrl, providerUrl }: RunRecord,
  leave: () => Promise<void>,
): Promise<TourWorld> {
  const demo = await readDemo(dataDirectory);
  if (!demo?.token) {
    throw new StartError(`There is no demo in ${dataDirectory}. Start one with npm start.`);
  }
  const adminTokenPath = join(providerDirectory({ dataDirectory }), 'admin-token');
  return {
    hostUrl,
    providerUrl,
    token: demo.token,
    password: demo.person.password,
    adminToken: (await readFile(adminTokenPath, 'utf8')).trim(),
    leave,
  };
}
