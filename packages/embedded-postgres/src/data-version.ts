import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError, failedWith } from './error.ts';
import type { Layout } from './layout.ts';

/**
 * Whether there is a database, and these programs can open it.
 *
 * @throws EmbeddedPostgresError `version_mismatch`
 */
export async function hasUsableData(layout: Layout, version: string): Promise<boolean> {
  const madeBy = await readDataVersion(layout);
  if (madeBy === undefined || madeBy === version.split('.')[0]) return madeBy !== undefined;
  throw new EmbeddedPostgresError(
    'version_mismatch',
    `The data in ${layout.directory} was made by PostgreSQL ${madeBy}, and the embedded PostgreSQL is ${version}. ` +
      `Dump it with PostgreSQL ${madeBy} and restore it into a new directory.`,
  );
}

async function readDataVersion(layout: Layout): Promise<string | undefined> {
  try {
    return (await readFile(join(layout.data, 'PG_VERSION'), 'utf8')).trim();
  } catch (error) {
    if (failedWith(error, 'ENOENT')) return undefined;
    throw error;
  }
}
