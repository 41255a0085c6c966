import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Ids } from './server-user.ts';
import { unfinishedPath } from './unfinished.ts';

/** Replaces a file as a whole: after a crash or a power cut it holds the old text or the new one. */
export async function writeDurably(
  path: string,
  text: string,
  { mode, owner }: { mode: number; owner: Ids | undefined },
): Promise<void> {
  const unfinished = unfinishedPath(path);
  const file = await open(unfinished, 'wx', mode);
  try {
    if (owner) await file.chown(owner.uid, owner.gid);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(unfinished, path);
  await syncDirectory(dirname(path));
}

/** Makes a rename within the directory survive a power cut. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
