import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { writeDurably } from './durable-file.ts';
import { EmbeddedPostgresError, failedWith } from './error.ts';
import type { Layout } from './layout.ts';
import type { Ids } from './server-user.ts';

/**
 * Answers the superuser's password: the one that is kept in the directory, or a new one while there
 * is no data yet.
 *
 * @throws EmbeddedPostgresError `password_missing`
 */
export async function keepPassword(
  layout: Layout,
  { hasData, owner }: { hasData: boolean; owner: Ids | undefined },
): Promise<string> {
  const kept = await readKept(layout.password);
  if (kept) return kept;
  if (hasData) {
    throw new EmbeddedPostgresError(
      'password_missing',
      `There is a database in ${layout.directory}, but the file ${layout.password} with its password is gone. ` +
        'Restore the file from a backup, or choose another directory.',
    );
  }
  const password = randomBytes(24).toString('base64url');
  await writeDurably(layout.password, password, { mode: 0o600, owner });
  return password;
}

async function readKept(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (failedWith(error, 'ENOENT')) return undefined;
    throw error;
  }
}
