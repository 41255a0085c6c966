import * as z from 'zod';
import { deploymentStage } from './deployment.ts';

/** What has to be there before a check can judge. @see spec/checks.md */
export const checkRequires = z.enum(['build-ready', 'deployment-url', 'none']);
export type CheckRequires = z.infer<typeof checkRequires>;

/** The stage that a check holds until it has passed. */
export const checkBlocks = z.enum([...deploymentStage.options, 'none']);
export type CheckBlocks = z.infer<typeof checkBlocks>;

export const checkRunStatus = z.enum(['queued', 'running', 'completed']);
export type CheckRunStatus = z.infer<typeof checkRunStatus>;

export const checkRunConclusion = z.enum([
  'canceled',
  'skipped',
  'timeout',
  'failed',
  'neutral',
  'succeeded',
]);
export type CheckRunConclusion = z.infer<typeof checkRunConclusion>;

/** The same of the older form of checks. @see spec/checks.md */
export const deploymentCheckStatus = z.enum(['registered', 'running', 'completed']);
export type DeploymentCheckStatus = z.infer<typeof deploymentCheckStatus>;

export const statedCheckConclusion = z.enum([
  'canceled',
  'failed',
  'neutral',
  'succeeded',
  'skipped',
]);

/** With what the host says of a check that is not heard of any more. */
export const deploymentCheckConclusion = z.enum([...statedCheckConclusion.options, 'stale']);
export type DeploymentCheckConclusion = z.infer<typeof deploymentCheckConclusion>;

/** Who judges. @see spec/platform-api.md §4.5 */
export const checkSource = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('integration'),
    integrationId: z.string(),
    integrationConfigurationId: z.string(),
    resourceId: z.string().optional(),
    externalResourceId: z.string().optional(),
  }),
  z.object({ kind: z.literal('webhook'), webhookId: z.string().optional() }),
  z.object({
    kind: z.literal('git-provider'),
    provider: z.enum(['bitbucket', 'github', 'gitlab']),
    externalCheckName: z.string(),
  }),
]);
export type CheckSource = z.infer<typeof checkSource>;
