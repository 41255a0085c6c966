import type { Installation, InstallationStore } from '@kontor/core';
import { constrain } from './constraint.ts';
import { notePlanIn } from './plan-periods-in-memory.ts';
import type { TeamData } from './team-data.ts';

export function installationsIn(data: TeamData): InstallationStore {
  const { installations } = data;
  const find: InstallationStore['find'] = async (id) => installations.get(id);
  const currentLike = ({ integrationId, kind }: Pick<Installation, 'integrationId' | 'kind'>) =>
    [...installations.values()].find(
      (each) => each.integrationId === integrationId && each.kind === kind && isCurrent(each),
    );
  return {
    find,
    lock: find,
    hold: find,
    findCurrent: async (integrationId, kind) => currentLike({ integrationId, kind }),
    insert: async (installation) => {
      if (isCurrent(installation) && currentLike(installation)) return false;
      constrain(!installations.has(installation.id), 'installation_pkey');
      installations.set(installation.id, installation);
      return true;
    },
    save: async (changed) => {
      const former = installations.get(changed.id);
      if (former === undefined) return;
      const { id, teamId, integrationId, kind, installedBy, createdAt } = former;
      const saved = { ...changed, id, teamId, integrationId, kind, installedBy, createdAt };
      const current = currentLike(saved);
      const isAlone = current === undefined || current.id === id;
      constrain(!isCurrent(saved) || isAlone, 'installation_one_of_kind');
      installations.set(id, saved);
      const plan = isCurrent(saved) ? saved.billingPlan : null;
      notePlanIn(data, { installationId: id, resourceId: null, plan, at: saved.updatedAt });
    },
  };
}

function isCurrent({ lifecycle }: Installation): boolean {
  return ['installing', 'installed', 'uninstalling'].includes(lifecycle);
}
