import type { Bench } from '../bench/bench.ts';
import type { DemandId } from '../requirements/demand.ts';
import type { RequirementId } from '../requirements/requirements.ts';
import type { Ability } from '../subject.ts';

/** How far somebody is judged; each level has the trials of those before it. */
export const levels = ['basic', 'complete', 'robust'] as const;
export type Level = (typeof levels)[number];

/** One thing that is tried, of either side, as far as reports know it. */
export type AnyTrial = {
  /** What it is called on the command line and in reports. */
  readonly name: string;
  /** What somebody who passes does, in a sentence. */
  readonly title: string;
  /** What of the specification it judges. */
  readonly requirements: readonly [DemandId, ...DemandId[]];
  readonly level: Level;
  /** What to do where it fails. */
  readonly advice: string;
  /** Looks at what other trials have brought about, so it runs after them. */
  readonly observes?: true;
};

/** One thing that is tried of a provider. */
export type Trial = AnyTrial & {
  readonly requirements: readonly [RequirementId, ...RequirementId[]];
  /** What a provider has to offer, so that there is something to judge. */
  readonly needs?: Ability;
  /** Returns where all is well; ends with `Failed` or `NotJudged` otherwise. */
  readonly run: (bench: Bench) => Promise<void>;
};

export type Choice = {
  readonly level: Level;
  /** Names of trials, or ids of requirements; all unless given. */
  readonly only?: readonly string[];
};

/** Of these trials those of a level, or those that are named; the ones that observe the others last. */
export function chosenOf<T extends AnyTrial>(
  all: readonly T[],
  { level, only = [] }: Choice,
): readonly T[] {
  const reach = levels.indexOf(level);
  const wanted = all.filter((trial) =>
    only.length > 0 ? isNamed(trial, only) : levels.indexOf(trial.level) <= reach,
  );
  return [
    ...wanted.filter(({ observes }) => !observes),
    ...wanted.filter(({ observes }) => observes),
  ];
}

function isNamed({ name, requirements: ids }: AnyTrial, only: readonly string[]): boolean {
  return only.some((each) => each === name || ids.some((id) => id === each.toUpperCase()));
}
