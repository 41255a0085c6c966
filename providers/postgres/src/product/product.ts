import type { DeploymentAction } from '@kontor/provider';
import { guides } from './guides.ts';
import { metadataSchema } from './metadata-schema.ts';

/** What it does for deployments. @see spec/partner-api.md §10.10 */
export const branchAction: DeploymentAction = {
  slug: 'branch',
  name: 'Branch the database',
  description: 'A copy of the database for each preview, dropped with its deployment.',
  suggestions: { environments: ['preview'] },
};

/** The product as it is registered with a host. @see spec/partner-api.md §10.2 */
export const product = {
  slug: 'postgres',
  name: 'PostgreSQL',
  shortDescription: 'A real PostgreSQL database of your own.',
  metadataSchema,
  details: { deploymentActions: [branchAction] as DeploymentAction[], guides },
  /** Former passwords can go on working for as long as the protocol allows to ask. */
  capabilities: { secretRotation: { maxDelayHours: 720 } },
  /** SQL, one statement at a time. */
  repl: {
    enabled: true,
    supportsReadOnlyMode: true,
    welcomeMessage: 'PostgreSQL takes one SQL statement at a time.',
  },
} as const;
