import type { Bench } from '../bench/bench.ts';
import type { RequirementId } from '../requirements/requirements.ts';
import type { Ability } from '../subject.ts';

/** How far a provider is judged; each level has the trials of those before it. */
export const levels = ['basic', 'complete', 'robust'] as const;
export type Level = (typeof levels)[number];

/** One thing that is tried of a provider. */
export type Trial = {
  /** What it is called on the command line and in reports. */
  readonly name: string;
  /** What a provider that passes does, in a sentence. */
  readonly title: string;
  /** What of the specification it judges. */
  readonly requirements: readonly [RequirementId, ...RequirementId[]];
  readonly level: Level;
  /** What a provider has to offer, so that there is something to judge. */
  readonly needs?: Ability;
  /** What to do where it fails. */
  readonly advice: string;
  /** Looks at what other trials have sent, so it runs after them. */
  readonly observes?: true;
  /** Returns where all is well; ends with `Failed` or `NotJudged` otherwise. */
  readonly run: (bench: Bench) => Promise<void>;
};
