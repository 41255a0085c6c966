import { type SpawnOptions, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { CliError } from '../../cli-error.ts';
import { exitCode } from '../../exit-code.ts';

export type Program = Pick<SpawnOptions, 'cwd' | 'stdio' | 'signal' | 'timeout'> & {
  /** The program and its arguments; no shell reads them. */
  readonly command: readonly [string, ...string[]];
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Given what the program prints, where that is not passed on as it is. */
  readonly onOutput?: (chunk: Buffer, isError: boolean) => void;
  /** What is passed on to it; a terminal sends Ctrl-C to both by itself. */
  readonly signals?: readonly NodeJS.Signals[];
  /** Asks it to end when aborted. */
  readonly stopped?: AbortSignal;
  /**
   * Whether signals go to all that it starts, too: what runs another program for somebody, as `npm start`
   * does, may end without it. It has no terminal then.
   */
  readonly isGroup?: boolean;
};

/**
 * Runs a program to its end and answers its exit code: 128 and the number of the signal where one
 * ended it, as shells count. A signal to stop is passed on.
 */
export function startProgram({ command, variables, onOutput, ...rest }: Program) {
  const { signals = ['SIGTERM', 'SIGHUP'], stopped, isGroup = false, ...options } = rest;
  const detached = isGroup && process.platform !== 'win32';
  const [program, ...args] = command;
  const child = spawn(program, args, { ...options, detached, env: { ...variables } });
  child.stdout?.on('data', (chunk) => onOutput?.(chunk, false));
  child.stderr?.on('data', (chunk) => onOutput?.(chunk, true));
  const passOn = (signal: NodeJS.Signals) =>
    detached ? signalGroup(child.pid, signal) : child.kill(signal);
  const stop = () => passOn('SIGTERM');
  for (const signal of signals) process.on(signal, passOn);
  stopped?.addEventListener('abort', stop);
  return new Promise<number>((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => reject(notStarted(program, error)));
    child.once('close', (code, signal) => resolve(code ?? codeOf(signal)));
  }).finally(() => {
    for (const signal of signals) process.off(signal, passOn);
    stopped?.removeEventListener('abort', stop);
  });
}

/** Sends a signal to all of a group, unless it is over. */
function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function codeOf(signal: NodeJS.Signals | null): number {
  return 128 + (signal === null ? 0 : constants.signals[signal]);
}

function notStarted(program: string, error: NodeJS.ErrnoException) {
  const isMissing = error.code === 'ENOENT';
  return new CliError({
    code: 'program_not_started',
    exitCode: isMissing ? exitCode.notFound : exitCode.refused,
    message: isMissing
      ? `There is no program '${program}'. It is looked for as a shell would, and no shell reads the line: for pipes and the like, run sh -c '…'.`
      : `'${program}' could not be started: ${error.message}.`,
    facts: { program },
  });
}
