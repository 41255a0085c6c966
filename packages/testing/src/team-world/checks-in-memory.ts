import type { Check, CheckStore } from '@kontor/core';
import { constrain } from './constraint.ts';
import type { TeamData } from './team-data.ts';

export function checksIn({ checks, projects, installations }: TeamData): CheckStore {
  const isInForce = ({ deletedAt, installationId }: Check) =>
    deletedAt === null &&
    (installationId === null || installations.get(installationId)?.lifecycle === 'installed');
  return {
    find: async (projectId, id) => {
      const found = checks.get(id);
      return found?.projectId === projectId && found.deletedAt === null ? found : undefined;
    },
    inForce: async (projectId) =>
      [...checks.values()]
        .filter((check) => check.projectId === projectId && isInForce(check))
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
    save: async (check) => {
      constrain(projects.has(check.projectId), 'project_check_project_id_fkey');
      checks.set(check.id, check);
    },
  };
}
