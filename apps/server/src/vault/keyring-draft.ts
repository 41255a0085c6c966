import { link, open, readdir, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { randomText } from '../ids.ts';

const OWNER_ONLY = 0o600;
/** Nobody makes a copy by hand under such a name. The bare one is what former versions left behind. */
const DRAFT = /^\.next(-[0-9A-Za-z]{12})?$/;

/** A file that is to take the place of another one. It lies beside it until then. */
export type Draft = {
  readonly write: (text: string) => Promise<void>;
  /** Puts it into the place of the file. False where another one was begun meanwhile: nothing has changed. */
  readonly replace: () => Promise<boolean>;
  /** Removes it. Does nothing where it has taken its place. */
  readonly discard: () => Promise<void>;
};

/**
 * Begins a draft for the file at `path`, and takes away every other one. Whoever reads the file after
 * this, and replaces it, has lost no change of another one. For of two drafts the one begun later finds
 * the earlier one: either that has taken its place before, and is what is read, or it is gone and will
 * never take it. So nobody needs to judge whether the owner of a draft still lives.
 */
export async function beginDraft(path: string): Promise<Draft> {
  const draft = `${path}.next-${randomText(12)}`;
  await (await open(draft, 'wx', OWNER_ONLY)).close();
  const discard = () => dropFile(draft).catch(() => {});
  await dropDrafts(path, draft).catch(async (error) => {
    await discard();
    throw error;
  });
  return {
    // where it was taken away it must not come back
    write: (text) => writeSynced(draft, text, 'r+').catch(unlessGone),
    replace: async () => {
      const isReplaced = await rename(draft, path).then(() => true, unlessGone);
      if (isReplaced === true) await syncDirectory(dirname(path));
      return isReplaced === true;
    },
    discard,
  };
}

/** Removes all drafts for the file at `path`: those of processes that died, and those under way. */
export async function dropDrafts(path: string, except?: string): Promise<void> {
  const directory = dirname(path);
  const name = basename(path);
  const drafts = (await readdir(directory))
    .filter((entry) => entry.startsWith(name) && DRAFT.test(entry.slice(name.length)))
    .map((entry) => join(directory, entry));
  await Promise.all(drafts.filter((draft) => draft !== except).map(dropFile));
}

/** Puts a complete file at `path` unless there is one already. */
export async function createOnce(path: string, text: string): Promise<void> {
  const draft = `${path}.next-${randomText(12)}`;
  try {
    await writeSynced(draft, text, 'wx');
    // unlike a rename, a link never replaces what is there
    await link(draft, path);
    await syncDirectory(dirname(path));
  } catch (cause) {
    // one who found the file that another one made has taken the draft away
    if (codeOf(cause) !== 'EEXIST') await unlessGone(cause);
  } finally {
    await dropFile(draft).catch(() => {});
  }
}

async function dropFile(path: string): Promise<void> {
  await unlink(path).catch(unlessGone);
}

function unlessGone(cause: unknown): undefined {
  if (codeOf(cause) !== 'ENOENT') throw cause;
}

async function writeSynced(path: string, text: string, flags: 'wx' | 'r+'): Promise<void> {
  const file = await open(path, flags, OWNER_ONLY);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
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

/** What the operating system calls a failure. */
export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
