import type { Begun, IdempotencyStore, WrittenAnswer } from '@kontor/provider';
import type { Vault } from '@kontor/provider-process';
import type { Store } from './store.ts';

const keptMs = 7 * 24 * 3_600_000;

type Kept = {
  readonly key: string;
  readonly fingerprint: string;
  readonly at: number;
  readonly sealed: string;
};

/** Remembers answers for seven days, sealed. What ran in a process that died may be begun again. */
export function answerStore(store: Store, vault: Vault, clock: () => Date): IdempotencyStore {
  const kept = store.documents<Kept>('answer');
  const running = new Map<string, string>();

  return {
    begin: async (key, fingerprint): Promise<Begun> => {
      const runs = running.get(key);
      if (runs !== undefined) return { state: runs === fingerprint ? 'running' : 'mismatched' };
      const found = kept.get(key);
      if (found === undefined || found.at < clock().getTime() - keptMs) {
        running.set(key, fingerprint);
        return { state: 'new' };
      }
      if (found.fingerprint !== fingerprint) return { state: 'mismatched' };
      const answer: WrittenAnswer = JSON.parse(
        vault.open(Buffer.from(found.sealed, 'base64'), key),
      );
      return { state: 'answered', answer };
    },
    finish: async (key, answer) => {
      const fingerprint = running.get(key) ?? '';
      const sealed = vault.seal(JSON.stringify(answer), key).toString('base64');
      kept.put(key, { key, fingerprint, at: clock().getTime(), sealed });
      running.delete(key);
    },
    abandon: async (key) => {
      running.delete(key);
    },
  };
}
