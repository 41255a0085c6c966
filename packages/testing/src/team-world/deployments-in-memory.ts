import type { DeploymentStore } from '@kontor/core';
import { constrain } from './constraint.ts';
import type { TeamData } from './team-data.ts';

export function deploymentsIn({ deployments, outcomes, projects }: TeamData): DeploymentStore {
  const findExternal: DeploymentStore['findExternal'] = async (projectId, externalId) =>
    [...deployments.values()].find(
      (each) => each.projectId === projectId && each.externalId === externalId,
    );
  return {
    lock: async (id) => deployments.get(id),
    findExternal,
    insert: async (deployment) => {
      const { id, projectId, externalId } = deployment;
      if (externalId !== null && (await findExternal(projectId, externalId))) return false;
      constrain(!deployments.has(id), 'deployment_pkey');
      constrain(projects.has(projectId), 'deployment_project_id_fkey');
      deployments.set(id, deployment);
      return true;
    },
    save: async (deployment) => {
      if (deployments.has(deployment.id)) deployments.set(deployment.id, deployment);
    },
    putOutcome: async (id, outcome) => {
      const others = (outcomes.get(id) ?? []).filter((each) => keyOf(each) !== keyOf(outcome));
      if (deployments.has(id)) outcomes.set(id, [...others, outcome]);
    },
    outcomes: async (id) => {
      const runs = deployments.get(id)?.actions.map(keyOf) ?? [];
      const kept = outcomes.get(id) ?? [];
      return kept.toSorted((a, b) => runs.indexOf(keyOf(a)) - runs.indexOf(keyOf(b)));
    },
    forgetOutcomes: async (id) => {
      outcomes.delete(id);
    },
    standing: async (projectId) =>
      [...deployments.values()]
        .filter((each) => each.projectId === projectId && each.removedAt === null)
        .map(({ id }) => id)
        .sort(),
  };
}

function keyOf({
  resourceId,
  action,
}: {
  readonly resourceId: string;
  readonly action: string;
}): string {
  return `${resourceId} ${action}`;
}
