import { fail, ok, type Result } from '../../result.ts';
import { applyChange, type ProjectChange } from './change.ts';
import { type Collision, newCollisions } from './collision.ts';
import type { HandWrittenVariable, ProjectInputs } from './project-inputs.ts';

/** What one hand-written variable does to the others, and how the project is afterwards. */
export type WritePlan = {
  /** The variable, under the id that it takes. */
  readonly variable: HandWrittenVariable;
  /** Whether no variable has had that id. */
  readonly isNew: boolean;
  /** Others of its name that it took environments from, with those they are left with. */
  readonly narrowed: readonly HandWrittenVariable[];
  /** Others that it left without any environment. */
  readonly removed: readonly HandWrittenVariable[];
  readonly after: ProjectInputs;
};

/**
 * Plans writing a variable beside those a project has. With `overwrites` it takes the place of the
 * hand-written ones of its name and branch in its own environments, and they keep the others: the
 * first that it covers whole becomes it and keeps its id.
 *
 * @see spec/platform-api.md §4.2
 * @see spec/concepts.md — C22
 */
export function planWrite(
  inputs: ProjectInputs,
  proposed: HandWrittenVariable,
  { overwrites }: { readonly overwrites: boolean },
): Result<WritePlan, readonly Collision[]> {
  const rivals = overwrites ? inputs.variables.filter((each) => isRival(each, proposed)) : [];
  const heir = rivals.find((each) => leftOf(each, proposed).length === 0);
  const others = rivals.filter((each) => each !== heir);
  const removed = others.filter((each) => leftOf(each, proposed).length === 0);
  const narrowed = others
    .filter((each) => !removed.includes(each))
    .map((each) => ({ ...each, environments: leftOf(each, proposed) }));
  const variable = heir === undefined ? proposed : { ...proposed, variableId: heir.variableId };
  const after = [...removed.map(removal), ...[...narrowed, variable].map(putting)].reduce(
    applyChange,
    inputs,
  );
  const collisions = newCollisions(inputs, after);
  if (collisions.length > 0) return fail(collisions);
  const isNew = !inputs.variables.some(({ variableId }) => variableId === variable.variableId);
  return ok({ variable, isNew, narrowed, removed, after });
}

function isRival(each: HandWrittenVariable, proposed: HandWrittenVariable): boolean {
  return (
    each.variableId !== proposed.variableId &&
    each.name === proposed.name &&
    each.gitBranch === proposed.gitBranch &&
    leftOf(each, proposed).length < each.environments.length
  );
}

/** The environments that another variable keeps beside the one that is written. */
function leftOf({ environments }: HandWrittenVariable, proposed: HandWrittenVariable) {
  return environments.filter((each) => !proposed.environments.includes(each));
}

function putting(variable: HandWrittenVariable): ProjectChange {
  return { kind: 'put-variable', variable };
}

function removal({ variableId }: HandWrittenVariable): ProjectChange {
  return { kind: 'remove-variable', variableId };
}
