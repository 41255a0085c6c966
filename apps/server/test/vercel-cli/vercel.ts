import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';

const require = createRequire(import.meta.url);
const main = require.resolve('vercel/dist/vc.js');
const guard = new URL('./only-loopback.ts', import.meta.url).href;

const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

export type Ran = {
  readonly code: number | null;
  /** Plain values and JSON. */
  readonly stdout: string;
  /** What is said to people. */
  readonly stderr: string;
};

export type RunOptions = {
  /** The token to call with, instead of the one that the machine is signed in with. */
  readonly token?: string;
  readonly input?: string;
  /** The folder to work in; the machine's own unless told. */
  readonly folder?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with what has been said so far, to act while the command runs. */
  readonly whileRunning?: (said: () => string, type: (text: string) => void) => Promise<void>;
};

export type Vercel = ReturnType<typeof vercelAt>;

/**
 * A machine with an empty home, signed in to a host, on which the protocol's own command line is run as
 * anybody installs it. It may call this machine only; whatever else it tries is a fault of the test.
 *
 * @see docs/vercel-cli.md
 */
export function vercelAt(url: string, token: string) {
  const machine = makeMachine();
  const common = ['--api', url, '--global-config', machine.settings];
  writeFileSync(join(machine.settings, 'auth.json'), JSON.stringify({ token }));
  const run = async (args: readonly string[], options: RunOptions = {}): Promise<Ran> => {
    // some commands do not find their own words behind options, and what follows "--" is another's
    const end = args.includes('--') ? args.indexOf('--') : args.length;
    const all = [main, ...args.slice(0, end), ...common, ...args.slice(end)];
    const ran = await start(machine, all, options);
    expect(machine.reachedOut(), `vercel ${args.join(' ')}`).toEqual([]);
    return ran;
  };
  return Object.assign(run, {
    folder: machine.folder,
    /** Runs a command that succeeds, and answers the JSON that it prints. */
    json: async (args: readonly string[], options?: RunOptions) => {
      const ran = await run(args, options);
      expect(ran, `vercel ${args.join(' ')}`).toMatchObject({ code: 0 });
      return JSON.parse(ran.stdout);
    },
    /** Another folder to work in. */
    makeFolder: async (name: string) => {
      const folder = join(machine.home, name);
      await mkdir(folder);
      return folder;
    },
    /** The addresses that were opened in a browser. */
    opened: machine.opened,
  });
}

type Machine = ReturnType<typeof makeMachine>;

function makeMachine() {
  const home = mkdtempSync(join(tmpdir(), 'kontor-vercel-'));
  folders.push(home);
  const notes = { reachedOut: join(home, 'reached-out'), opened: join(home, 'opened') };
  const browser = join(home, 'xdg-open');
  writeFileSync(browser, `#!/bin/sh\nprintf '%s\\n' "$1" >> '${notes.opened}'\n`);
  chmodSync(browser, 0o755);
  const folder = mkdtempSync(join(home, 'work-'));
  const settings = mkdtempSync(join(home, 'settings-'));
  return {
    home,
    settings,
    folder,
    reachedOut: () => linesOf(notes.reachedOut),
    opened: () => linesOf(notes.opened),
    environment: {
      PATH: `${home}:${process.env.PATH ?? ''}`,
      HOME: home,
      TMPDIR: tmpdir(),
      NO_COLOR: '1',
      NO_UPDATE_NOTIFIER: '1',
      VERCEL_TELEMETRY_DISABLED: '1',
      NODE_OPTIONS: `--import ${guard}`,
      REACHED_OUT: notes.reachedOut,
    },
  };
}

function linesOf(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}

function start(
  { folder, environment }: Machine,
  args: readonly string[],
  options: RunOptions,
): Promise<Ran> {
  return new Promise<Ran>((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: options.folder ?? folder,
      env: {
        ...environment,
        ...(options.token === undefined ? {} : { VERCEL_TOKEN: options.token }),
        ...options.env,
      },
    });
    const said = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (chunk: string) => {
        said[stream] += chunk;
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...said }));
    if (options.whileRunning === undefined) child.stdin.end(options.input ?? '');
    options
      .whileRunning?.(
        () => said.stdout + said.stderr,
        (text) => void child.stdin.write(text),
      )
      .catch(reject);
  });
}
