import type { Resource, ResourceStore } from '@kontor/core';
import { constrain } from './constraint.ts';
import { notePlanIn } from './plan-periods-in-memory.ts';
import type { TeamData } from './team-data.ts';

export function resourcesIn(data: TeamData): ResourceStore {
  const { resources, installations } = data;
  const find: ResourceStore['find'] = async (id) => resources.get(id);
  const aliveIn = (installationId: string) =>
    [...resources.values()]
      .filter((each) => each.installationId === installationId && isAlive(each))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  /** Whether another resource of the installation has the same in this field. */
  const isTaken = (field: 'name' | 'externalId', { id, installationId, ...own }: Resource) =>
    isAlive(own) &&
    own[field] !== null &&
    aliveIn(installationId).some((other) => other.id !== id && other[field] === own[field]);
  const save: ResourceStore['save'] = async (changed) => {
    const former = resources.get(changed.id);
    if (former === undefined) return true;
    const { id, teamId, installationId, productId, provisionedBy, createdAt } = former;
    const fixed = { id, teamId, installationId, productId, provisionedBy, createdAt };
    const saved = { ...changed, ...fixed };
    if (isTaken('name', saved)) return false;
    constrain(!isTaken('externalId', saved), 'resource_external');
    resources.set(id, saved);
    notePlanIn(data, billedAs(saved));
    return true;
  };
  return {
    find,
    lock: find,
    hold: find,
    findExternal: async (installationId, externalId) =>
      aliveIn(installationId).find((each) => each.externalId === externalId),
    listOf: async (installationId) => aliveIn(installationId),
    insert: async (resource) => {
      if (isTaken('name', resource) || isTaken('externalId', resource)) return false;
      if (resources.has(resource.id)) return false;
      constrain(installations.has(resource.installationId), 'resource_installation_id_fkey');
      resources.set(resource.id, resource);
      notePlanIn(data, billedAs(resource));
      return true;
    },
    save,
    saveUnderName: async (changed) => constrain(await save(changed), 'resource_name'),
  };
}

function billedAs(resource: Resource) {
  const { installationId, id: resourceId, billingPlan, updatedAt: at } = resource;
  return { installationId, resourceId, plan: isAlive(resource) ? billingPlan : null, at };
}

function isAlive({ lifecycle }: Pick<Resource, 'lifecycle'>): boolean {
  return ['provisioning', 'active', 'deleting'].includes(lifecycle);
}
