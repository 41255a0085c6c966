import type { VariableId } from '@kontor/protocol/vocabulary';
import type {
  HandWrittenVariable,
  ProjectInputs,
} from '../../domain/environment/project-inputs.ts';
import { checkVariable } from '../../domain/environment/variable-rules.ts';
import { planWrite, type WritePlan } from '../../domain/environment/write-plan.ts';
import type { Refusal } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { NewEvent } from '../event/event-log.ts';
import { projectNotFound } from '../project/project-refusals.ts';
import type { Transact } from '../team-tx.ts';
import { collide } from './collision-refusal.ts';
import type { Project } from './project-store.ts';
import { refreshProject } from './refresh-project.ts';
import {
  carryOut,
  placesFor,
  ruleRefusal,
  type VariableRequest,
  type WriteVariableTx,
  type WrittenVariable,
} from './variable-writing.ts';

export type WriteVariablePorts = {
  readonly transact: Transact<WriteVariableTx>;
  readonly now: () => Date;
  readonly mintVariableId: () => VariableId;
};

export type NewVariable = Omit<HandWrittenVariable, 'variableId'>;

export type WriteVariablesRequest = VariableRequest & {
  readonly variables: readonly NewVariable[];
  /** Whether they take the place of hand-written ones of the same name; otherwise that is refused. */
  readonly overwrites: boolean;
};

export type VariablesWritten = {
  readonly written: readonly WrittenVariable[];
  /** Those that were refused, by their place in the request; the others are written nevertheless. */
  readonly failed: readonly { readonly index: number; readonly refusal: Refusal }[];
};

/**
 * Writes variables into a project, one after the other and all at once: whoever reads sees all of
 * them or none.
 *
 * @see spec/concepts.md — C22
 */
export function createWriteVariables({ transact, now, mintVariableId }: WriteVariablePorts) {
  return (request: WriteVariablesRequest): Promise<Result<VariablesWritten, Refusal>> =>
    transact(request.teamId, async (tx) => {
      const project = await tx.projects.lockNamed(request.project);
      if (project === undefined) return projectNotFound(request.project);
      return ok(await writeInto(tx, { ...request, project, at: now(), mintVariableId }));
    });
}

type WriteInto = Pick<WriteVariablesRequest, 'actor' | 'mayTouch' | 'variables' | 'overwrites'> &
  Pick<WriteVariablePorts, 'mintVariableId'> & { readonly project: Project; readonly at: Date };

/** The same in a transaction that has locked the project, or made it. */
export async function writeInto(
  tx: WriteVariableTx,
  { project, actor, at, variables, mintVariableId, ...how }: WriteInto,
): Promise<VariablesWritten> {
  const custom = await tx.projects.customEnvironments(project.id);
  const plan = planner({ ...how, project, custom });
  let inputs = await tx.projects.inputs(project.id);
  const written: WrittenVariable[] = [];
  const failed: VariablesWritten['failed'][number][] = [];
  const events: NewEvent[] = [];
  for (const [index, given] of variables.entries()) {
    const planned = plan(inputs, { ...given, variableId: mintVariableId() });
    if (!planned.ok) {
      failed.push({ index, refusal: planned.error });
      continue;
    }
    inputs = planned.value.after;
    const done = await carryOut(tx, { projectId: project.id, actor, at }, planned.value);
    written.push(done.written);
    events.push(...done.events);
  }
  const cause = events.at(-1)?.type;
  if (cause !== undefined) await refreshProject(tx, project.id, { cause });
  for (const event of events) await tx.events.append(event);
  return { written, failed };
}

/** Writes one new variable, or refuses it. */
export function createWriteVariable(ports: WriteVariablePorts) {
  const writeVariables = createWriteVariables(ports);
  return async (
    request: VariableRequest & { readonly variable: NewVariable },
  ): Promise<Result<WrittenVariable, Refusal>> => {
    const { variable, ...rest } = request;
    const done = await writeVariables({ ...rest, variables: [variable], overwrites: false });
    if (!done.ok) return done;
    const [refused] = done.value.failed;
    if (refused !== undefined) return { ok: false, error: refused.refusal };
    const [written] = done.value.written;
    if (written === undefined) throw new Error('one variable was neither written nor refused');
    return ok(written);
  };
}

type Planner = (inputs: ProjectInputs, proposed: HandWrittenVariable) => Result<WritePlan, Refusal>;

function planner({
  mayTouch,
  overwrites,
  ...place
}: Parameters<typeof placesFor>[0] &
  Pick<WriteVariablesRequest, 'mayTouch' | 'overwrites'>): Planner {
  return (inputs, proposed) => {
    const environments = placesFor(place, proposed.environments, mayTouch);
    if (!environments.ok) return environments;
    const checked = checkVariable({ ...proposed, environments: environments.value });
    if (!checked.ok) return ruleRefusal(checked.error);
    const planned = planWrite(inputs, checked.value, { overwrites });
    return planned.ok ? planned : collide(planned.error);
  };
}
