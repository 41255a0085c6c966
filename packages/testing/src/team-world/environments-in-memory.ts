import type { EnvironmentStore } from '@kontor/core';
import { constrain } from './constraint.ts';
import { sha256 } from './sha256.ts';
import type { EnvironmentVersion, TeamData } from './team-data.ts';

export function environmentsIn({
  versions,
  stale,
  connections,
  projects,
}: TeamData): EnvironmentStore {
  return {
    compiled: async (projectId) => [
      ...new Set(
        versions
          .filter((each) => each.projectId === projectId)
          .map(({ environment }) => environment),
      ),
    ],
    publish: async (place, variables, { cause, operationId = null }) => {
      const latest = versionsOf(versions, place).at(-1);
      const isUnchanged = JSON.stringify(latest?.variables ?? []) === JSON.stringify(variables);
      if (isUnchanged) return;
      constrain(projects.has(place.projectId), 'environment_version_project_id_fkey');
      const version = (latest?.version ?? 0) + 1;
      versions.push({ ...place, version, variables, cause, operationId });
    },
    served: async (place) => {
      const latest = versionsOf(versions, place).at(-1);
      if (latest === undefined) return { version: 0, digest: '' };
      const { version, variables } = latest;
      return { version, digest: sha256(JSON.stringify(variables)) };
    },
    defer: async (projectIds, cause) => {
      for (const projectId of projectIds) {
        constrain(projects.has(projectId), 'stale_project_project_id_fkey');
        stale.set(projectId, cause);
      }
    },
    settle: async (projectId) => {
      stale.delete(projectId);
    },
    projectsOf: async (resourceId) =>
      [...connections.values()]
        .filter((each) => each.resourceId === resourceId)
        .map(({ projectId }) => projectId)
        .sort(),
  };
}

/** The versions of one environment, oldest first. */
export function versionsOf(
  versions: readonly EnvironmentVersion[],
  { projectId, environment }: { readonly projectId: string; readonly environment: string },
): readonly EnvironmentVersion[] {
  return versions.filter(
    (each) => each.projectId === projectId && each.environment === environment,
  );
}
