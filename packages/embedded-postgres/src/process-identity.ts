import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { failedWith } from './error.ts';

/** One process among all that ever ran here: a pid is given out again, its start time is not. */
export type ProcessIdentity = { readonly pid: number; readonly startedAt: string };

const POLL_MS = 20;

/** Tells which process has this pid now; undefined when none has, or only one that is dead and unburied. */
export async function identifyProcess(pid: number): Promise<ProcessIdentity | undefined> {
  const startedAt =
    process.platform === 'linux' ? await startTimeFromProc(pid) : await startTimeFromPs(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

/** Whether exactly this process runs, and not a later one with its pid. */
export async function isRunning(identity: ProcessIdentity): Promise<boolean> {
  const now = await identifyProcess(identity.pid);
  return now?.startedAt === identity.startedAt;
}

/** Waits until the process is gone; false when it still runs after `patienceMs`. */
export async function waitForExit(identity: ProcessIdentity, patienceMs: number): Promise<boolean> {
  const deadline = Date.now() + patienceMs;
  while (await isRunning(identity)) {
    if (Date.now() > deadline) return false;
    await delay(POLL_MS);
  }
  return true;
}

export function isProcessIdentity(value: unknown): value is ProcessIdentity {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    Number.isSafeInteger(value.pid) &&
    'startedAt' in value &&
    typeof value.startedAt === 'string'
  );
}

/** The kernel counts start times from boot, so the boot belongs to the answer. */
async function startTimeFromProc(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch((error: unknown) => {
    if (failedWith(error, 'ENOENT') || failedWith(error, 'ESRCH')) return undefined;
    throw error;
  });
  if (stat === undefined) return undefined;
  // The second field is the program's name in brackets, and may itself hold brackets and spaces.
  const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const startTicks = rest[18];
  if (startTicks === undefined || state === 'Z' || state === 'X') return undefined;
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
  return `${boot.trim()}/${startTicks}`;
}

function startTimeFromPs(pid: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = { env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/bin:/usr/bin' } };
    execFile('ps', ['-o', 'state=,lstart=', '-p', String(pid)], options, (error, stdout) => {
      const [, state, startedAt] = /^\s*(\S+)\s+(.+?)\s*$/.exec(stdout) ?? [];
      resolve(error || state?.startsWith('Z') ? undefined : startedAt);
    });
  });
}
