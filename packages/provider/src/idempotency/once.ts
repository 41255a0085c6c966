import type { WrittenAnswer } from '../http/written-answer.ts';
import { ProviderError } from '../provider-error.ts';
import type { IdempotencyStore } from './idempotency-store.ts';

export type KeyedCall = { readonly key: string; readonly fingerprint: string };

/** Settles a claimed key, whichever comes. */
export type Claim = {
  readonly finish: (answer: WrittenAnswer) => Promise<void>;
  readonly abandon: () => Promise<void>;
};

export type Turn =
  | { readonly kind: 'first'; readonly claim: Claim }
  | { readonly kind: 'repeat'; readonly answer: WrittenAnswer };

export type Once = (call: KeyedCall) => Promise<Turn>;

type OnceOptions = {
  readonly store: IdempotencyStore;
  /** How long a repeat waits for the first call, in milliseconds, before it is refused. */
  readonly waitMs: number;
};

/** How often a call that runs in another process is asked about, in milliseconds. */
const pollMs = 100;

/**
 * Lets the first call under a key pass, and gives its answer to all others. One that comes while the
 * first still runs waits; when the first comes to nothing, one that waited takes its place.
 */
export function createOnce({ store, waitMs }: OnceOptions): Once {
  const running = new Map<string, PromiseWithResolvers<void>>();

  return async ({ key, fingerprint }) => {
    const giveUpAt = performance.now() + waitMs;
    for (;;) {
      const begun = await store.begin(key, fingerprint);
      switch (begun.state) {
        case 'new':
          return { kind: 'first', claim: claimOf(key) };
        case 'answered':
          return { kind: 'repeat', answer: begun.answer };
        case 'mismatched':
          throw new ProviderError('conflict', 'The Idempotency-Key was used for another call.');
        case 'running':
          if (performance.now() >= giveUpAt) throw stillRunning();
          await Promise.race([elapsed(pollMs), ...promisesOf(running.get(key))]);
      }
    }
  };

  function claimOf(key: string): Claim {
    const ended = Promise.withResolvers<void>();
    running.set(key, ended);
    const settle = async (settled: Promise<void>) => {
      try {
        await settled;
      } finally {
        running.delete(key);
        ended.resolve();
      }
    };
    return {
      finish: (answer) => settle(store.finish(key, answer)),
      abandon: () => settle(store.abandon(key)),
    };
  }
}

/** In this process the end is heard of at once; in another it must be asked for. */
function promisesOf(ended: PromiseWithResolvers<void> | undefined): Promise<void>[] {
  return ended ? [ended.promise] : [];
}

function elapsed(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function stillRunning(): ProviderError {
  return new ProviderError('conflict', 'The same call is still running.', { retryAfterSeconds: 5 });
}
