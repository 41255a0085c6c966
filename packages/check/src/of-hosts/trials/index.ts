import { hostCallTrials } from './calls.ts';
import { hostEndingTrials } from './ending.ts';
import { hostFaultTrials } from './faults.ts';
import type { HostTrial } from './host-trial.ts';
import { hostPlatformTrials } from './platform.ts';
import { hostSecretTrials } from './secrets.ts';
import { hostSignOnTrials } from './sign-on.ts';
import { hostTokenTrials } from './tokens.ts';
import { hostWebhookTrials } from './webhooks.ts';

export type { HostTrial } from './host-trial.ts';

/** Everything that is tried of a host, in the order of the report. */
export const hostTrials: readonly HostTrial[] = [
  ...hostTokenTrials,
  ...hostCallTrials,
  ...hostPlatformTrials,
  ...hostSecretTrials,
  ...hostSignOnTrials,
  ...hostWebhookTrials,
  ...hostFaultTrials,
  ...hostEndingTrials,
];
