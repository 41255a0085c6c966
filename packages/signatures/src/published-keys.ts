import { type CryptoKey, importJWK } from 'jose';
import * as z from 'zod';
import { SignatureError } from './errors.ts';

/** Reads the issuer's key set as parsed JSON. Rejecting means that it cannot be had now. */
export type FetchJwks = () => Promise<unknown>;

/** Unknown key ids make the set be read again at most this often, in seconds: anyone can invent ids. */
const rereadAfterSeconds = 30;

export type PublishedKeysOptions = {
  readonly fetchJwks: FetchJwks;
  readonly clock: () => Date;
  readonly cacheSeconds: number;
};

type KeysById = ReadonlyMap<string, CryptoKey>;

/**
 * Answers the key of an id from the issuer's key set, which is kept for `cacheSeconds` and read again
 * early when an id is missing, since the issuer may have rotated. Callers that meet share one reading.
 *
 * The function it returns throws `keys_unavailable` when the set cannot be read, and
 * `token_key_unknown` when the issuer does not publish the key.
 */
export function publishedKeys({ fetchJwks, clock, cacheSeconds }: PublishedKeysOptions) {
  let known: KeysById = new Map();
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;

  return async (kid: string): Promise<CryptoKey> => {
    if (isOlderThan(cacheSeconds)) await readOnce();
    if (!known.has(kid) && isOlderThan(rereadAfterSeconds)) await readOnce();
    const key = known.get(kid);
    if (!key) throw new SignatureError('token_key_unknown', 'The issuer publishes no such key.');
    return key;
  };

  function isOlderThan(seconds: number): boolean {
    return clock().getTime() - readAt >= seconds * 1000;
  }

  function readOnce(): Promise<void> {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  async function read(): Promise<void> {
    const startedAt = clock().getTime();
    known = await importedKeys(fetchJwks);
    readAt = startedAt;
  }
}

const keySet = z.object({ keys: z.array(z.unknown()) });

const rsaKey = z.object({
  kid: z.string(),
  kty: z.literal('RSA'),
  alg: z.literal('RS256').optional(),
  use: z.literal('sig').optional(),
  n: z.string(),
  e: z.string(),
});

async function importedKeys(fetchJwks: FetchJwks): Promise<KeysById> {
  try {
    const { keys } = keySet.parse(await fetchJwks());
    const imported = new Map<string, CryptoKey>();
    for (const stated of keys) {
      const { data: key } = rsaKey.safeParse(stated);
      if (key) imported.set(key.kid, await verificationKey(key));
    }
    return imported;
  } catch (cause) {
    throw new SignatureError('keys_unavailable', "The issuer's keys cannot be read.", { cause });
  }
}

/** Only the public members are imported: a set that leaks private ones still only verifies. */
async function verificationKey({ n, e }: z.infer<typeof rsaKey>): Promise<CryptoKey> {
  const key = await importJWK({ kty: 'RSA', n, e }, 'RS256');
  if (key instanceof Uint8Array) throw new TypeError('An RSA key is no sequence of bytes.');
  return key;
}
