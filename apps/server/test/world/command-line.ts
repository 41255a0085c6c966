import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bareEnvironment } from '@kontor/testing';
import { checkCommandOutput } from '@kontor/testing/command-output';
import type { World } from './world.ts';

/** The command as a file that Node runs. */
export const mainFile = new URL('../../../../packages/cli/bin/kontor.js', import.meta.url).pathname;

export type Ran = {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** A machine with a folder of its own on which the command line is run, as a person or as `token`. */
export function commandLine(
  world: Pick<World, 'url' | 'team' | 'owner'>,
  token: string = world.owner.token,
) {
  const folder = mkdtempSync(join(tmpdir(), 'kontor-machine-'));
  const environment = {
    ...bareEnvironment(),
    HOME: folder,
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    KONTOR_HOST_URL: world.url,
    KONTOR_TEAM: world.team,
    KONTOR_TOKEN: token,
  };
  return {
    folder,
    /** What every run of the command finds set. */
    environment,
    /** Writes a file into the folder. */
    write: (file: string, content: string) => writeFile(join(folder, file), content),
    kontor: (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
      new Promise<Ran>((resolve, reject) => {
        const child = spawn(process.execPath, [mainFile, ...args], {
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
        child.stdin.end();
      }),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
