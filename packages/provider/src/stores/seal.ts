/** Keeps texts unreadable where they are stored. */
export type Seal = {
  /** @param place where the sealed text stands: moved to another place, it must not open */
  readonly seal: (text: string, place: string) => string | Promise<string>;
  /** @throws when it was sealed with another secret or for another place */
  readonly open: (sealed: string, place: string) => string | Promise<string>;
};

type Key = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

const algorithm = 'AES-GCM';
const nonceLength = 12;
const secretMinLength = 32;

/**
 * Seals with AES-256-GCM under a key that is derived of a secret of yours: at least 32 random characters.
 *
 * @param former secrets that were used before: what they sealed opens still
 */
export function sealWith(secret: string, ...former: readonly string[]): Seal {
  const keys = [secret, ...former].map(keyOf);
  // a rejection is met by whoever seals or opens
  for (const key of keys) key.catch(() => {});

  return {
    seal: async (text, place) => {
      const nonce = crypto.getRandomValues(new Uint8Array(nonceLength));
      const key = await newestOf(keys);
      const hidden = await crypto.subtle.encrypt(parametersOf(nonce, place), key, encoded(text));
      return base64Of(new Uint8Array([...nonce, ...new Uint8Array(hidden)]));
    },
    open: async (sealed, place) => {
      const bytes = Uint8Array.from(atob(sealed), (character) => character.charCodeAt(0));
      const parameters = parametersOf(bytes.subarray(0, nonceLength), place);
      for (const key of keys) {
        const text = await crypto.subtle
          .decrypt(parameters, await key, bytes.subarray(nonceLength))
          .catch(() => undefined);
        if (text !== undefined) return new TextDecoder().decode(text);
      }
      throw new Error('A text was sealed with another secret, or stands in another place.');
    },
  };
}

/** A secret that is too short is refused at once, not with the first call. */
function keyOf(secret: string): Promise<Key> {
  if (secret.length < secretMinLength) {
    throw new TypeError(
      `A secret to seal with has at least ${secretMinLength} characters; this one has ${secret.length}.`,
    );
  }
  return derivedOf(secret);
}

async function derivedOf(secret: string): Promise<Key> {
  const material = await crypto.subtle.importKey('raw', encoded(secret), 'HKDF', false, [
    'deriveKey',
  ]);
  const derivation = {
    name: 'HKDF',
    hash: 'SHA-256',
    salt: new Uint8Array(),
    info: encoded('kontor answers'),
  };
  const kind = { name: algorithm, length: 256 };
  return crypto.subtle.deriveKey(derivation, material, kind, false, ['encrypt', 'decrypt']);
}

async function newestOf([newest]: readonly Promise<Key>[]): Promise<Key> {
  if (newest === undefined) throw new Error('There is no secret to seal with.');
  return newest;
}

function parametersOf(iv: Uint8Array<ArrayBuffer>, place: string) {
  return { name: algorithm, iv, additionalData: encoded(place) };
}

function encoded(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function base64Of(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
