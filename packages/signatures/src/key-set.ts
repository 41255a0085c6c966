import type { JSONWebKeySet } from 'jose';
import type { SigningKey } from './signing-key.ts';

/** How long verifiers may keep a key set, in seconds, as real providers do. @see spec/partner-api.md §3 */
export const keySetCacheSeconds = 600;

export type KeyOverlap = {
  /** The longest life of any token signed with these keys. */
  readonly tokenLifetimeSeconds: number;
  /** How long a new key is published before it signs; at least as long as verifiers cache. */
  readonly leadSeconds?: number;
  /** How long after its end a token may still pass, because clocks differ. */
  readonly toleranceSeconds?: number;
};

/**
 * Adds a key so that no token is ever refused for it: the new key is published `leadSeconds` before it
 * signs, the old one stays published until all it signed has expired. Keys past that are dropped.
 *
 * The very first key signs at once, since nobody can have cached a set without it.
 */
export function rotate(
  keys: readonly SigningKey[],
  newKey: SigningKey,
  now: Date,
  {
    tokenLifetimeSeconds,
    leadSeconds = keySetCacheSeconds + 60,
    toleranceSeconds = 60,
  }: KeyOverlap,
): SigningKey[] {
  const kept = keys.filter((key) => isPublished(key, now));
  const signsFrom = kept.length === 0 ? now : after(now, leadSeconds);
  const publishedUntil = after(signsFrom, tokenLifetimeSeconds + toleranceSeconds);
  const retired = kept.map((key) =>
    key.signsUntil === undefined ? { ...key, signsUntil: signsFrom, publishedUntil } : key,
  );
  return [...retired, { ...newKey, signsFrom }];
}

/** The key to sign with; `undefined` only where there has never been one. */
export function signingKey(keys: readonly SigningKey[], now: Date): SigningKey | undefined {
  return keys.findLast(
    ({ signsFrom, signsUntil }) =>
      signsFrom <= now && (signsUntil === undefined || now < signsUntil),
  );
}

/** Whether the newest key has signed for as long as a key may, so that a rotation is due. */
export function isRotationDue(
  keys: readonly SigningKey[],
  now: Date,
  maxAgeSeconds: number,
): boolean {
  return keys.every(({ signsFrom }) => after(signsFrom, maxAgeSeconds) <= now);
}

/** The key set to publish: public members only, whatever the stored key holds. */
export function publishedJwks(keys: readonly SigningKey[], now: Date): JSONWebKeySet {
  return { keys: keys.filter((key) => isPublished(key, now)).map(publicPart) };
}

function publicPart({ kid, publicJwk }: SigningKey) {
  const { n = '', e = '' } = publicJwk;
  return { kty: 'RSA', kid, alg: 'RS256', use: 'sig', n, e };
}

function isPublished({ publishedUntil }: SigningKey, now: Date): boolean {
  return publishedUntil === undefined || now <= publishedUntil;
}

function after(time: Date, seconds: number): Date {
  return new Date(time.getTime() + seconds * 1000);
}
