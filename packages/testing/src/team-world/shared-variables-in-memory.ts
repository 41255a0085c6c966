import type { SharedVariableStore } from '@kontor/core';
import { constrain } from './constraint.ts';
import type { TeamData } from './team-data.ts';

export function sharedVariablesIn({ sharedVariables, projects }: TeamData): SharedVariableStore {
  return {
    lock: async (ids) =>
      [...new Set(ids)].sort().flatMap((id) => {
        const found = sharedVariables.get(id);
        return found === undefined ? [] : [found];
      }),
    find: async ({ names, ids, projectId }) =>
      [...sharedVariables.values()]
        .filter(
          (each) =>
            names.includes(each.name) ||
            ids.includes(each.sharedVariableId) ||
            (projectId !== null && each.projectIds.includes(projectId)),
        )
        .sort((a, b) => (a.sharedVariableId < b.sharedVariableId ? -1 : 1)),
    save: async (variable, stamp) => {
      for (const id of variable.projectIds) {
        constrain(projects.has(id), 'shared_variable_link_team_id_project_id_fkey');
      }
      const { sharedVariableId: id } = variable;
      const { created } = sharedVariables.get(id) ?? { created: stamp };
      sharedVariables.set(id, { ...variable, created, updated: stamp });
    },
    remove: async (id) => {
      sharedVariables.delete(id);
    },
  };
}
