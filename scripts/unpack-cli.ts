import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Makes the tarball of the kontor command in a folder and installs it there as npm would, but with what
 * it needs of others from this checkout. Answers where it is installed.
 */
export async function unpackCli(folder: string): Promise<string> {
  const installed = join(folder, 'node_modules/@kontor/cli');
  const { stdout } = await run(process.execPath, [join(root, 'scripts/pack-cli.ts'), folder]);
  await mkdir(installed, { recursive: true });
  await run('tar', ['-xzf', stdout.trim(), '--strip-components=1', '-C', installed]);
  const { dependencies } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
  for (const name of Object.keys(dependencies)) await provide(name, folder);
  return installed;
}

async function provide(name: string, folder: string): Promise<void> {
  const path = join(folder, 'node_modules', name);
  await mkdir(dirname(path), { recursive: true });
  const own = join(root, 'packages/cli/node_modules', name);
  await symlink(existsSync(own) ? own : join(root, 'node_modules', name), path);
}
