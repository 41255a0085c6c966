import type { WrittenAnswer } from '../http/written-answer.ts';
import type { Begun, IdempotencyStore } from './idempotency-store.ts';

type Entry = {
  readonly fingerprint: string;
  readonly begunAt: number;
  readonly answer: WrittenAnswer | undefined;
};

export type MemoryIdempotencyOptions = {
  readonly clock?: () => Date;
  /** How long an answer is kept. */
  readonly keepHours?: number;
  /** How many keys are kept; the oldest answered ones make room. */
  readonly maxKeys?: number;
};

/** Keeps answers in this process: enough for one process, and forgotten with it. */
export function memoryIdempotencyStore({
  clock = () => new Date(),
  keepHours = 24,
  maxKeys = 10_000,
}: MemoryIdempotencyOptions = {}): IdempotencyStore {
  // a Map remembers the order in which keys came, so the oldest stand first
  const entries = new Map<string, Entry>();

  return {
    begin: async (key, fingerprint) => {
      forgetOld();
      const entry = entries.get(key);
      if (entry) return stateOf(entry, fingerprint);
      entries.set(key, { fingerprint, begunAt: clock().getTime(), answer: undefined });
      return { state: 'new' };
    },
    finish: async (key, answer) => {
      const entry = entries.get(key);
      if (entry) entries.set(key, { ...entry, answer });
    },
    abandon: async (key) => {
      if (!entries.get(key)?.answer) entries.delete(key);
    },
  };

  function forgetOld(): void {
    const oldest = clock().getTime() - keepHours * 3_600_000;
    for (const [key, { begunAt, answer }] of entries) {
      if (begunAt > oldest && entries.size < maxKeys) return;
      if (answer) entries.delete(key);
    }
  }
}

function stateOf({ fingerprint, answer }: Entry, asked: string): Begun {
  if (fingerprint !== asked) return { state: 'mismatched' };
  return answer ? { state: 'answered', answer } : { state: 'running' };
}
