import type { Lane } from './lane.ts';

/** The lanes in use, by integration. */
export type Lanes = {
  /** Uses an integration's lane, opening it where there is none. */
  readonly within: <Value>(
    integrationId: string,
    work: (lane: Lane) => Promise<Value>,
  ) => Promise<Value>;
  /** The lane of an integration, where it is in use. */
  readonly peek: (integrationId: string) => Lane | undefined;
  /** Closes every lane once the work within is done. */
  readonly close: () => Promise<void>;
};

/** Lanes are opened when they are first needed and closed when nobody has used them for `idleMs`. */
export function createLanes(openLane: () => Lane, idleMs: number): Lanes {
  const lanes = new Map<string, { lane: Lane; users: number; idle?: NodeJS.Timeout }>();

  function enter(integrationId: string) {
    const entry = lanes.get(integrationId) ?? { lane: openLane(), users: 0 };
    lanes.set(integrationId, entry);
    entry.users += 1;
    clearTimeout(entry.idle);
    return entry;
  }

  function leave(integrationId: string, entry: ReturnType<typeof enter>): void {
    entry.users -= 1;
    if (entry.users > 0) return;
    entry.idle = setTimeout(() => {
      lanes.delete(integrationId);
      void entry.lane.close();
    }, idleMs).unref();
  }

  return {
    within: async (integrationId, work) => {
      const entry = enter(integrationId);
      try {
        return await work(entry.lane);
      } finally {
        leave(integrationId, entry);
      }
    },
    peek: (integrationId) => lanes.get(integrationId)?.lane,
    close: async () => {
      const entries = [...lanes.values()];
      lanes.clear();
      for (const { idle } of entries) clearTimeout(idle);
      await Promise.all(entries.map(({ lane }) => lane.close()));
    },
  };
}
