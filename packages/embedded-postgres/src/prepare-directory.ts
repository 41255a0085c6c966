import { access, chown, constants, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EmbeddedPostgresError, failedWith, messageOf } from './error.ts';

/**
 * Makes the directory where it does not exist. Where root makes it in somebody's folder, it becomes
 * that person's, so that they can use it without root later.
 *
 * @throws EmbeddedPostgresError `directory_unusable`
 */
export async function prepareDirectory(directory: string): Promise<void> {
  try {
    await makeMissing(directory);
    await access(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'directory_unusable',
      `The directory ${directory} cannot hold a database: ${messageOf(cause)}. ` +
        'Give this user the right to write there, or choose another directory.',
      { cause },
    );
  }
}

async function makeMissing(directory: string): Promise<void> {
  try {
    await mkdir(directory, { mode: 0o700 });
  } catch (error) {
    if (failedWith(error, 'EEXIST')) return;
    if (!failedWith(error, 'ENOENT')) throw error;
    await makeMissing(dirname(directory));
    return makeMissing(directory);
  }
  const { uid, gid } = await stat(dirname(directory));
  if (process.getuid?.() === 0 && uid !== 0) await chown(directory, uid, gid);
}
