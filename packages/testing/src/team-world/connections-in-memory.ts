import type { ConnectionStore } from '@kontor/core';
import { constrain } from './constraint.ts';
import type { TeamData } from './team-data.ts';

export function connectionsIn({
  connections,
  installations,
  resources,
  projects,
}: TeamData): ConnectionStore {
  const listOf: ConnectionStore['listOf'] = async (resourceId) =>
    [...connections.values()]
      .filter((each) => each.resourceId === resourceId)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    listOf,
    find: async (resourceId, id) => {
      const found = connections.get(id);
      return found?.resourceId === resourceId ? found : undefined;
    },
    actingOn: async (projectId) =>
      [...connections.values()]
        .filter((each) => each.projectId === projectId && each.deployments.actions.length > 0)
        .sort((a, b) => +a.createdAt - +b.createdAt || (a.id < b.id ? -1 : 1))
        .flatMap((connection) => {
          const resource = resources.get(connection.resourceId);
          const installation = resource && installations.get(resource.installationId);
          const isInUse =
            resource?.lifecycle === 'active' && installation?.lifecycle === 'installed';
          return isInUse ? [{ ...connection, installationId: installation.id }] : [];
        }),
    insert: async (connection) => {
      const { id, resourceId, projectId } = connection;
      const others = await listOf(resourceId);
      if (others.some((other) => other.projectId === projectId)) return false;
      constrain(!connections.has(id), 'connection_pkey');
      constrain(resources.has(resourceId), 'connection_resource_id_fkey');
      constrain(projects.has(projectId), 'connection_project_id_fkey');
      connections.set(id, connection);
      return true;
    },
    save: async ({ id, environments, prefix, makesSensitive, deployments }) => {
      const former = connections.get(id);
      if (former === undefined) return;
      connections.set(id, { ...former, environments, prefix, makesSensitive, deployments });
    },
    remove: async (id) => {
      connections.delete(id);
    },
    removeAll: async (resourceId) => {
      const removed = await listOf(resourceId);
      for (const { id } of removed) connections.delete(id);
      return removed;
    },
    removeFrom: async (projectId) => {
      const removed = [...connections.values()]
        .filter((each) => each.projectId === projectId)
        .sort((a, b) => (a.id < b.id ? -1 : 1));
      for (const { id } of removed) connections.delete(id);
      return removed;
    },
  };
}
