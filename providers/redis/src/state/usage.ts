import type { UsageState, UsageStore } from '@kontor/provider';
import type { OneAtATime } from '@kontor/provider-process';
import type { Redis } from '../server/redis.ts';

/** Running totals of usage, by installation, over restarts. */
export function usageStore(redis: Redis, oneAtATime: OneAtATime) {
  const read = async (installationId: string): Promise<UsageState | undefined> => {
    const text = await redis.run('GET', placeOf(installationId));
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  };
  const store: UsageStore = {
    read,
    change: (installationId, change) =>
      oneAtATime(placeOf(installationId), async () => {
        const changed = change(await read(installationId));
        await redis.run('SET', placeOf(installationId), JSON.stringify(changed));
        return changed;
      }),
  };
  return {
    ...store,
    forget: async (installationId: string): Promise<void> => {
      await redis.run('DEL', placeOf(installationId));
    },
  };
}

function placeOf(installationId: string): string {
  return `kontor:usage:${installationId}`;
}
