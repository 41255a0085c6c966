import * as z from 'zod';
import { aboutInstallation } from './about.ts';

const projects = {
  projectSelection: z.enum(['all', 'selected']),
  projects: z.array(z.string()).describe('Those selected; empty for all.'),
};

/** An installation was changed as a whole. @see spec/partner-api.md §9 */
export const integrationConfigurationWebhooks = {
  'integration-configuration.removed': z.object({
    ...aboutInstallation,
    configuration: z.object({ id: z.string(), ...projects }),
  }),
  'integration-configuration.permission-upgraded': z.object({
    ...aboutInstallation,
    configuration: z.object({ id: z.string(), ...projects }),
    projects: z.object({ added: z.array(z.string()), removed: z.array(z.string()) }),
  }),
  'integration-configuration.scope-change-confirmed': z.object({
    ...aboutInstallation,
    configuration: z.object({ id: z.string(), scopes: z.array(z.string()) }),
  }),
  'integration-configuration.transferred': z.object({
    ...aboutInstallation,
    previousTeamId: z.string(),
    previousAccountId: z.string(),
    newTeamId: z.string(),
    newAccountId: z.string(),
  }),
} as const;
