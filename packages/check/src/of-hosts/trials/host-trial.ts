import type { HostRequirementId } from '../../requirements/host-requirements.ts';
import type { AnyTrial } from '../../trials/trial.ts';
import type { HostBench } from '../host-bench.ts';

/** One thing that is tried of a host. */
export type HostTrial = AnyTrial & {
  readonly requirements: readonly [HostRequirementId, ...HostRequirementId[]];
  /** Ends the installation that the other trials work with. */
  readonly ends?: true;
  /** Returns where all is well; ends with `Failed` or `NotJudged` otherwise. */
  readonly run: (bench: HostBench) => Promise<void>;
};
