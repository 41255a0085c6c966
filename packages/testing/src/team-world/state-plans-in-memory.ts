import type { Made, StatePlanStore } from '@kontor/core';
import { constrain } from './constraint.ts';
import type { TeamData } from './team-data.ts';

export function statePlansIn(data: TeamData): StatePlanStore {
  const { statePlans, stateContents, stateFiles, made, projects, resources, connections } = data;
  const find: StatePlanStore['find'] = async (id) => statePlans.get(id);
  return {
    find,
    lock: find,
    insert: async (plan, content) => {
      constrain(!statePlans.has(plan.id), 'state_plan_pkey');
      statePlans.set(plan.id, plan);
      stateContents.set(plan.id, content);
    },
    content: async (id) => stateContents.get(id),
    save: async (plan) => {
      if (!statePlans.has(plan.id)) return;
      statePlans.set(plan.id, plan);
      if (plan.finishedAt !== null) stateContents.delete(plan.id);
    },
    lockFile: async (project) => {
      const applying = [...statePlans.values()].find(
        (each) => each.project === project && each.status === 'applying',
      );
      return { digest: stateFiles.get(project) ?? null, applying: applying?.id ?? null };
    },
    saveFile: async (project, digest) => {
      stateFiles.set(project, digest);
    },
    made: async (projectId) => made.get(projectId) ?? noneMade,
    noteMade: async (projectId, { kind, id }) => {
      constrain(projects.has(projectId), 'state_made_project_id_fkey');
      const former = made.get(projectId) ?? noneMade;
      const ids: readonly string[] = former[kind];
      if (!ids.includes(id)) made.set(projectId, { ...former, [kind]: [...ids, id].sort() });
    },
    resources: async ({ names, ids, projectId }) =>
      [...resources.values()]
        .filter(({ lifecycle }) => ['provisioning', 'active', 'deleting'].includes(lifecycle))
        .filter(({ id, name }) => ids.includes(id) || names.includes(name))
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .flatMap((resource) => {
          const installation = data.installations.get(resource.installationId);
          if (installation === undefined) return [];
          const used = [...connections.values()].filter(
            (each) => each.resourceId === resource.id && each.projectId !== projectId,
          );
          const { integrationId } = installation;
          return [{ resource, integrationId, usedElsewhere: used.length }];
        }),
    projects: async ({ names, ids }) =>
      [...projects.values()]
        .filter(({ id, name }) => names.includes(name) || ids.includes(id))
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .map(({ id, name }) => ({ id, name })),
    connections: async (projectId) =>
      [...connections.values()]
        .filter((each) => each.projectId === projectId)
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .map(({ id, resourceId, environments, prefix, makesSensitive }) => ({
          ...{ id, resourceId, environments, prefix, makesSensitive },
        })),
  };
}

const noneMade: Made = {
  ...{ resources: [], connections: [], variables: [] },
  ...{ environments: [], shared: [], links: [] },
};
