import { constants } from 'node:fs';
import { type FileHandle, open, readFile, rename, stat } from 'node:fs/promises';
import { failedWith } from './error.ts';
import type { Ids } from './server-user.ts';

const ROTATE_AT_BYTES = 10 * 1024 * 1024;
const TAIL_LINES = 12;

/** Opens the file that a server writes its log to. At a start, a long one makes way for a new one. */
export async function openLog(path: string, owner: Ids | undefined): Promise<FileHandle> {
  if ((await sizeOf(path)) > ROTATE_AT_BYTES) await rename(path, `${path}.1`);
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW;
  const file = await open(path, flags, 0o600);
  if (owner) await file.chown(owner.uid, owner.gid);
  return file;
}

/** The last lines of the log, for an error message. */
export async function readLogTail(path: string): Promise<string> {
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  return lines.slice(-TAIL_LINES).join('\n');
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (failedWith(error, 'ENOENT')) return 0;
    throw error;
  }
}
