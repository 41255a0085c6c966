import { type ChildProcess, spawn } from 'node:child_process';
import {
  identifyProcess,
  type ProcessIdentity,
} from '../../packages/embedded-postgres/src/process-identity.ts';
import { type Log, openLog } from './log-file.ts';
import { root } from './settings.ts';
import { StartError } from './start-error.ts';

/** A program of the world, as it is started. */
export type Program = {
  /** What people call it: `host` or `provider`. */
  readonly name: string;
  /** Its TypeScript file. */
  readonly file: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where its output goes. */
  readonly logPath: string;
};

/** How a process ended: with an exit code, or by a signal. */
export type Ending = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

export type Child = {
  readonly name: string;
  readonly identity: ProcessIdentity;
  readonly log: Log;
  readonly ended: Promise<Ending>;
  readonly send: (signal: 'SIGTERM' | 'SIGKILL') => void;
};

/** What is loaded before every program. */
const BEFORE = [
  new URL('end-with-parent.ts', import.meta.url),
  new URL('keep-compiled.ts', import.meta.url),
].flatMap(({ href }) => ['--import', href]);

/**
 * Starts a program in a session of its own, so that Ctrl-C in the terminal reaches the supervisor
 * alone and things end in order. It ends by itself when the supervisor is gone.
 */
export async function startChild({ name, file, environment, logPath }: Program): Promise<Child> {
  const { log, file: output } = await openLog(logPath);
  try {
    const child = spawn(process.execPath, [...BEFORE, file], {
      cwd: root,
      env: { ...environment },
      detached: true,
      stdio: ['ignore', output.fd, output.fd, 'ipc'],
    });
    const ended = new Promise<Ending>((resolve) => {
      child.once('exit', (code, signal) => resolve({ code, signal }));
    });
    const identity = await identifyChild(child, name);
    return { name, identity, log, ended, send: (signal) => void child.kill(signal) };
  } finally {
    await output.close();
  }
}

async function identifyChild(child: ChildProcess, name: string): Promise<ProcessIdentity> {
  const pid = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => resolve(child.pid ?? 0));
  });
  const identity = await identifyProcess(pid);
  if (!identity) throw new StartError(`The ${name} ended at once.`);
  return identity;
}

/** How a process ended, in words. */
export function describeEnding({ code, signal }: Ending): string {
  return signal ? `was killed (${signal})` : `ended with code ${code}`;
}
