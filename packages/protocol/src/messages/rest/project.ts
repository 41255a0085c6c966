import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { refusals } from '../platform/refusals.ts';
import { scopeQuery } from './scope.ts';

const regions = z.object({ functionDefaultRegions: z.array(z.string()) });

/**
 * A project with everything that clients insist on. What this host has no idea of, such as regions,
 * is there and empty.
 *
 * @see spec/platform-api.md §4.1
 */
export const restProject = z.object({
  id: z.string(),
  name: z.string(),
  accountId: z.string().describe('Id of the team.'),
  alias: z.array(z.never()),
  directoryListing: z.boolean(),
  nodeVersion: z.literal('24.x'),
  deploymentExpiration: z.object({}),
  resourceConfig: regions,
  defaultResourceConfig: regions,
  createdAt: z.number().describe('Milliseconds since 1970.'),
  updatedAt: z.number().describe('Milliseconds since 1970.'),
});
export type RestProject = z.infer<typeof restProject>;

/** @see spec/platform-api.md §4.1 */
export const getRestProject = {
  id: 'getRestProject',
  method: 'GET',
  path: '/v9/projects/{project}',
  summary: 'Shows a project of a team.',
  access: { kind: 'scope-or-installation', action: 'project:read' },
  query: scopeQuery,
  responses: { 200: restProject, ...refusals },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;
