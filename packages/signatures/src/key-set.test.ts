import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRotationDue, keySetCacheSeconds, publishedJwks, rotate, signingKey } from './key-set.ts';
import { generateSigningKey, type SigningKey } from './signing-key.ts';

const start = Date.UTC(2026, 0, 5, 10);

/** A moment, in seconds after the first key was made. */
function at(seconds: number): Date {
  return new Date(start + seconds * 1000);
}

/** The decisions look at names and times alone, so these keys cannot sign. */
function keyNamed(kid: string, seconds: number): SigningKey {
  const jwk = { kty: 'RSA', n: 'n', e: 'AQAB' };
  return {
    kid,
    publicJwk: jwk,
    privateJwk: { ...jwk, d: 'd' },
    createdAt: at(seconds),
    signsFrom: at(seconds),
  };
}

function kidsPublished(keys: readonly SigningKey[], seconds: number): (string | undefined)[] {
  return publishedJwks(keys, at(seconds)).keys.map(({ kid }) => kid);
}

const overlap = { tokenLifetimeSeconds: 300, leadSeconds: 660, toleranceSeconds: 60 };

test('the first key signs at once', () => {
  const keys = rotate([], keyNamed('a', 0), at(0), overlap);

  expect(signingKey(keys, at(0))?.kid).toBe('a');
  expect(kidsPublished(keys, 0)).toEqual(['a']);
});

test('without keys there is none to sign with, and the published set is empty', () => {
  expect(signingKey([], at(0))).toBeUndefined();
  expect(publishedJwks([], at(0))).toEqual({ keys: [] });
});

test('a new key is published before it signs, and the old one until its last token has expired', () => {
  const first = rotate([], keyNamed('a', 0), at(0), overlap);
  const keys = rotate(first, keyNamed('b', 1000), at(1000), overlap);

  expect([1000, 1659, 1660, 5000].map((seconds) => signingKey(keys, at(seconds))?.kid)).toEqual([
    'a',
    'a',
    'b',
    'b',
  ]);
  expect(kidsPublished(keys, 1000)).toEqual(['a', 'b']);
  expect(kidsPublished(keys, 1660 + 300 + 60)).toEqual(['a', 'b']);
  expect(kidsPublished(keys, 1660 + 300 + 61)).toEqual(['b']);
});

test('keys that are published no more are dropped at the next rotation', () => {
  const first = rotate([], keyNamed('a', 0), at(0), overlap);
  const second = rotate(first, keyNamed('b', 1000), at(1000), overlap);
  const third = rotate(second, keyNamed('c', 9000), at(9000), overlap);

  expect(third.map(({ kid }) => kid)).toEqual(['b', 'c']);
});

test('rotating changes no key that was handed in', () => {
  const first = rotate([], keyNamed('a', 0), at(0), overlap);
  const before = structuredClone(first);

  rotate(first, keyNamed('b', 10), at(10), overlap);

  expect(first).toEqual(before);
});

test('private members are never published', async () => {
  const key = await generateSigningKey(at(0));
  const leaky = { ...key, publicJwk: key.privateJwk };

  const [published] = publishedJwks([leaky], at(0)).keys;

  expect(Object.keys(published ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
});

test('a rotation is due when the newest key is old enough, and while there is none', () => {
  const keys = rotate([], keyNamed('a', 0), at(0), overlap);
  const rotated = rotate(keys, keyNamed('b', 100), at(100), overlap);

  expect(isRotationDue([], at(0), 100)).toBe(true);
  expect(isRotationDue(keys, at(99), 100)).toBe(false);
  expect(isRotationDue(keys, at(100), 100)).toBe(true);
  expect(isRotationDue(rotated, at(859), 100)).toBe(false);
  expect(isRotationDue(rotated, at(860), 100)).toBe(true);
});

/** Rotates at each of the moments; answers the keys as they were stored at any moment. */
function historyOf(rotatedAt: readonly number[], tokenLifetimeSeconds: number) {
  const states: { since: number; keys: SigningKey[] }[] = [];
  for (const since of rotatedAt) {
    const keys = states.at(-1)?.keys ?? [];
    const added = keyNamed(`key-${states.length}`, since);
    states.push({ since, keys: rotate(keys, added, at(since), { tokenLifetimeSeconds }) });
  }
  return (seconds: number) => states.findLast(({ since }) => since <= seconds)?.keys ?? [];
}

test('a token is verifiable for all its life with any key set that may still be cached', () => {
  const rotations = fc
    .array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 6 })
    .map((moments) => [0, ...moments.toSorted((a, b) => a - b)]);
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      rotations,
      fc.integer({ min: 1, max: 3600 }),
      fc.integer({ min: 0, max: 40_000 }),
      share,
      share,
      (rotatedAt, lifetime, signedAt, ageShare, cacheShare) => {
        const keysAt = historyOf(rotatedAt, lifetime);
        const verifiedAt = signedAt + Math.floor(lifetime * ageShare);
        const fetchedAt = Math.max(0, verifiedAt - Math.floor(keySetCacheSeconds * cacheShare));

        const signer = signingKey(keysAt(signedAt), at(signedAt));

        expect(kidsPublished(keysAt(fetchedAt), fetchedAt)).toContain(signer?.kid);
      },
    ),
    { numRuns: 2000 },
  );
});
