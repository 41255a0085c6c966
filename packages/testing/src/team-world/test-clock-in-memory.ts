import type { TestClockStore } from '@kontor/core';
import type { TeamData } from './team-data.ts';

export function testClocksIn(data: TeamData): TestClockStore {
  return {
    find: async () => data.testClock,
    lock: async () => data.testClock,
    insert: async (clock) => {
      if (data.testClock !== undefined) return false;
      data.testClock = clock;
      return true;
    },
    save: async ({ now, run }) => {
      if (data.testClock !== undefined) data.testClock = { ...data.testClock, now, run };
    },
    remove: async () => {
      delete data.testClock;
    },
    hasInstalled: async () =>
      [...data.installations.values()].some(({ finalizedAt }) => finalizedAt === null),
  };
}
