import type { WrittenAnswer } from '../http/written-answer.ts';

/**
 * Where a provider remembers which calls it has answered. A key goes through these states:
 *
 *     unknown ──begin──▶ running ──finish──▶ answered ──(the store's own limit)──▶ unknown
 *                           └─────abandon──▶ unknown
 *
 * With several processes the store must be one they share. A process that dies leaves keys running;
 * the store must notice, and let the next `begin` have them.
 */
export type IdempotencyStore = {
  /** Claims a key, or tells what became of it. Only one of many callers is told `new`. */
  readonly begin: (key: string, fingerprint: string) => Promise<Begun>;
  /** The answers may hold secrets: a store that outlives the process should encrypt them. */
  readonly finish: (key: string, answer: WrittenAnswer) => Promise<void>;
  /** The call came to nothing, and may be made again. */
  readonly abandon: (key: string) => Promise<void>;
};

export type Begun =
  | { readonly state: 'new' }
  | { readonly state: 'running' }
  | { readonly state: 'answered'; readonly answer: WrittenAnswer }
  /** The key belongs to a call that said something else. */
  | { readonly state: 'mismatched' };
