import type { TeamId, VariableId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { collisionsAfter } from '../../domain/environment/change.ts';
import type { HandWrittenVariable } from '../../domain/environment/project-inputs.ts';
import { resolveEnvironments } from '../../domain/environment/target.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { MayTouch } from '../connection/connect-resource.ts';
import { projectNotFound } from '../project/project-refusals.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { collide } from './collision-refusal.ts';
import { environmentNotFound } from './environment-not-found.ts';
import type { Project } from './project-store.ts';
import { refreshProject } from './refresh-project.ts';

export type WriteVariableTx = Pick<TeamTx, 'projects' | 'variables' | 'environments' | 'events'>;

export type WriteVariablePorts = {
  readonly transact: Transact<WriteVariableTx>;
  readonly now: () => Date;
  readonly mintVariableId: () => VariableId;
};

type Common = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly project: string;
  readonly mayTouch: MayTouch;
};

export type WrittenVariable = Omit<HandWrittenVariable, 'value'> & {
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

/** Writes a new variable into some environments of a project. @see spec/concepts.md — C22 */
export function createWriteVariable({ transact, now, mintVariableId }: WriteVariablePorts) {
  return (
    request: Common & { readonly variable: Omit<HandWrittenVariable, 'variableId'> },
  ): Promise<Result<WrittenVariable, Refusal>> =>
    transact(request.teamId, async (tx) => {
      const project = await tx.projects.lockNamed(request.project);
      if (project === undefined) return projectNotFound(request.project);
      const variable = { ...request.variable, variableId: mintVariableId() };
      const at = now();
      return put(tx, {
        ...request,
        project,
        variable,
        at,
        createdAt: at,
        type: 'variable.created',
      });
    });
}

/** Changes a variable; what is not named stays as it is. */
export function createChangeVariable({
  transact,
  now,
}: Omit<WriteVariablePorts, 'mintVariableId'>) {
  return (
    request: Common & {
      readonly variableId: VariableId;
      readonly change: Partial<Omit<HandWrittenVariable, 'variableId'>>;
    },
  ): Promise<Result<WrittenVariable, Refusal>> =>
    transact(request.teamId, async (tx) => {
      const project = await tx.projects.lockNamed(request.project);
      if (project === undefined) return projectNotFound(request.project);
      const current = await tx.variables.find(project.id, request.variableId);
      if (current === undefined) return variableNotFound(request.variableId);
      const { createdAt, ...former } = current;
      const forbidden = request.mayTouch({
        projectId: project.id,
        environments: former.environments,
      });
      if (forbidden !== undefined) return { ok: false, error: forbidden };
      const variable = { ...former, ...request.change };
      const at = now();
      return put(tx, { ...request, project, variable, at, createdAt, type: 'variable.updated' });
    });
}

/** Takes a variable out of its environments. */
export function createRemoveVariable({ transact }: Pick<WriteVariablePorts, 'transact'>) {
  return (request: Common & { readonly variableId: VariableId }): Promise<Result<null, Refusal>> =>
    transact(request.teamId, async (tx) => {
      const project = await tx.projects.lockNamed(request.project);
      if (project === undefined) return projectNotFound(request.project);
      const current = await tx.variables.find(project.id, request.variableId);
      if (current === undefined) return variableNotFound(request.variableId);
      const { environments } = current;
      const forbidden = request.mayTouch({ projectId: project.id, environments });
      if (forbidden !== undefined) return { ok: false, error: forbidden };
      await tx.variables.remove(project.id, request.variableId);
      await refreshProject(tx, project.id, { cause: 'variable.deleted' });
      await tx.events.append({
        type: 'variable.deleted',
        actor: request.actor,
        subject: { variable: request.variableId, project: project.id },
        data: { name: current.name },
      });
      return ok(null);
    });
}

type Put = Pick<Common, 'actor' | 'mayTouch'> & {
  readonly project: Project;
  readonly variable: HandWrittenVariable;
  readonly at: Date;
  readonly createdAt: Date;
  readonly type: string;
};

async function put(
  tx: WriteVariableTx,
  { project, variable: proposed, actor, mayTouch, at, createdAt, type }: Put,
): Promise<Result<WrittenVariable, Refusal>> {
  const custom = await tx.projects.customEnvironments(project.id);
  const environments = resolveEnvironments(proposed.environments, custom);
  if (!environments.ok) {
    return environmentNotFound(project.name, environments.error);
  }
  const variable = { ...proposed, environments: environments.value };
  const forbidden = mayTouch({ projectId: project.id, environments: environments.value });
  if (forbidden !== undefined) return { ok: false, error: forbidden };
  const change = { kind: 'put-variable', variable } as const;
  const collisions = collisionsAfter(await tx.projects.inputs(project.id), change);
  if (collisions.length > 0) return collide(collisions);
  await tx.variables.save(project.id, variable, at);
  await refreshProject(tx, project.id, { cause: type });
  await tx.events.append({
    type,
    actor,
    subject: { variable: variable.variableId, project: project.id },
    data: { name: variable.name, environments: [...environments.value] },
  });
  const { value: _withheld, ...shown } = variable;
  return ok({ ...shown, createdAt, updatedAt: at });
}

function variableNotFound(id: string) {
  return refuse('variable_not_found', `There is no variable '${id}' in this project.`, {});
}
