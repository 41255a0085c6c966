import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Layout } from './layout.ts';

const SUFFIX = '.unfinished';

/** A name beside `path` for what is not complete yet. It is renamed when it is. */
export function unfinishedPath(path: string): string {
  return `${path}-${randomBytes(4).toString('hex')}${SUFFIX}`;
}

/** Removes what interrupted attempts left. Only the owner of the directory may do so. */
export async function removeUnfinished(layout: Layout): Promise<void> {
  for (const name of await readdir(layout.directory)) {
    if (name.endsWith(SUFFIX)) await removeTree(join(layout.directory, name));
  }
}

/** An orphaned initdb may still be writing there for a moment, hence the retries. */
export async function removeTree(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}
