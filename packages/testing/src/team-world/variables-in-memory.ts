import type { VariableStore } from '@kontor/core';
import { constrain } from './constraint.ts';
import type { TeamData } from './team-data.ts';

export function variablesIn({ variables, projects }: TeamData): VariableStore {
  return {
    find: async (projectId, id) => {
      const found = variables.get(id);
      if (found?.projectId !== projectId) return undefined;
      const { variableId, name, value, environments, createdAt } = found;
      return { variableId, name, value, environments, createdAt };
    },
    save: async (projectId, variable, at) => {
      const { variableId } = variable;
      constrain(projects.has(projectId), 'variable_project_id_fkey');
      const { projectId: place, createdAt } = variables.get(variableId) ?? {
        projectId,
        createdAt: at,
      };
      variables.set(variableId, { ...variable, projectId: place, createdAt });
    },
    remove: async (projectId, id) => {
      if (variables.get(id)?.projectId === projectId) variables.delete(id);
    },
  };
}
