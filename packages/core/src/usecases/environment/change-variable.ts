import type { VariableId } from '@kontor/protocol/vocabulary';
import type { HandWrittenVariable } from '../../domain/environment/project-inputs.ts';
import { changeVariable } from '../../domain/environment/variable-rules.ts';
import { planWrite } from '../../domain/environment/write-plan.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import { projectNotFound } from '../project/project-refusals.ts';
import { collide } from './collision-refusal.ts';
import { refreshProject } from './refresh-project.ts';
import {
  carryOut,
  placesFor,
  ruleRefusal,
  type VariableRequest,
  variableNotFound,
  type WrittenVariable,
} from './variable-writing.ts';
import type { WriteVariablePorts } from './write-variables.ts';

export type ChangeVariableRequest = VariableRequest & {
  readonly variableId: VariableId;
  readonly change: Partial<Omit<HandWrittenVariable, 'variableId' | 'environments'>> & {
    /** The environments that it shall have; a function makes them from the names of those it has. */
    readonly environments?: readonly string[] | ((former: readonly string[]) => readonly string[]);
  };
};

/** Changes a variable; what is not named stays as it is. */
export function createChangeVariable({
  transact,
  now,
}: Omit<WriteVariablePorts, 'mintVariableId'>) {
  return (request: ChangeVariableRequest): Promise<Result<WrittenVariable, Refusal>> =>
    transact(request.teamId, async (tx): Promise<Result<WrittenVariable, Refusal>> => {
      const { mayTouch, actor, variableId } = request;
      const project = await tx.projects.lockNamed(request.project);
      if (project === undefined) return projectNotFound(request.project);
      const current = await tx.variables.find(project.id, variableId);
      if (current === undefined) return variableNotFound(variableId);
      const { created: _first, updated: _last, ...former } = current;
      const forbidden = mayTouch({ projectId: project.id, environments: former.environments });
      if (forbidden !== undefined) return { ok: false, error: forbidden };
      const custom = await tx.projects.customEnvironments(project.id);
      const { environments: wanted = former.environments, ...rest } = request.change;
      const targets = typeof wanted === 'function' ? wanted(former.environments) : wanted;
      if (targets.length === 0 && former.environments.length > 0) return nowhere();
      const environments = placesFor({ project, custom }, targets, mayTouch);
      if (!environments.ok) return environments;
      const change = { ...rest, environments: environments.value };
      const changed = changeVariable(former, change);
      if (!changed.ok) return ruleRefusal(changed.error);
      const inputs = await tx.projects.inputs(project.id);
      const planned = planWrite(inputs, changed.value, { overwrites: false });
      if (!planned.ok) return collide(planned.error);
      const here = { projectId: project.id, actor, at: now() };
      const { written, events } = await carryOut(tx, here, planned.value);
      await refreshProject(tx, project.id, { cause: 'variable.updated' });
      for (const event of events) await tx.events.append(event);
      return ok(written);
    });
}

/** Who wants a variable to be nowhere deletes it. */
function nowhere() {
  const message = 'Name at least one environment, or delete the variable.';
  return refuse('invalid_request', message, { fields: [{ key: 'target', message }] });
}
