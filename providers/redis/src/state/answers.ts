import type { Begun, IdempotencyStore, WrittenAnswer } from '@kontor/provider';
import type { Vault } from '@kontor/provider-process';
import type { Redis } from '../server/redis.ts';

/** How long answers are kept for repeats, in seconds: seven days. */
const keptSeconds = String(7 * 24 * 3600);

type Kept = { readonly fingerprint: string; readonly answer?: string };

/**
 * Remembers answers over restarts, sealed. One process at a time uses it: what runs elsewhere died with
 * that process, and may be begun again.
 */
export function answerStore(redis: Redis, vault: Vault): IdempotencyStore {
  const running = new Map<string, string>();

  const find = async (key: string): Promise<Kept | undefined> => {
    const text = await redis.run('GET', placeOf(key));
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  };
  const keep = (key: string, kept: Kept) =>
    redis.run('SET', placeOf(key), JSON.stringify(kept), 'EX', keptSeconds);

  return {
    begin: async (key, fingerprint): Promise<Begun> => {
      const runs = running.get(key);
      if (runs !== undefined) return { state: runs === fingerprint ? 'running' : 'mismatched' };
      running.set(key, fingerprint);
      try {
        const kept = await find(key);
        const begun = begunOf(kept);
        if (begun.state === 'new') await keep(key, { fingerprint });
        else running.delete(key);
        return begun;
      } catch (error) {
        running.delete(key);
        throw error;
      }

      function begunOf(kept: Kept | undefined): Begun {
        if (kept === undefined) return { state: 'new' };
        if (kept.fingerprint !== fingerprint) return { state: 'mismatched' };
        if (kept.answer === undefined) return { state: 'new' };
        const written = vault.open(Buffer.from(kept.answer, 'base64'), key);
        return { state: 'answered', answer: JSON.parse(written) as WrittenAnswer };
      }
    },

    finish: async (key, answer) => {
      try {
        const fingerprint = running.get(key) ?? '';
        const sealed = vault.seal(JSON.stringify(answer), key).toString('base64');
        await keep(key, { fingerprint, answer: sealed });
      } finally {
        running.delete(key);
      }
    },

    abandon: async (key) => {
      try {
        await redis.run('DEL', placeOf(key));
      } finally {
        running.delete(key);
      }
    },
  };
}

function placeOf(key: string): string {
  return `kontor:answer:${key}`;
}
