import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import type { Database } from '../postgres/database.ts';
import { decrypt, encrypt, KEY_BYTES } from './aead.ts';
import { createDataKeys, type Scope } from './data-keys.ts';
import { type KeyWrapper, VaultError } from './key-wrapper.ts';

const VERSION = 1;
/** A version byte and the number of the data key. */
const HEADER_BYTES = 5;
const OLDEST = 1;

/**
 * Seals what must not be readable in the database: secrets, variables, keys.
 *
 * Each scope (a team's id, or `host`) has data keys of its own. `context` says what the value is and
 * where it stands, such as `keyset:store_…`: a value opens only under the scope and context that it
 * was sealed for, so a sealed column copied to another row or team is of no use there.
 */
export type Vault = {
  readonly seal: (scope: Scope, context: string, plaintext: Uint8Array) => Promise<Buffer>;
  /** Throws a {@link VaultError} on anything that was not sealed for this scope and context. */
  readonly open: (scope: Scope, context: string, sealed: Uint8Array) => Promise<Buffer>;
  /**
   * A keyed SHA-256 in hex: equal for equal texts of one scope, for ever, and tells nobody without
   * the key what the text is.
   */
  readonly digest: (scope: Scope, text: string) => Promise<string>;
  /** Adds a data key; what is sealed from now on uses it. Answers its number. */
  readonly addDataKey: (scope: Scope) => Promise<number>;
};

export type VaultPorts = {
  /** Its pool for reads is used, also to write, because no transaction ever holds those connections. */
  readonly database: Pick<Database, 'read'>;
  readonly keyWrapper: KeyWrapper;
  readonly now: () => Date;
};

export function createVault({ database, keyWrapper, now }: VaultPorts): Vault {
  const dataKeys = createDataKeys({ sql: database.read, keyWrapper, now });
  return {
    seal: async (scope, context, plaintext) => {
      const { newest, keys } = await dataKeys.of(scope);
      const header = headerOf(newest);
      const bound = bind(header, scope, context);
      return Buffer.concat([header, encrypt(present(keys.get(newest)), plaintext, bound)]);
    },
    open: async (scope, context, sealed) => {
      const header = sealed.subarray(0, HEADER_BYTES);
      const number = dataKeyNumber(header);
      const known = (await dataKeys.of(scope)).keys.get(number);
      // another process may have added it a moment ago
      const key = known ?? (await dataKeys.load(scope)).keys.get(number);
      return decrypt(present(key), sealed.subarray(HEADER_BYTES), bind(header, scope, context));
    },
    digest: async (scope, text) => {
      const { keys } = await dataKeys.of(scope);
      // a digest is compared with older ones, so it stays with the key that never changes
      const key = hkdfSync('sha256', present(keys.get(OLDEST)), '', 'kontor digest', KEY_BYTES);
      return createHmac('sha256', createSecretKey(Buffer.from(key)))
        .update(text)
        .digest('hex');
    },
    addDataKey: (scope) => dataKeys.add(scope),
  };
}

function headerOf(dataKey: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(VERSION, 0);
  header.writeUInt32BE(dataKey, 1);
  return header;
}

function dataKeyNumber(header: Uint8Array): number {
  if (header.length < HEADER_BYTES || header[0] !== VERSION) {
    throw new VaultError('A sealed value cannot be opened: it does not begin as one.');
  }
  return Buffer.from(header).readUInt32BE(1);
}

/** Scope and context as bytes that no other pair of them gives. */
function bind(header: Uint8Array, scope: Scope, context: string): Buffer {
  return Buffer.concat([header, Buffer.from(JSON.stringify([scope, context]))]);
}

function present(key: KeyObject | undefined): KeyObject {
  if (key) return key;
  throw new VaultError('A sealed value cannot be opened: this scope has no such data key.');
}
