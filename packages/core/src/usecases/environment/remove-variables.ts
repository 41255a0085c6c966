import type { VariableId } from '@kontor/protocol/vocabulary';
import type { Refusal } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import { projectNotFound } from '../project/project-refusals.ts';
import type { Transact } from '../team-tx.ts';
import { refreshProject } from './refresh-project.ts';
import {
  type VariableRequest,
  variableEvent,
  variableNotFound,
  type WriteVariableTx,
  type WrittenVariable,
} from './variable-writing.ts';

const type = 'variable.deleted';

/**
 * Takes variables out of their environments, all at once. Those that are not there are passed over:
 * the answer names those that were.
 */
export function createRemoveVariables(transact: Transact<WriteVariableTx>) {
  return (
    request: VariableRequest & { readonly variableIds: readonly VariableId[] },
  ): Promise<Result<readonly WrittenVariable[], Refusal>> =>
    transact(request.teamId, async (tx): Promise<Result<readonly WrittenVariable[], Refusal>> => {
      const project = await tx.projects.lockNamed(request.project);
      if (project === undefined) return projectNotFound(request.project);
      const here = { projectId: project.id, actor: request.actor };
      const removed: WrittenVariable[] = [];
      for (const id of new Set(request.variableIds)) {
        const current = await tx.variables.find(project.id, id);
        if (current === undefined) continue;
        const { value: _withheld, ...shown } = current;
        const { environments } = shown;
        const forbidden = request.mayTouch({ projectId: project.id, environments });
        if (forbidden !== undefined) return { ok: false, error: forbidden };
        await tx.variables.remove(project.id, id);
        removed.push(shown);
      }
      if (removed.length > 0) await refreshProject(tx, project.id, { cause: type });
      for (const each of removed) await tx.events.append(variableEvent(type, here, each));
      return ok(removed);
    });
}

/** Takes one variable out of its environments, or refuses because it is not there. */
export function createRemoveVariable(transact: Transact<WriteVariableTx>) {
  const removeVariables = createRemoveVariables(transact);
  return async (
    request: VariableRequest & { readonly variableId: VariableId },
  ): Promise<Result<null, Refusal>> => {
    const { variableId, ...rest } = request;
    const removed = await removeVariables({ ...rest, variableIds: [variableId] });
    if (!removed.ok) return removed;
    return removed.value.length === 0 ? variableNotFound(variableId) : ok(null);
  };
}
