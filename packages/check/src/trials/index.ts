import { changeTrials } from './changes.ts';
import { faultTrials } from './faults.ts';
import { installationTrials } from './installations.ts';
import { observationTrials } from './observations.ts';
import { planTrials } from './plans.ts';
import { purchaseTrials } from './purchases.ts';
import { replTrials } from './repl.ts';
import { resourceTrials } from './resources.ts';
import { rotationTrials } from './rotation.ts';
import { singleSignOnTrials } from './single-sign-on.ts';
import { tokenTrials } from './tokens.ts';
import { transferTrials } from './transfers.ts';
import type { Trial } from './trial.ts';
import { webhookTrials } from './webhooks.ts';

export { type Level, levels, type Trial } from './trial.ts';

/** Everything that is tried of a provider, in the order of the report. */
export const trials: readonly Trial[] = [
  ...installationTrials,
  ...planTrials,
  ...resourceTrials,
  ...tokenTrials,
  ...changeTrials,
  ...rotationTrials,
  ...replTrials,
  ...transferTrials,
  ...purchaseTrials,
  ...webhookTrials,
  ...singleSignOnTrials,
  ...faultTrials,
  ...observationTrials,
];

/** What has to do with one product alone, and is tried with each. */
export const ofProduct: ReadonlySet<Trial> = new Set([
  ...planTrials,
  ...resourceTrials,
  ...changeTrials,
  ...rotationTrials,
  ...replTrials,
  ...purchaseTrials,
]);
