import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkCommandOutput } from '@kontor/testing/command-output';

const main = new URL('../../bin/kontor.js', import.meta.url).pathname;

// what is compiled in the first run serves all others
const cache = mkdtempSync(join(tmpdir(), 'kontor-cli-cache-'));

export type Ran = {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

export type RunOptions = {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Called with what arrives on the standard error, to act while the command runs. */
  readonly whileRunning?: (interrupt: () => void) => Promise<void>;
};

/** A machine with a home of its own, on which the command is run as people run it. */
export function machine() {
  const folder = mkdtempSync(join(tmpdir(), 'kontor-cli-'));
  const environment = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_CACHE_HOME: cache,
  };
  return {
    folder,
    settingsPath: join(folder, 'config', 'kontor', 'config.json'),
    kontor: (args: readonly string[], { env = {}, input = '', whileRunning }: RunOptions = {}) =>
      new Promise<Ran>((resolve, reject) => {
        const child = spawn(process.execPath, [main, ...args], {
          cwd: folder,
          env: { ...environment, ...env },
        });
        let stdout = '';
        let stderr = '';
        child.stdout.on('data', (chunk) => {
          stdout += chunk;
        });
        child.stderr.on('data', (chunk) => {
          stderr += chunk;
        });
        child.on('error', reject);
        child.on('close', (code) => {
          try {
            checkCommandOutput(args, stdout);
            resolve({ code, stdout, stderr });
          } catch (error) {
            reject(error);
          }
        });
        child.stdin.end(input);
        whileRunning?.(() => child.kill('SIGINT')).catch(reject);
      }),
  };
}
