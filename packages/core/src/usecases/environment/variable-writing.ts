import type { EventType, ProjectId, TeamId } from '@kontor/protocol/vocabulary';
import { type Actor, idOfActor } from '../../domain/actor.ts';
import type { CustomEnvironment } from '../../domain/environment/environment.ts';
import type { HandWrittenVariable } from '../../domain/environment/project-inputs.ts';
import { resolveEnvironments } from '../../domain/environment/target.ts';
import type { VariableRuleError } from '../../domain/environment/variable-rules.ts';
import type { WritePlan } from '../../domain/environment/write-plan.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import type { Result } from '../../result.ts';
import type { MayTouch } from '../connection/connect-resource.ts';
import type { NewEvent } from '../event/event-log.ts';
import type { TeamTx } from '../team-tx.ts';
import { environmentNotFound } from './environment-not-found.ts';
import type { Project, StampedVariable } from './project-store.ts';

export type WriteVariableTx = Pick<TeamTx, 'projects' | 'variables' | 'environments' | 'events'>;

/** What every request about the variables of a project says. */
export type VariableRequest = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  /** Id or name. */
  readonly project: string;
  readonly mayTouch: MayTouch;
};

/** A variable as it may be told to whoever wrote it. */
export type WrittenVariable = Omit<StampedVariable, 'value'>;

/** The environments that a variable is for, by name, if the project has them and the caller may touch them. */
export function placesFor(
  { project, custom }: { readonly project: Project; readonly custom: readonly CustomEnvironment[] },
  named: readonly string[],
  mayTouch: MayTouch,
): Result<readonly string[], Refusal> {
  const environments = resolveEnvironments(named, custom);
  if (!environments.ok) return environmentNotFound(project.name, environments.error);
  const forbidden = mayTouch({ projectId: project.id, environments: environments.value });
  return forbidden === undefined ? environments : { ok: false, error: forbidden };
}

/** The refusal of a variable that breaks a rule. */
export function ruleRefusal({ code }: VariableRuleError) {
  switch (code) {
    case 'branch_outside_preview': {
      const message =
        'A variable of a branch is for preview alone. Leave out the other environments.';
      return refuse('invalid_request', message, { fields: [{ key: 'gitBranch', message }] });
    }
    case 'sensitive_stays_sensitive': {
      const message =
        'What was written as sensitive is not shown again. Give another value together with the other type.';
      return refuse('invalid_request', message, { fields: [{ key: 'type', message }] });
    }
  }
}

/** Keeps what a plan says, and answers the variable with the events that tell of it. */
export async function carryOut(
  tx: Pick<WriteVariableTx, 'variables'>,
  {
    projectId,
    actor,
    at,
  }: { readonly projectId: ProjectId; readonly actor: Actor; readonly at: Date },
  { variable, isNew, narrowed, removed }: WritePlan,
): Promise<{ readonly written: WrittenVariable; readonly events: readonly NewEvent[] }> {
  const stamp = { at, by: idOfActor(actor) };
  for (const { variableId } of removed) await tx.variables.remove(projectId, variableId);
  for (const each of [...narrowed, variable]) await tx.variables.save(projectId, each, stamp);
  const saved = await tx.variables.find(projectId, variable.variableId);
  if (saved === undefined) throw new Error(`the variable ${variable.variableId} was just saved`);
  const { value: _withheld, ...written } = saved;
  const tell = (type: EventType) => (each: HandWrittenVariable) =>
    variableEvent(type, { projectId, actor }, each);
  return {
    written,
    events: [
      ...removed.map(tell('variable.deleted')),
      ...narrowed.map(tell('variable.updated')),
      tell(isNew ? 'variable.created' : 'variable.updated')(variable),
    ],
  };
}

/** What is told of a variable: everything but its value. */
export function variableEvent(
  type: EventType,
  { projectId, actor }: { readonly projectId: ProjectId; readonly actor: Actor },
  { variableId, name, environments, gitBranch }: Omit<HandWrittenVariable, 'value'>,
): NewEvent {
  return {
    type,
    actor,
    subject: { variable: variableId, project: projectId },
    data: { name, environments: [...environments], ...(gitBranch === null ? {} : { gitBranch }) },
  };
}

export function variableNotFound(id: string) {
  return refuse('variable_not_found', `There is no variable '${id}' in this project.`, {});
}
