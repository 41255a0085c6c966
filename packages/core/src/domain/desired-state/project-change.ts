import { fail, ok, type Result } from '../../result.ts';
import { applyChange, type ProjectChange } from '../environment/change.ts';
import { type Collision, newCollisions } from '../environment/collision.ts';
import type { HandWrittenVariable, ProjectInputs } from '../environment/project-inputs.ts';
import { planWrite } from '../environment/write-plan.ts';
import type { StateStep } from './state-plan.ts';

/** A step on the variables of a project, with what it does to them; what it does is null where nobody knows. */
export type PlannedChange = {
  readonly step: StateStep;
  readonly does:
    | ProjectChange
    | { readonly kind: 'write'; readonly variable: HandWrittenVariable }
    | { readonly kind: 'nothing' }
    | null;
};

export type OrderedChanges = {
  readonly steps: readonly StateStep[];
  readonly after: ProjectInputs;
};

/**
 * Puts changes into an order in which none of them collides with what stands when its turn comes:
 * names are given up before others take them. What nobody can foresee comes last.
 *
 * @see spec/concepts.md — C22
 */
export function orderChanges(
  inputs: ProjectInputs,
  changes: readonly PlannedChange[],
): Result<OrderedChanges, readonly Collision[]> {
  const waiting = changes.filter(({ does }) => does !== null);
  const steps: StateStep[] = [];
  let after = inputs;
  while (waiting.length > 0) {
    const tried = waiting.map((change) => carriedOut(after, change));
    const index = tried.findIndex((each) => each.ok);
    const done = tried[index];
    const [next] = waiting.splice(Math.max(index, 0), 1);
    if (!done?.ok || next === undefined) return tried.find((each) => !each.ok) ?? fail([]);
    after = done.value;
    steps.push(next.step);
  }
  const unforeseen = changes.filter(({ does }) => does === null).map(({ step }) => step);
  return ok({ steps: [...steps, ...unforeseen], after });
}

function carriedOut(
  inputs: ProjectInputs,
  { does }: PlannedChange,
): Result<ProjectInputs, readonly Collision[]> {
  if (does === null || does.kind === 'nothing') return ok(inputs);
  if (does.kind === 'write') {
    const written = planWrite(inputs, does.variable, { overwrites: true });
    return written.ok ? ok(written.value.after) : written;
  }
  const after = applyChange(inputs, does);
  const collisions = newCollisions(inputs, after);
  return collisions.length > 0 ? fail(collisions) : ok(after);
}
