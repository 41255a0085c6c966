import { decrypt, encrypt } from './aead.ts';
import { type KeyWrapper, VaultError } from './key-wrapper.ts';
import {
  addToKeyringFile,
  KeyringError,
  type KeyringFile,
  openKeyringFile,
  readKeyringFile,
} from './keyring-file.ts';

type Key = Pick<KeyringFile['keys'][number], 'id' | 'createdAt'>;

/**
 * The keys that wrap every data key, in a file of the data directory that its owner alone can read. All
 * of them unwrap, one of them wraps. It belongs into the backup, apart from the database's.
 */
export type Keyring = KeyWrapper & {
  /** Oldest first. */
  readonly keys: () => readonly Key[];
  /** Looks into the file again: keys may have been added by another process, or by hand. */
  readonly reload: () => Promise<void>;
  /** Wraps under this key from now on. False where the keyring does not have it. */
  readonly wrapUnder: (keyId: string) => boolean;
  /** Adds a key, which wraps nothing yet. Several at once are added one after the other. */
  readonly add: (now: Date) => Promise<Key>;
};

/** Opens the keyring of a data directory. The first start makes it. Its newest key wraps until told otherwise. */
export async function openKeyring(directory: string, now: Date): Promise<Keyring> {
  let held = keysOf(await openKeyringFile(directory, now));
  let wrapping = held.newest;

  const reload = async () => {
    const found = await readKeyringFile(directory);
    if (!found) throw new KeyringError(`The keyring in ${directory} is gone. Restore it.`);
    held = keysOf(found);
  };
  let last: Promise<unknown> = Promise.resolve();
  const add = async (at: Date) => {
    held = keysOf(await addToKeyringFile(directory, at));
    const added = held.shown.at(-1);
    if (added === undefined) throw new KeyringError('A keyring needs a key.');
    return added;
  };
  return {
    keys: () => held.shown,
    reload,
    wrapUnder: (keyId) => {
      const key = held.byId.get(keyId);
      if (key !== undefined) wrapping = { id: keyId, key };
      return key !== undefined;
    },
    add: (at) => {
      const added = last.then(() => add(at));
      last = added.catch(() => undefined);
      return added;
    },
    wrap: async (dataKey, context) => {
      const { id, key } = wrapping;
      return { keyId: id, wrapped: encrypt(key, dataKey, Buffer.from(context)) };
    },
    unwrap: async (keyId, wrapped, context) => {
      // another process of this machine may have added it a moment ago
      if (!held.byId.has(keyId)) await reload();
      const key = held.byId.get(keyId);
      if (key) return decrypt(key, wrapped, Buffer.from(context));
      throw new VaultError(
        `A data key is wrapped by the key ${keyId}, which is not in the keyring. Restore the keyring that belongs to this database.`,
      );
    },
  };
}

function keysOf({ keys }: KeyringFile) {
  const byId = new Map(keys.map(({ id, key }) => [id, Buffer.from(key, 'base64')]));
  const shown = keys.map(({ id, createdAt }) => ({ id, createdAt }));
  const id = shown.at(-1)?.id ?? '';
  const key = byId.get(id);
  if (key === undefined) throw new KeyringError('A keyring needs a key.');
  return { byId, shown, newest: { id, key } };
}
