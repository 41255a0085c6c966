import { evalOn, redisPrefix, type SendRedisCommand } from '../stores/redis-client.ts';
import type { IdempotencyStore } from './idempotency-store.ts';
import {
  type Kept,
  type LeasedIdempotencyOptions,
  type LeasedKeys,
  leasedIdempotencyStore,
} from './leased-idempotency-store.ts';

export type RedisIdempotencyOptions = LeasedIdempotencyOptions & {
  readonly send: SendRedisCommand;
  /** What every key begins with; `kontor:` unless told. */
  readonly prefix?: string;
};

/** Each does its work only while what is written is the claim that the caller knows. */
const scripts = {
  takeOver: `if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
    redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) return 1`,
  renew: `if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
    return redis.call('PEXPIRE', KEYS[1], ARGV[2])`,
  // the thing is done, so it is written also where the lease ran out and nobody came since
  keep: `local kept = redis.call('GET', KEYS[1])
    if kept and kept ~= ARGV[1] then return 0 end
    redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) return 1`,
  drop: `if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
    return redis.call('DEL', KEYS[1])`,
} as const;

/**
 * Remembers answers in Redis, for any number of processes; keys expire there by themselves. What must
 * not be forgotten wants a server that writes to disk (`appendonly yes`) and evicts nothing.
 */
export function redisIdempotencyStore({
  send,
  prefix = redisPrefix,
  ...options
}: RedisIdempotencyOptions): IdempotencyStore {
  return leasedIdempotencyStore(redisKeys(send, prefix), options);
}

function redisKeys(send: SendRedisCommand, prefix: string): LeasedKeys {
  const placeOf = (key: string) => `${prefix}call:${key}`;

  return {
    claim: async (call) => {
      const [place, lease] = [placeOf(call.key), String(call.leaseMs)];
      for (;;) {
        const made = await send(['SET', place, written(call), 'NX', 'PX', lease]);
        if (made !== null) return undefined;
        const text = await send(['GET', place]);
        // what was there a moment ago may be over by now, and then the key is free
        if (text === null) continue;
        const kept: Kept = JSON.parse(String(text));
        if (kept.answer !== null || kept.claim !== call.over) return kept;
        if ((await evalOn(send, scripts.takeOver, place, String(text), written(call), lease)) === 1)
          return undefined;
      }
    },
    renew: async (call) => {
      await evalOn(send, scripts.renew, placeOf(call.key), written(call), String(call.leaseMs));
    },
    keep: async ({ answer, keepMs, ...call }) => {
      const kept = written(call, answer);
      await evalOn(send, scripts.keep, placeOf(call.key), written(call), kept, String(keepMs));
    },
    drop: async (call) => {
      await evalOn(send, scripts.drop, placeOf(call.key), written(call));
    },
  };
}

function written(
  { fingerprint, claim }: Pick<Kept, 'fingerprint' | 'claim'>,
  answer: string | null = null,
): string {
  return JSON.stringify({ fingerprint, claim, answer } satisfies Kept);
}
