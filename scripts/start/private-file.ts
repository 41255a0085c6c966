import { open, readFile, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Replaces a file that only its owner may read. After a crash it holds the old text or the new one.
 * Where root writes into somebody's folder the file becomes that person's, so that they can go on
 * without root. Only one process may write a file: the one that runs the world.
 */
export async function writePrivately(path: string, text: string): Promise<void> {
  const draft = `${path}.unfinished`;
  const file = await open(draft, 'w', 0o600);
  try {
    const { uid, gid } = await stat(dirname(path));
    if (process.getuid?.() === 0 && uid !== 0) await file.chown(uid, gid);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}

/** Reads a file of JSON; undefined when there is none, or it holds something else. */
export async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
