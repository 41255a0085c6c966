import * as z from 'zod';
import { type DemandId, demands } from '../requirements/demand.ts';
import { levels } from '../trials/trial.ts';

export { type Level, levels } from '../trials/trial.ts';

export const verdicts = ['passed', 'failed', 'advised', 'not-judged', 'not-applicable'] as const;

/** How a trial or a requirement ended. The last two are never taken for a success. */
const verdict = z.enum(verdicts).describe('advised: it is done otherwise than it SHOULD be.');
export type Verdict = z.infer<typeof verdict>;

const requirementId = z.enum(Object.keys(demands) as [DemandId, ...DemandId[]]);

/** One request and its answer as they may be shown: without credentials, tokens and secrets. */
const shownExchange = z.object({
  request: z.string(),
  sent: z.string(),
  answer: z.string(),
  answered: z.string(),
});
export type ShownExchange = z.infer<typeof shownExchange>;

const trialResult = z.object({
  name: z.string(),
  title: z.string(),
  level: z.enum(levels),
  requirements: z.array(requirementId),
  verdict,
  message: z.string().nullable().describe('What was found, or why nothing was judged.'),
  advice: z.string().nullable().describe('What to do where it did not pass.'),
  exchanges: z
    .array(shownExchange)
    .describe('What was sent and answered last, where it did not pass.'),
  durationMs: z.number(),
});
export type TrialResult = z.infer<typeof trialResult>;

const requirementResult = z.object({
  id: requirementId,
  text: z.string(),
  verdict,
  because: z.string().nullable().describe('What was found, or why it was not judged.'),
});
export type RequirementResult = z.infer<typeof requirementResult>;

/** What the kit has made there, such as an installation. */
const madeThing = z.object({ id: z.string(), isRemoved: z.boolean() });
export type MadeThing = z.infer<typeof madeThing>;

/** Everything that was found out about a provider, or about a host. */
export const report = z.object({
  about: z.enum(['provider', 'host']),
  baseUrl: z.string(),
  checkedAt: z.string(),
  level: z.enum(levels),
  verdict: z.enum(['passed', 'failed']),
  counts: z.record(z.enum(verdicts), z.int()),
  trials: z.array(trialResult),
  requirements: z.array(requirementResult),
  made: z.array(madeThing),
  kitFailures: z
    .array(z.string())
    .describe(
      'Trials in which the kit itself has failed, and how: of the other side they say nothing.',
    ),
  durationMs: z.number(),
});
export type Report = z.infer<typeof report>;
