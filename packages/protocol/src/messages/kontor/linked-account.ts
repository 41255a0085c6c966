import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { installation } from './installation.ts';

/** The caller has seen what the account is asked for, and confirms it. @see spec/partner-api.md §13 */
export const linkAccount = {
  id: 'linkAccount',
  method: 'POST',
  path: '/kontor/v1/teams/{team}/linked-accounts',
  summary:
    'Links an account that the team has at a provider, or confirms what a linked one is asked for, and answers where a browser goes on.',
  access: { kind: 'team', action: 'installation:manage', inPerson: true },
  request: z.strictObject({
    integration: z.string().min(1).max(64).describe('Id or slug.'),
    scopes: z
      .array(z.string().max(64))
      .max(24)
      .describe('Exactly the scopes that the integration asks for now.'),
    projects: z.array(z.string().max(128)).max(1000).optional().describe('Absent for all.'),
    source: z.enum(['marketplace', 'deploy-button']).default('marketplace'),
    currentProjectId: z.string().max(128).optional(),
    externalId: z.string().max(256).optional(),
  }),
  responses: {
    201: z.object({
      installation,
      url: z.string().describe('Works once, within 30 minutes.'),
    }),
  },
  audit: { event: 'installation.created' },
} as const satisfies HostEndpoint;

/** For a browser. @see spec/partner-api.md §13.4 */
export const configureInstallation = {
  id: 'configureInstallation',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/installations/{installation}/configure',
  summary: "Sends a member's browser to where the provider configures a linked account.",
  access: { kind: 'team', action: 'installation:read' },
  responses: { 302: null },
  audit: { none: 'only leads elsewhere' },
} as const satisfies HostEndpoint;
