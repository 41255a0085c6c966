import {
  type DesiredState,
  type DesiredVariable,
  type VariableId,
  valuesOf,
  variableId,
} from '@kontor/protocol/vocabulary';
import type { CustomEnvironment } from '../environment/environment.ts';
import { branchedEnvironment } from '../environment/place.ts';
import type { HandWrittenVariable } from '../environment/project-inputs.ts';
import { resolveEnvironments } from '../environment/target.ts';
import type { PlannedChange } from './project-change.ts';
import type { PlanItem, StateProblem } from './state-plan.ts';
import type { StateWorld } from './state-world.ts';

export type PlannedVariables = {
  readonly items: readonly PlanItem[];
  readonly changes: readonly PlannedChange[];
  readonly problems: readonly StateProblem[];
};

/** Values of variables of the machine that plans, by their names. */
export type GivenValues = Readonly<Record<string, string>>;

/** Plans the variables that a file names, and says what becomes of the project's others. */
export function planVariables(
  desired: DesiredState,
  world: StateWorld,
  {
    custom,
    values,
    prunes,
  }: {
    readonly custom: readonly CustomEnvironment[];
    readonly values: GivenValues;
    readonly prunes: boolean;
  },
): PlannedVariables {
  const wanted = wantedVariables(desired, custom, values);
  const problems = wanted.flatMap((each) => ('problem' in each ? each.problem : []));
  const entries = wanted.flatMap((each) => ('variable' in each ? each : []));
  const doubled = entries.filter((each, at) =>
    entries.some((other, before) => before < at && overlaps(other.variable, each.variable)),
  );
  const standing = world.inputs.variables;
  const kept = standing.filter((each) =>
    entries.some(({ variable }) => isSamePlace(each, variable)),
  );
  const others = standing
    .filter((each) => !kept.includes(each))
    .map((each) => ({ ...each, environments: leftOf(each, entries) }))
    .filter(({ environments }) => environments.length > 0);
  return {
    problems: [...problems, ...doubled.map(twice)],
    items: [
      ...entries.map(({ variable }) => itemOf(variable, world)),
      ...others.map((each) => otherOf(each, world, prunes)),
    ],
    changes: [
      ...entries
        .filter(({ variable }) => !isSatisfied(variable, standing))
        .map(
          ({ variable, index }): PlannedChange => ({
            step: { kind: 'write-variable', name: variable.name, index },
            does: { kind: 'write', variable },
          }),
        ),
      ...others.filter((each) => prunes && isMade(each, world)).map(removing),
    ],
  };
}

type Wanted =
  | { readonly problem: StateProblem }
  | {
      readonly variable: HandWrittenVariable;
      /** Its place among the values of its name. */
      readonly index: number;
      readonly path: StateProblem['path'];
    };

/** Every value of every variable of a file, in its environments. */
export function wantedVariables(
  desired: DesiredState,
  custom: readonly CustomEnvironment[],
  values: GivenValues,
): readonly Wanted[] {
  let count = 0;
  return Object.entries(desired.variables).flatMap(([name, variable]) =>
    valuesOf(variable).map((each, index): Wanted => {
      count += 1;
      const place = Array.isArray(variable) ? ['variables', name, index] : ['variables', name];
      const read = readVariable(name, each, { custom, values, path: place });
      if ('problem' in read) return read;
      const id = placeholder(count);
      return { variable: { ...read.variable, variableId: id }, index, path: place };
    }),
  );
}

function readVariable(
  name: string,
  wanted: DesiredVariable,
  {
    custom,
    values,
    path,
  }: {
    readonly custom: readonly CustomEnvironment[];
    readonly values: GivenValues;
    readonly path: StateProblem['path'];
  },
):
  | { readonly problem: StateProblem }
  | { readonly variable: Omit<HandWrittenVariable, 'variableId'> } {
  const { branch } = wanted;
  const named = wanted.environments ?? (branch === undefined ? undefined : [branchedEnvironment]);
  const environments = resolveEnvironments(named, custom);
  if (!environments.ok) {
    const { unknown, known } = environments.error;
    const message = `The project has no environment ${unknown.join(', ')}.`;
    return { problem: { path: [...path, 'environments'], message, candidates: known } };
  }
  const isPreviewAlone = environments.value.join() === branchedEnvironment;
  if (branch !== undefined && !isPreviewAlone) {
    const message = 'A variable of a branch is for preview alone.';
    return { problem: { path: [...path, 'branch'], message } };
  }
  const value = givenValue(name, wanted, { values, path });
  if ('problem' in value) return value;
  return {
    variable: {
      name,
      ...value,
      environments: environments.value,
      gitBranch: branch ?? null,
      type: wanted.type ?? 'encrypted',
      visibility: null,
      comment: wanted.comment ?? null,
    },
  };
}

/** The value that a file says, or leaves to the machine that plans. */
export function givenValue(
  name: string,
  { value: own, fromEnv }: Pick<DesiredVariable, 'value' | 'fromEnv'>,
  { values, path }: { readonly values: GivenValues; readonly path: StateProblem['path'] },
): { readonly problem: StateProblem } | { readonly value: string } {
  const value = fromEnv === undefined ? own : ownValue(values, fromEnv);
  if (value !== undefined) return { value };
  const message = `The value of ${fromEnv ?? name} was not given.`;
  return { problem: { path: [...path, 'fromEnv'], message } };
}

function ownValue(values: GivenValues, name: string): string | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function itemOf(variable: HandWrittenVariable, world: StateWorld): PlanItem {
  const standing = world.inputs.variables;
  const { name, environments, gitBranch } = variable;
  const former = standing.find((each) => isSamePlace(each, variable));
  const taken = standing.filter((each) => each !== former && overlaps(each, variable));
  const branch = gitBranch === null ? {} : { note: `of the branch ${gitBranch}` };
  const item = { kind: 'variable', name, environments, ...branch } as const;
  if (former === undefined) {
    if (taken.length === 0) return { ...item, action: 'create' };
    return { ...item, action: 'change', changes: ['value: replaced in these environments'] };
  }
  const isOwn = { isMade: isMade(former, world) };
  const changes = differencesOf(former, variable);
  if (changes.length === 0) return { ...item, ...isOwn, action: 'keep' };
  return { ...item, ...isOwn, action: 'change', changes };
}

/** Names what is different, never a value. */
function differencesOf(former: HandWrittenVariable, variable: HandWrittenVariable): string[] {
  return [
    ...(former.value === variable.value ? [] : ['value: another one']),
    ...(former.type === variable.type ? [] : [`type: ${former.type} → ${variable.type}`]),
    ...(former.comment === variable.comment ? [] : ['comment: another one']),
  ];
}

/**
 * The environments of a standing variable that the file does not name: what it keeps when the file's
 * own are written. One that keeps none becomes the file's.
 */
function leftOf(
  standing: HandWrittenVariable,
  entries: readonly { readonly variable: HandWrittenVariable }[],
): readonly string[] {
  const wanted = entries.filter(({ variable }) => isSameName(variable, standing));
  return standing.environments.filter(
    (each) => !wanted.some(({ variable }) => variable.environments.includes(each)),
  );
}

/** A variable of the project as far as the file does not name it. */
function otherOf(variable: HandWrittenVariable, world: StateWorld, prunes: boolean): PlanItem {
  const { name, environments, gitBranch } = variable;
  const isOwn = isMade(variable, world);
  const branch = gitBranch === null ? {} : { note: `of the branch ${gitBranch}` };
  const item = { kind: 'variable', name, environments, isMade: isOwn, ...branch } as const;
  return { ...item, action: isOwn && prunes ? 'remove' : 'leave' };
}

function removing({ variableId: id }: HandWrittenVariable): PlannedChange {
  return {
    step: { kind: 'remove-variable', variableId: id },
    does: { kind: 'remove-variable', variableId: id },
  };
}

function isSatisfied(
  wanted: HandWrittenVariable,
  standing: readonly HandWrittenVariable[],
): boolean {
  const former = standing.find((each) => isSamePlace(each, wanted));
  return former !== undefined && differencesOf(former, wanted).length === 0;
}

function isSameName(a: HandWrittenVariable, b: HandWrittenVariable): boolean {
  return a.name === b.name && a.gitBranch === b.gitBranch;
}

function isSamePlace(a: HandWrittenVariable, b: HandWrittenVariable): boolean {
  return (
    isSameName(a, b) && [...a.environments].sort().join() === [...b.environments].sort().join()
  );
}

function overlaps(a: HandWrittenVariable, b: HandWrittenVariable): boolean {
  return isSameName(a, b) && a.environments.some((each) => b.environments.includes(each));
}

function isMade({ variableId: id }: HandWrittenVariable, { made }: StateWorld): boolean {
  return made.variables.includes(id);
}

function twice({ variable, path }: Extract<Wanted, { readonly variable: unknown }>): StateProblem {
  const message = `${variable.name} has another value in one of these environments already.`;
  return { path: [...path, 'environments'], message };
}

/** Stands for a variable that has no id yet. */
function placeholder(index: number): VariableId {
  return variableId.parse(`var_${String(index).padStart(24, '0')}`);
}
