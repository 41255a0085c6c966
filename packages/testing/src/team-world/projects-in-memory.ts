import type {
  ConnectedKeyset,
  Connection,
  Project,
  ProjectInputs,
  ProjectStore,
} from '@kontor/core';
import { constrain } from './constraint.ts';
import type { ProjectWithEnvironments, TeamData } from './team-data.ts';

export function projectsIn(data: TeamData): ProjectStore {
  const { projects, variables, connections } = data;
  const isTaken = ({ id, name }: Project) =>
    [...projects.values()].some((other) => other.name === name && other.id !== id);
  return {
    lock: async (ids) =>
      [...new Set(ids)].sort().flatMap((id) => {
        const found = projects.get(id);
        return found === undefined ? [] : [projectOf(found)];
      }),
    lockNamed: async (idOrName) => {
      const found = [...projects.values()].find(
        ({ id, name }) => id === idOrName || name === idOrName,
      );
      return found && projectOf(found);
    },
    insert: async (project) => {
      if (isTaken(project)) return false;
      projects.set(project.id, { ...project, customEnvironments: [] });
      return true;
    },
    save: async (project) => {
      const former = projects.get(project.id);
      if (isTaken(project)) return false;
      if (former !== undefined) projects.set(project.id, { ...former, ...project });
      return true;
    },
    remove: async (id) => {
      const isOf = ({ projectId }: { readonly projectId: string }) => projectId === id;
      constrain(![...connections.values()].some(isOf), 'connection_project_id_fkey');
      projects.delete(id);
      for (const each of variables.values()) if (isOf(each)) variables.delete(each.variableId);
      for (const each of data.sharedVariables.values()) {
        const projectIds = each.projectIds.filter((other) => other !== id);
        data.sharedVariables.set(each.sharedVariableId, { ...each, projectIds });
      }
      const kept = data.versions.filter((each) => !isOf(each));
      data.versions.splice(0, data.versions.length, ...kept);
      data.stale.delete(id);
    },
    customEnvironments: async (id) =>
      (projects.get(id)?.customEnvironments ?? []).map(({ id: own, slug }) => ({ id: own, slug })),
    inputs: async (id) => ({
      variables: [...variables.values()]
        .filter(({ projectId }) => projectId === id)
        .map(({ projectId: _place, created: _first, updated: _last, ...variable }) => variable)
        .sort((a, b) => (a.variableId < b.variableId ? -1 : 1)),
      connections: [...connections.values()]
        .filter(({ projectId }) => projectId === id)
        .sort((a, b) => +a.createdAt - +b.createdAt || (a.id < b.id ? -1 : 1))
        .map((connection) => keysetThrough(connection, data)),
      ...sharedWith(id, data),
    }),
  };
}

function sharedWith(
  projectId: Project['id'],
  { sharedVariables }: TeamData,
): Pick<ProjectInputs, 'shared'> {
  const shared = [...sharedVariables.values()]
    .filter(({ projectIds }) => projectIds.includes(projectId))
    .map(({ projectIds: _links, created: _first, updated: _last, ...variable }) => variable)
    .sort((a, b) => (a.sharedVariableId < b.sharedVariableId ? -1 : 1));
  return shared.length === 0 ? {} : { shared };
}

/** Makes a project; use cases have no port for it. */
export function putProject({ projects }: TeamData, project: ProjectWithEnvironments): void {
  const names = [...projects.values()].map(({ name }) => name);
  constrain(!projects.has(project.id), 'project_pkey');
  constrain(!names.includes(project.name), 'project_team_id_name_key');
  projects.set(project.id, project);
}

function projectOf({ id, name, settings, createdAt, updatedAt }: Project): Project {
  return { id, name, settings, createdAt, updatedAt };
}

function keysetThrough(connection: Connection, data: TeamData): ConnectedKeyset {
  const { id, resourceId, environments, createdAt, prefix } = connection;
  return {
    connectionId: id,
    resourceId,
    resourceName: data.resources.get(resourceId)?.name ?? '',
    environments,
    createdAt,
    keyset: data.keysets.get(resourceId) ?? { secrets: [] },
    ...(prefix === null ? {} : { prefix }),
  };
}
