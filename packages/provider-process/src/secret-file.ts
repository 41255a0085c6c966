import { randomBytes } from 'node:crypto';
import { link, open, readFile, rm } from 'node:fs/promises';

/**
 * Reads a secret of this process from its file, or makes one that only this user can read. Of several
 * that start at once, all get the same.
 */
export async function keepSecret(path: string, length: number): Promise<Buffer> {
  const kept = await readSecret(path);
  if (kept) return kept;
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  await writeDurably(draft, randomBytes(length).toString('base64url'));
  try {
    await link(draft, path);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(draft);
  }
  const secret = await readSecret(path);
  if (!secret) throw new Error(`The secret in ${path} vanished.`);
  return secret;
}

async function readSecret(path: string): Promise<Buffer | undefined> {
  try {
    return Buffer.from((await readFile(path, 'utf8')).trim(), 'base64url');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(`${text}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
