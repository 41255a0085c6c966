import * as z from 'zod';
import { aboutInstallation } from './about.ts';

const connected = {
  ...aboutInstallation,
  resourceId: z.string().describe('The id of the provider.'),
  projectId: z.string(),
  targets: z.array(z.string()).describe('The environments.'),
};

/** A resource was connected to a project, or disconnected from it. @see spec/webhooks.md — WHK-16 */
export const integrationResourceWebhooks = {
  'integration-resource.project-connected': z.object({
    ...connected,
    project: z.object({ id: z.string(), name: z.string() }),
  }),
  'integration-resource.project-disconnected': z.object({
    ...connected,
    project: z.object({ id: z.string() }),
  }),
} as const;
