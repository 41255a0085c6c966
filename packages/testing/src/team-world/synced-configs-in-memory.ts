import type { SyncedConfigStore } from '@kontor/core';
import { constrain } from './constraint.ts';
import type { TeamData } from './team-data.ts';

export function syncedConfigsIn({ syncedConfigs, resources }: TeamData): SyncedConfigStore {
  return {
    find: async (resourceId) => syncedConfigs.get(resourceId),
    save: async (config) => {
      constrain(resources.has(config.resourceId), 'synced_config_resource_id_fkey');
      syncedConfigs.set(config.resourceId, config);
    },
  };
}
