import { existsSync } from 'node:fs';
import { cp, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Binaries, binariesIn } from './binaries.ts';
import type { Layout } from './layout.ts';
import { unfinishedPath } from './unfinished.ts';

/**
 * Copies the programs into the directory of the server, for a user who cannot reach node_modules.
 * A copy is made once for each version of the package.
 */
export async function copyBinaries(binaries: Binaries, layout: Layout): Promise<Binaries> {
  const packageFile = join(dirname(binaries.root), 'package.json');
  const { version }: { version: string } = JSON.parse(await readFile(packageFile, 'utf8'));
  const copy = join(layout.directory, `binaries-${version}`);
  if (!existsSync(copy)) {
    const unfinished = unfinishedPath(copy);
    await cp(binaries.root, unfinished, { recursive: true, verbatimSymlinks: true });
    await rename(unfinished, copy);
  }
  return binariesIn(copy);
}
