import * as z from 'zod';
import { aboutInstallation, aboutTeam } from './about.ts';

/**
 * Everything about deployments says to which of a provider's installations it is of interest, and
 * through which resources.
 */
const aboutDeployment = {
  ...aboutTeam,
  installationIds: z.array(z.string()).describe('Those of `integrations`, for older receivers.'),
  integrations: z.array(
    z.object({
      installationId: z.string(),
      resources: z.array(z.object({ externalResourceId: z.string() })).optional(),
    }),
  ),
  project: z.object({ id: z.string() }),
};

const meta = z.record(z.string(), z.string());
const deployment = z.object({ id: z.string(), meta, url: z.string(), name: z.string() });

const promoted = {
  ...aboutDeployment,
  deployment,
  links: z.object({ deployment: z.string(), project: z.string() }).describe('Pages for people.'),
  plan: z.string(),
  regions: z.array(z.string()),
};
const changed = { ...promoted, target: z.string().nullable() };

const action = z.object({
  ...aboutInstallation,
  resourceId: z.string(),
  action: z.string().describe('Its slug.'),
  deployment: z.object({ id: z.string() }),
});

const checkRun = z.object({
  ...aboutTeam,
  configuration: z.object({ id: z.string() }).optional(),
  installationId: z.string().optional(),
  checkRun: z.object({
    id: z.string(),
    checkId: z.string(),
    source: z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('integration'),
        integrationConfigurationId: z.string(),
        externalResourceId: z.string().optional(),
      }),
      z.object({ kind: z.literal('webhook'), webhookId: z.string() }),
      z.object({ kind: z.literal('git-provider'), provider: z.string() }),
    ]),
    deploymentId: z.string(),
    timeout: z.number().optional().describe('Seconds.'),
  }),
  deployment: z.object({ id: z.string(), url: z.string().optional(), meta: meta.optional() }),
  project: z.object({ id: z.string() }),
});

/** Deployments of projects, and what providers do with them. @see spec/deployments.md, spec/checks.md */
export const deploymentWebhooks = {
  'deployment.created': z.object({ ...changed, alias: z.array(z.string()) }),
  'deployment.ready': z.object(changed),
  'deployment.succeeded': z.object(changed),
  'deployment.error': z.object(changed),
  'deployment.canceled': z.object(changed),
  'deployment.promoted': z.object(promoted),
  'deployment.check-rerequested': z.object({
    ...aboutTeam,
    deployment: z.object({ id: z.string() }),
    check: z.object({ id: z.string() }),
  }),
  'deployment.cleanup': z.object({
    ...aboutDeployment,
    deployment: z.object({
      ...deployment.shape,
      alias: z.array(z.string()),
      target: z.string().nullable(),
      customEnvironmentId: z.string().nullable(),
      regions: z.array(z.string()),
    }),
  }),
  'deployment.integration.action.start': action,
  'deployment.integration.action.cancel': action,
  'deployment.integration.action.cleanup': action,
  'deployment.checkrun.start': checkRun,
  'deployment.checkrun.cancel': checkRun,
} as const;
