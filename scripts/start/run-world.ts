import { mkdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { identifyProcess } from '../../packages/embedded-postgres/src/process-identity.ts';
import { bringUp } from './bring-up.ts';
import { claimWorld } from './claim-world.ts';
import type { Demo } from './demo.ts';
import { stopLeftOverDatabases, stopLeftOverPrograms } from './left-overs.ts';
import { requireFreePorts } from './ports.ts';
import { databaseDirectories, logDirectory, type Programs } from './programs.ts';
import { type RunRecord, readRunRecord, removeRunRecord, writeRunRecord } from './run-record.ts';
import type { StartSettings } from './settings.ts';
import { StartError } from './start-error.ts';
import type { StopRequests } from './stop-requests.ts';
import { createSupervisor, type Supervisor } from './supervisor.ts';
import type { Terminal } from './terminal.ts';
import { welcome } from './welcome.ts';

export type WorldOptions = {
  readonly settings: StartSettings;
  readonly programs: Programs;
  readonly terminal: Terminal;
  readonly requests: StopRequests;
};

/** A program that dies takes its connections along, and that may be seen before its end is. */
const DEATH_NOTICE_MS = 500;

/**
 * Runs host and provider until somebody asks for the end, or one of them ends. Answers the exit code.
 *
 * States: claimed → (stop what a killed start left, check ports) → starting → ready → stopping → given
 * up. Whatever the way to stopping, host, provider and their databases are stopped, in this order.
 *
 * @throws StartError when nothing was started
 */
export async function runWorld(options: WorldOptions): Promise<number> {
  const { settings, terminal } = options;
  const claim = await claimWorld(settings.dataDirectory);
  try {
    const former = await readRunRecord(settings.dataDirectory);
    if (former) await stopLeftOverPrograms(former, terminal);
    await requireFreePorts(settings);
    await mkdir(logDirectory(settings), { recursive: true, mode: 0o700 });
    const exitCode = await superviseWorld(options);
    await removeRunRecord(settings.dataDirectory);
    return exitCode;
  } finally {
    await claim.release();
  }
}

async function superviseWorld(options: WorldOptions): Promise<number> {
  const { settings, terminal, requests } = options;
  const record = await createRecord(settings);
  const supervisor = createSupervisor({ terminal, record: (children) => record({ children }) });
  const abandon = new AbortController();
  try {
    const up = bringUp({ ...options, supervisor, signal: abandon.signal });
    const demo = await untilEnd(up, { supervisor, requests });
    if (demo) {
      await record({ isReady: true });
      supervisor.settle();
      terminal.say(welcome(settings, demo));
      await untilEnd(new Promise<never>(() => {}), { supervisor, requests });
    }
    terminal.say('Stopping …');
    return 0;
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    terminal.warn(error.message);
    return 1;
  } finally {
    abandon.abort();
    await supervisor.stop(requests.hurry);
    await stopLeftOverDatabases(databaseDirectories(settings));
  }
}

/**
 * Waits for `work`; undefined when somebody asks to stop first.
 *
 * @throws StartError when a program ends
 */
async function untilEnd(
  work: Promise<Demo>,
  { supervisor, requests }: { supervisor: Supervisor; requests: StopRequests },
): Promise<Demo | undefined> {
  const fail = async () => {
    throw new StartError(await supervisor.failure);
  };
  const careful = work.catch(async (error: unknown) => {
    await Promise.race([fail(), delay(DEATH_NOTICE_MS, undefined, { ref: false })]);
    throw error;
  });
  return Promise.race([careful, requests.stop.then(() => undefined), fail()]);
}

async function createRecord(settings: StartSettings) {
  const supervisor = await identifyProcess(process.pid);
  if (!supervisor) throw new Error(`The start time of process ${process.pid} cannot be read.`);
  const { dataDirectory, hostUrl, providerUrl } = settings;
  let current: RunRecord = { supervisor, hostUrl, providerUrl, isReady: false, children: {} };
  const update = async (changes: Partial<RunRecord>) => {
    current = { ...current, ...changes };
    await writeRunRecord(dataDirectory, current);
  };
  await update({});
  return update;
}
