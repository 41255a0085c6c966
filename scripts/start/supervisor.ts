import type { ProcessIdentity } from '../../packages/embedded-postgres/src/process-identity.ts';
import { type Child, describeEnding, type Ending, type Program, startChild } from './child.ts';
import { followLog } from './log-file.ts';
import { readLogLine } from './log-line.ts';
import { StartError } from './start-error.ts';
import type { Terminal } from './terminal.ts';

export type SupervisorOptions = {
  readonly terminal: Terminal;
  /** Told which processes run whenever another one does. */
  readonly record: (children: Readonly<Record<string, ProcessIdentity>>) => Promise<void>;
  /** How long a program may take to end when it is asked to, in milliseconds. */
  readonly patienceMs?: number;
};

/** Runs the programs of the world. One that ends unasked is the end of all. */
export type Supervisor = {
  /**
   * Starts a program; what its log warns of is shown in the terminal.
   *
   * @throws StartError when everything is being stopped
   */
  start(program: Program): Promise<void>;
  /** Asks one program to end, and waits until it has. */
  end(name: string): Promise<void>;
  /** What to say about the first program that ended unasked. It never rejects. */
  readonly failure: Promise<string>;
  /** From now on, what has been shown may be out of sight: last lines are told again. */
  settle(): void;
  /** Ends all, one after the other in the order of their start; `hurry` kills what is left. */
  stop(hurry: AbortSignal): Promise<void>;
};

const PATIENCE_MS = 35_000;
const LAST_LINES = 15;

type Running = {
  readonly child: Child;
  readonly lastLines: string[];
  /** Whether the last of them stands in the terminal already. */
  isLastShown: boolean;
  /** Whether it was asked to end. */
  isAsked: boolean;
  /** Settles when it has ended and its log was read to the end. */
  finished: Promise<void>;
};

export function createSupervisor({
  terminal,
  record,
  patienceMs = PATIENCE_MS,
}: SupervisorOptions): Supervisor {
  const running = new Map<string, Running>();
  const failure = Promise.withResolvers<string>();
  let starting: Promise<unknown> = Promise.resolve();
  let isStopping = false;
  let isSettled = false;

  const launch = async (program: Program) => {
    const child = await startChild(program);
    const finished = Promise.resolve();
    const entry: Running = { child, lastLines: [], isLastShown: false, isAsked: false, finished };
    running.set(program.name, entry);
    entry.finished = watch(entry);
    await record(Object.fromEntries([...running].map(([name, it]) => [name, it.child.identity])));
  };

  const watch = async (entry: Running) => {
    const log = followLog(entry.child.log, (line) => {
      entry.isLastShown = showWarning(entry.child.name, line, terminal);
      entry.lastLines.push(readLogLine(line).text);
      if (entry.lastLines.length > LAST_LINES) entry.lastLines.shift();
    });
    const ending = await entry.child.ended;
    await log.stop();
    running.delete(entry.child.name);
    if (!entry.isAsked) failure.resolve(describeFailure(entry, ending, isSettled));
  };

  const end = async (name: string, hurry?: AbortSignal) => {
    const entry = running.get(name);
    if (!entry) return;
    entry.isAsked = true;
    await endChild(entry.child, { hurry, patienceMs, terminal });
    await entry.finished;
  };

  return {
    start: async (program) => {
      if (isStopping) throw new StartError('Everything is being stopped.');
      const started = launch(program);
      starting = Promise.allSettled([starting, started]);
      await started;
    },
    end,
    failure: failure.promise,
    settle: () => {
      isSettled = true;
    },
    stop: async (hurry) => {
      isStopping = true;
      await starting;
      for (const name of [...running.keys()]) await end(name, hurry);
    },
  };
}

type Patience = {
  readonly hurry: AbortSignal | undefined;
  readonly patienceMs: number;
  readonly terminal: Terminal;
};

async function endChild(child: Child, { hurry, patienceMs, terminal }: Patience): Promise<void> {
  const limits = [AbortSignal.timeout(patienceMs), ...(hurry ? [hurry] : [])];
  child.send('SIGTERM');
  const hasEnded = await Promise.race([
    child.ended.then(() => true),
    whenAborted(AbortSignal.any(limits)).then(() => false),
  ]);
  if (hasEnded) return;
  terminal.warn(`The ${child.name} has not ended yet, so it is killed.`);
  child.send('SIGKILL');
  await child.ended;
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Shows a line that tells nothing good, and answers whether it did. */
function showWarning(name: string, line: string, terminal: Terminal): boolean {
  const { level, text } = readLogLine(line);
  if (level === 'info') return false;
  terminal.warn(`${name}: ${text}`);
  return true;
}

function describeFailure(entry: Running, ending: Ending, isSettled: boolean): string {
  const { child } = entry;
  return [
    `The ${child.name} ${describeEnding(ending)}. ${lastWords(entry, isSettled)}`,
    `Its whole log: ${child.log.path}`,
    'Everything else is stopped with it. To start it all again: npm start',
  ].join('\n');
}

/** What it said last, unless that was shown a moment ago, as what is wrong with a setting is. */
function lastWords({ lastLines, isLastShown }: Running, isSettled: boolean): string {
  if (isLastShown && !isSettled) return 'What it said last stands above.';
  const quoted = lastLines.map((line) => `  ${line}`).join('\n');
  return quoted ? `Its last lines:\n${quoted}` : 'It said nothing.';
}
