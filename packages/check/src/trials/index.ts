import { installationTrials } from './installations.ts';
import { resourceTrials } from './resources.ts';
import { tokenTrials } from './tokens.ts';
import type { Trial } from './trial.ts';

export { type Level, levels, type Trial } from './trial.ts';

/** Everything that is tried of a provider, in the order of the report. */
export const trials: readonly Trial[] = [...installationTrials, ...resourceTrials, ...tokenTrials];
