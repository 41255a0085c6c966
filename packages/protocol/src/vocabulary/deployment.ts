import * as z from 'zod';

/** Where a deployment stands; closed, because clients refuse any other word. @see spec/platform-api.md §4.7 */
export const readyState = z.enum([
  'INITIALIZING',
  'QUEUED',
  'BUILDING',
  'READY',
  'ERROR',
  'CANCELED',
  'BLOCKED',
]);
export type ReadyState = z.infer<typeof readyState>;

/** What a platform reports of a deployment, in the order in which it happens. */
export const deploymentProgress = z.enum([
  'building',
  'built',
  'ready',
  'error',
  'canceled',
  'promoted',
]);
export type DeploymentProgress = z.infer<typeof deploymentProgress>;

/** A step of a deployment that something may hold. @see spec/partner-api.md §10.9 */
export const deploymentStage = z.enum([
  'build-start',
  'deployment-start',
  'deployment-alias',
  'deployment-promotion',
]);
export type DeploymentStage = z.infer<typeof deploymentStage>;
