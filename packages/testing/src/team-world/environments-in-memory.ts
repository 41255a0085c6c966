import { type EnvironmentStore, placeName, placeNamed, placeOf } from '@kontor/core';
import { constrain } from './constraint.ts';
import { sha256 } from './sha256.ts';
import type { EnvironmentVersion, TeamData } from './team-data.ts';

type PlaceOfProject = { readonly projectId: string; readonly environment: string };

export function environmentsIn({
  versions,
  retired,
  stale,
  connections,
  projects,
}: TeamData): EnvironmentStore {
  return {
    compiled: async (projectId) => [
      ...new Set(
        versions
          .filter((each) => each.projectId === projectId && !retired.has(keyOf(each)))
          .map(({ environment }) => environment),
      ),
    ],
    publish: async (place, variables, { cause, operationId = null }) => {
      const latest = versionsOf(versions, place).at(-1);
      const isServed = !retired.delete(keyOf(place));
      const isUnchanged = JSON.stringify(latest?.variables ?? []) === JSON.stringify(variables);
      if (isUnchanged && isServed) return;
      constrain(projects.has(place.projectId), 'environment_version_project_id_fkey');
      const version = (latest?.version ?? 0) + 1;
      versions.push({ ...place, version, variables, cause, operationId });
    },
    served: async ({ projectId, environment, gitBranch }) => {
      const branch = placeName(placeOf(environment, gitBranch));
      const newest = (name: string) => {
        const place = { projectId, environment: name };
        return retired.has(keyOf(place)) ? undefined : versionsOf(versions, place).at(-1);
      };
      const latest = newest(branch) ?? newest(environment);
      if (latest === undefined) return { version: 0, digest: '' };
      const { version, variables } = latest;
      const { environment: _name, ...place } = placeNamed(latest.environment);
      return { ...place, version, digest: sha256(JSON.stringify(variables)) };
    },
    retire: async (place) => {
      if (versionsOf(versions, place).length > 0) retired.add(keyOf(place));
    },
    contents: async (place, version) =>
      versionsOf(versions, place).find((each) => each.version === version)?.variables ?? [],
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
  { projectId, environment }: PlaceOfProject,
): readonly EnvironmentVersion[] {
  return versions.filter(
    (each) => each.projectId === projectId && each.environment === environment,
  );
}

/** What stands for a place among those that are retired. */
export function keyOf({ projectId, environment }: PlaceOfProject): string {
  return `${projectId} ${environment}`;
}
