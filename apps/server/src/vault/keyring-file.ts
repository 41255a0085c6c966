import { randomBytes } from 'node:crypto';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as z from 'zod';
import { randomText } from '../ids.ts';
import { KEY_BYTES } from './aead.ts';
import { beginDraft, codeOf, createOnce, dropDrafts } from './keyring-draft.ts';

const FILE = 'keyring.json';
/** How often a change is tried that others overtake, and how long it waits for them at first, at most. */
const TRIES = 6;
const PAUSE_MS = 20;

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
  await mkdir(directory, { recursive: true, mode: 0o700 }).catch(isUnusable(path));
  const found = await readFileAt(path);
  if (found) {
    // they hold copies of keys, which nobody would think of; that they stay keeps nobody from starting
    await dropDrafts(path).catch(() => {});
    return found;
  }
  await createOnce(path, textOf({ keys: [newKey(now)] })).catch(isUnusable(path));
  // another process may have been first: what is in the file counts
  const created = await readFileAt(path);
  if (!created) throw new KeyringError(`The keyring ${path} vanished while it was being made.`);
  return created;
}

/**
 * Adds a key to the file, behind all that are there. Of several processes that do it at once one after
 * the other succeeds; one that was overtaken each time is refused, and has changed nothing. What one
 * left behind that died meanwhile stands in nobody's way.
 */
export async function addToKeyringFile(directory: string, now: Date): Promise<KeyringFile> {
  const path = join(directory, FILE);
  for (let tries = 1; tries <= TRIES; tries++) {
    const changed = await tryToAdd(path, now);
    if (changed) return changed;
    // two that wait equally long would overtake each other again
    await setTimeout(Math.random() * PAUSE_MS * tries);
  }
  throw overtaken(path);
}

async function tryToAdd(path: string, now: Date): Promise<KeyringFile | undefined> {
  // a damaged one may be restored from a draft, which therefore stays
  await mustRead(path);
  const draft = await beginDraft(path).catch(isUnusable(path));
  try {
    const changed = { keys: [...(await mustRead(path)).keys, newKey(now)] };
    await draft.write(textOf(changed)).catch(isUnusable(path));
    return (await draft.replace().catch(isUnusable(path))) ? changed : undefined;
  } finally {
    await draft.discard();
  }
}

async function mustRead(path: string): Promise<KeyringFile> {
  const found = await readFileAt(path);
  if (!found) throw new KeyringError(`There is no keyring ${path} to add a key to.`);
  return found;
}

function overtaken(path: string): KeyringError {
  return new KeyringError(
    `Other processes were changing the keyring ${path} at the same time, and no key was added. Try again.`,
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

function textOf(content: KeyringFile): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}

function unusable(path: string, cause: unknown): KeyringError {
  return new KeyringError(`The keyring ${path} cannot be read or written (${codeOf(cause)}).`, {
    cause,
  });
}

function isUnusable(path: string) {
  return (cause: unknown): never => {
    throw unusable(path, cause);
  };
}
