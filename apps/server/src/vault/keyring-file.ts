import { randomBytes } from 'node:crypto';
import {
  type FileHandle,
  link,
  mkdir,
  open,
  readFile,
  rename,
  stat,
  unlink,
} from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { randomText } from '../ids.ts';
import { KEY_BYTES } from './aead.ts';

const FILE = 'keyring.json';
const OWNER_ONLY = 0o600;

const keyringFile = z.strictObject({
  /** Oldest first. */
  keys: z
    .array(
      z.strictObject({
        id: z.string().min(1),
        createdAt: z.iso.datetime(),
        key: z.base64().refine((text) => Buffer.from(text, 'base64').length === KEY_BYTES),
      }),
    )
    .min(1),
});
export type KeyringFile = z.infer<typeof keyringFile>;

/** A keyring that cannot be used, with what to do about it. Never tells a key. */
export class KeyringError extends Error {
  override readonly name: string = 'KeyringError';
}

/** What is in the keyring of a data directory; undefined where there is none. */
export function readKeyringFile(directory: string): Promise<KeyringFile | undefined> {
  return readFileAt(join(directory, FILE));
}

/**
 * The keyring of a data directory, which is made where there is none. One that is there is never
 * replaced: whoever loses it loses everything that is sealed.
 */
export async function openKeyringFile(directory: string, now: Date): Promise<KeyringFile> {
  const path = join(directory, FILE);
  await mkdir(directory, { recursive: true, mode: 0o700 }).catch((cause) => {
    throw unusable(path, cause);
  });
  const found = await readFileAt(path);
  if (found) return found;
  await createOnce(path, { keys: [newKey(now)] });
  // another process may have been first: what is in the file counts
  const created = await readFileAt(path);
  if (!created) throw new KeyringError(`The keyring ${path} vanished while it was being made.`);
  return created;
}

/** Adds a key to the file, behind all that are there. Of two processes that do it at once one is refused. */
export async function addToKeyringFile(directory: string, now: Date): Promise<KeyringFile> {
  const path = join(directory, FILE);
  const next = `${path}.next`;
  // its name is fixed: whoever has made it is the only one who reads and changes the file until it is renamed
  const file = await open(next, 'wx', OWNER_ONLY).catch((cause) => {
    throw codeOf(cause) === 'EEXIST' ? isUnderWay(next) : unusable(path, cause);
  });
  const changed = await putAnother(file, path, now)
    .then((written) => rename(next, path).then(() => written))
    .catch(async (error) => {
      await unlink(next).catch(() => {});
      throw error;
    });
  await syncDirectory(directory);
  return changed;
}

/** Writes all keys of the file at `path` and a new one into the file that is to take its place, and closes that one. */
async function putAnother(file: FileHandle, path: string, now: Date): Promise<KeyringFile> {
  try {
    const found = await readFileAt(path);
    if (!found) throw new KeyringError(`There is no keyring ${path} to add a key to.`);
    const changed = { keys: [...found.keys, newKey(now)] };
    await write(file, changed).catch((cause) => {
      throw unusable(path, cause);
    });
    return changed;
  } finally {
    await file.close();
  }
}

function isUnderWay(next: string): KeyringError {
  return new KeyringError(
    `${next} exists: another change of the keyring is under way. If none is, delete that file and try again.`,
  );
}

function newKey(now: Date): KeyringFile['keys'][number] {
  const key = randomBytes(KEY_BYTES).toString('base64');
  return { id: `kek_${randomText(16)}`, createdAt: now.toISOString(), key };
}

async function readFileAt(path: string): Promise<KeyringFile | undefined> {
  let text: string;
  try {
    const { mode } = await stat(path);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new KeyringError(
        `The keyring ${path} can be read by others than its owner. Run: chmod 600 ${path}`,
      );
    }
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw cause instanceof KeyringError ? cause : unusable(path, cause);
  }
  return parseKeyring(path, text);
}

function parseKeyring(path: string, text: string): KeyringFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // the reason would quote the text, and the text is keys
    value = undefined;
  }
  const parsed = keyringFile.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new KeyringError(
    `The keyring ${path} is not a keyring, or is damaged. Restore it from the backup: without it nothing that is sealed can be opened.`,
  );
}

/** Puts a complete file at `path` unless there is one already. */
async function createOnce(path: string, content: KeyringFile): Promise<void> {
  const draft = `${path}.${randomText(12)}`;
  try {
    await writeSynced(draft, content);
    // unlike a rename, a link never replaces what is there
    await link(draft, path);
    await syncDirectory(join(path, '..'));
  } catch (cause) {
    if (codeOf(cause) !== 'EEXIST') throw unusable(path, cause);
  } finally {
    await unlink(draft).catch(() => {});
  }
}

async function writeSynced(path: string, content: KeyringFile): Promise<void> {
  const file = await open(path, 'wx', OWNER_ONLY);
  try {
    await write(file, content);
  } finally {
    await file.close();
  }
}

async function write(file: FileHandle, content: KeyringFile): Promise<void> {
  await file.writeFile(`${JSON.stringify(content, null, 2)}\n`);
  await file.sync();
}

async function syncDirectory(path: string): Promise<void> {
  // Windows cannot open a directory, and needs no sync of one
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function unusable(path: string, cause: unknown): KeyringError {
  return new KeyringError(`The keyring ${path} cannot be read or written (${codeOf(cause)}).`, {
    cause,
  });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
