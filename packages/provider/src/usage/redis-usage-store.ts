import { evalOn, redisPrefix, type SendRedisCommand } from '../stores/redis-client.ts';
import type { LastingUsageStore, UsageState } from './usage-store.ts';

type RedisUsageOptions = {
  readonly send: SendRedisCommand;
  /** What every key begins with; `kontor:` unless told. */
  readonly prefix?: string;
};

/** Writes the new totals if what was read still stands there; nothing stands for an empty text. */
const replace = `if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
  redis.call('SET', KEYS[1], ARGV[2]) return 1`;

/**
 * Keeps running totals in Redis, on a server that writes to disk and evicts nothing. Whoever loses a
 * race for an installation counts once more on top of the winner.
 */
export function redisUsageStore({
  send,
  prefix = redisPrefix,
}: RedisUsageOptions): LastingUsageStore {
  const placeOf = (installationId: string) => `${prefix}usage:${installationId}`;
  const find = async (installationId: string): Promise<string> => {
    const text = await send(['GET', placeOf(installationId)]);
    return text === null ? '' : String(text);
  };

  return {
    read: async (installationId) => stateIn(await find(installationId)),
    change: async (installationId, change) => {
      for (;;) {
        const text = await find(installationId);
        const changed = change(stateIn(text));
        const wanted = JSON.stringify(changed);
        if ((await evalOn(send, replace, placeOf(installationId), text, wanted)) === 1) {
          return changed;
        }
      }
    },
    forget: async (installationId) => {
      await send(['DEL', placeOf(installationId)]);
    },
  };
}

function stateIn(text: string): UsageState | undefined {
  return text === '' ? undefined : JSON.parse(text);
}
