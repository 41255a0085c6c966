import { emptyKeyset, type KeysetStore } from '@kontor/core';
import { constrain } from './constraint.ts';
import type { TeamData } from './team-data.ts';

export function keysetsIn({ keysets, resources }: TeamData): KeysetStore {
  return {
    find: async (resourceId) => keysets.get(resourceId) ?? emptyKeyset,
    save: async (resourceId, keyset) => {
      constrain(resources.has(resourceId), 'keyset_resource_id_fkey');
      keysets.set(resourceId, keyset);
    },
    remove: async (resourceId) => {
      keysets.delete(resourceId);
    },
  };
}
