import { generateSigningKey, publishedJwks, type SigningKey } from '@kontor/signatures';

/** The keys of the host that is played. */
export type Keys = {
  /** What tokens are signed with. */
  readonly current: SigningKey;
  /** Published from the start, and used while nobody has to read the key set again. */
  readonly next: SigningKey;
  /** Published late: whoever keeps a key set for ever never learns of it. */
  readonly late: SigningKey;
  /** Never published. */
  readonly foreign: SigningKey;
};

export async function generateKeys(): Promise<Keys> {
  const now = new Date();
  const [current, next, late, foreign] = await Promise.all([
    generateSigningKey(now),
    generateSigningKey(now),
    generateSigningKey(now),
    generateSigningKey(now),
  ]);
  return { current, next, late, foreign };
}

/** The key set as it is served. The key in use comes last, as no verifier may count on an order. */
export function servedKeys({ current, next, late }: Keys, hasLate: boolean) {
  return publishedJwks(hasLate ? [late, next, current] : [next, current], new Date());
}
