import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { bareEnvironment } from '@kontor/testing';
import { eventually } from '../world/story.ts';

const guard = new URL('./only-loopback.ts', import.meta.url).href;

export type Ran = {
  readonly code: number | null;
  /** Plain values and JSON; at a terminal, everything. */
  readonly stdout: string;
  /** What is said to people. */
  readonly stderr: string;
};

/** A command that runs, for whoever plays the person in front of it. */
export type Running = {
  /** Waits until it has said this. */
  readonly shows: (text: string) => Promise<unknown>;
  readonly type: (text: string) => void;
};

export type RunOptions = {
  /** The token to call with, instead of the one that the machine is signed in with. */
  readonly token?: string;
  readonly input?: string;
  /** The folder to work in; the machine's own unless told. */
  readonly folder?: string;
  /** Whether a terminal is in front of it. */
  readonly terminal?: boolean;
  readonly whileRunning?: (running: Running) => Promise<unknown>;
};

/** A machine with an empty home, whose browser only notes what it is asked to open. */
export function makeMachine() {
  const home = mkdtempSync(join(tmpdir(), 'kontor-vercel-'));
  const notes = { reachedOut: join(home, 'reached-out'), opened: join(home, 'opened') };
  const browser = join(home, 'xdg-open');
  writeFileSync(browser, `#!/bin/sh\nprintf '%s\\n' "$1" >> '${notes.opened}'\n`);
  chmodSync(browser, 0o755);
  const folder = mkdtempSync(join(home, 'work-'));
  const environment = {
    ...bareEnvironment(),
    PATH: `${home}:${process.env.PATH ?? ''}`,
    HOME: home,
    TERM: 'xterm',
    NO_COLOR: '1',
    NO_UPDATE_NOTIFIER: '1',
    VERCEL_TELEMETRY_DISABLED: '1',
    NODE_OPTIONS: `--import ${guard}`,
    REACHED_OUT: notes.reachedOut,
  };
  return {
    /** Where the command line keeps what it is told. */
    settings: mkdtempSync(join(home, 'settings-')),
    folder,
    /** What was called beyond this machine. */
    reachedOut: () => linesOf(notes.reachedOut),
    /** The addresses that were opened in a browser. */
    opened: () => linesOf(notes.opened),
    makeFolder: async (name: string) => {
      await mkdir(join(home, name));
      return join(home, name);
    },
    start: (args: readonly string[], options: RunOptions) =>
      start(args, { ...options, folder: options.folder ?? folder, environment }),
  };
}

function linesOf(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}

type StartOptions = RunOptions & {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
};

function start(args: readonly string[], options: StartOptions): Promise<Ran> {
  const { token, folder, whileRunning } = options;
  const [command, ...rest] =
    options.terminal === true ? atTerminal(args) : [process.execPath, ...args];
  return new Promise<Ran>((resolve, reject) => {
    const child = spawn(command, rest, {
      cwd: folder,
      env: { ...options.environment, ...(token === undefined ? {} : { VERCEL_TOKEN: token }) },
    });
    const said = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (chunk: string) => {
        said[stream] += chunk;
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...plain(said) }));
    // nobody may be there to read an answer any more
    child.stdin.on('error', () => {});
    if (whileRunning === undefined) return void child.stdin.end(options.input ?? '');
    const shows = (text: string) =>
      eventually(async () => (said.stdout + said.stderr).includes(text), 60_000);
    whileRunning({ shows, type: (text) => void child.stdin.write(text) }).catch((error) => {
      child.kill();
      reject(error);
    });
  });
}

/** A terminal is given bold letters in any case. */
function plain({ stdout, stderr }: Omit<Ran, 'code'>): Omit<Ran, 'code'> {
  return { stdout: stripVTControlCharacters(stdout), stderr: stripVTControlCharacters(stderr) };
}

/** The same, with a terminal of its own; its exit code is the command's. */
function atTerminal(args: readonly string[]): readonly [string, ...string[]] {
  const line = [process.execPath, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  return ['script', '--quiet', '--return', '--command', line.join(' '), '/dev/null'];
}
