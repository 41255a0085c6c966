import type { CustomEnvironmentStore, DescribedEnvironment } from '@kontor/core';
import type { ProjectWithEnvironments, TeamData } from './team-data.ts';

export function customEnvironmentsIn(data: TeamData): CustomEnvironmentStore {
  const { projects, variables, connections } = data;
  const list = (id: string) => describedOf(projects.get(id));
  const keep = (id: string, customEnvironments: readonly DescribedEnvironment[]) => {
    const project = projects.get(id);
    if (project !== undefined) projects.set(id, { ...project, customEnvironments });
  };
  return {
    list: async (projectId) => list(projectId),
    save: async (projectId, environment) => {
      const known = list(projectId);
      const former = known.find(({ id }) => id === environment.id);
      const { createdAt } = former ?? environment;
      const others = known.filter((each) => each !== former);
      keep(projectId, [...others, { ...environment, createdAt }].sort(byAge));
    },
    remove: async (projectId, { id, slug }, { keepsVariables }) => {
      keep(
        projectId,
        list(projectId).filter((each) => each.id !== id),
      );
      const isHere = (each: { readonly projectId: string; readonly environments: Slugs }) =>
        each.projectId === projectId && each.environments.includes(slug);
      const isAlone = ({ environments }: { readonly environments: Slugs }) =>
        environments.length === 1;
      const without = (environments: Slugs) => environments.filter((each) => each !== slug);
      const written = [...variables.values()].filter(isHere);
      const gone = keepsVariables ? [] : written.filter(isAlone);
      for (const each of written) {
        if (gone.includes(each)) variables.delete(each.variableId);
        else {
          const environments = without(each.environments);
          variables.set(each.variableId, { ...each, environments });
        }
      }
      const joined = [...connections.values()].filter(isHere);
      const left = joined.filter(isAlone).sort((a, b) => (a.id < b.id ? -1 : 1));
      for (const each of joined) {
        if (left.includes(each)) connections.delete(each.id);
        else connections.set(each.id, { ...each, environments: without(each.environments) });
      }
      const kept = data.versions.filter(
        (each) => each.projectId !== projectId || each.environment !== slug,
      );
      data.versions.splice(0, data.versions.length, ...kept);
      return {
        variables: gone.map(({ variableId, name }) => ({ id: variableId, name })),
        connections: left.map((each) => ({
          id: each.id,
          resourceId: each.resourceId,
          installationId: data.resources.get(each.resourceId)?.installationId ?? '',
        })),
      };
    },
  };
}

type Slugs = readonly string[];

function byAge(a: DescribedEnvironment, b: DescribedEnvironment): number {
  return +a.createdAt - +b.createdAt || (a.id < b.id ? -1 : 1);
}

/** What a test says only the names of is not described. */
function describedOf(
  project: ProjectWithEnvironments | undefined,
): readonly DescribedEnvironment[] {
  return (project?.customEnvironments ?? []).map((each) => ({
    description: null,
    branchMatcher: null,
    createdAt: project?.createdAt ?? new Date(0),
    updatedAt: project?.createdAt ?? new Date(0),
    ...each,
  }));
}
