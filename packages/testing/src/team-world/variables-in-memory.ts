import type { VariableStore } from '@kontor/core';
import { constrain } from './constraint.ts';
import type { TeamData } from './team-data.ts';

export function variablesIn({ variables, projects }: TeamData): VariableStore {
  return {
    find: async (projectId, id) => {
      const found = variables.get(id);
      if (found?.projectId !== projectId) return undefined;
      const { projectId: _place, ...variable } = found;
      return variable;
    },
    save: async (projectId, variable, stamp) => {
      const { variableId } = variable;
      constrain(projects.has(projectId), 'variable_project_id_fkey');
      const { projectId: place, created } = variables.get(variableId) ?? {
        projectId,
        created: stamp,
      };
      variables.set(variableId, { ...variable, projectId: place, created, updated: stamp });
    },
    remove: async (projectId, id) => {
      if (variables.get(id)?.projectId === projectId) variables.delete(id);
    },
  };
}
