import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { readyState } from '../../vocabulary/deployment.ts';
import { refusals } from '../platform/refusals.ts';
import { pageQuery } from './page.ts';
import { scopeQuery } from './scope.ts';

const ms = z.number().describe('Milliseconds since 1970.');

/** Where it goes; null is a preview. */
const target = z.enum(['production', 'staging']).nullable();

/**
 * A deployment with everything that clients insist on. What this host has no idea of, such as
 * regions, is there and empty; `buildingAt` and `bootedAt` are the announcement until there is more.
 *
 * @see spec/platform-api.md §4.7
 */
export const restDeployment = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  readyState,
  status: readyState,
  aliasAssigned: z.boolean(),
  alias: z.array(z.string()),
  target,
  projectId: z.string(),
  meta: z.record(z.string(), z.string()),
  type: z.literal('LAMBDAS'),
  version: z.literal(2),
  public: z.literal(false),
  regions: z.array(z.never()),
  buildSkipped: z.literal(false),
  creator: z.object({ uid: z.literal('platform') }),
  createdAt: ms,
  buildingAt: ms,
  bootedAt: ms,
  ready: ms.optional(),
  errorMessage: z.string().nullable(),
});
export type RestDeployment = z.infer<typeof restDeployment>;

/** The same as it stands in a list. */
export const restListedDeployment = z.object({
  uid: z.string(),
  name: z.string(),
  url: z.string(),
  readyState,
  state: readyState,
  target,
  projectId: z.string(),
  meta: z.record(z.string(), z.string()),
  type: z.literal('LAMBDAS'),
  inspectorUrl: z.null(),
  creator: z.object({ uid: z.literal('platform') }),
  aliasAssigned: ms.nullable(),
  created: ms,
  createdAt: ms,
  buildingAt: ms.optional(),
  ready: ms.optional(),
});

/** @see spec/platform-api.md §4.7 */
export const getDeployment = {
  id: 'getDeployment',
  method: 'GET',
  path: '/v13/deployments/{idOrUrl}',
  summary: 'Shows a deployment, named by its id or address.',
  access: { kind: 'scope-or-installation', action: 'project:read' },
  query: scopeQuery,
  responses: { 200: restDeployment, ...refusals },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

/** @see spec/platform-api.md §1.6 */
export const getDeployments = {
  id: 'getDeployments',
  method: 'GET',
  path: '/v7/deployments',
  aliases: ['/v6/deployments'],
  summary: 'Lists deployments of a team, newest first.',
  access: { kind: 'scope-or-installation', action: 'project:read' },
  query: scopeQuery.extend({
    projectId: z.string().max(128).optional().describe('Id or name of a project.'),
    app: z.string().max(128).optional().describe('Name of a project.'),
    target: z.string().max(64).optional(),
    state: z.string().max(128).optional().describe('Ready states, divided by commas.'),
    branch: z.string().max(250).optional(),
    sha: z.string().max(64).optional(),
    since: pageQuery.shape.since,
    until: pageQuery.shape.until,
    limit: z.coerce.number().int().min(1).max(100).default(20),
  }),
  responses: {
    200: z.object({
      deployments: z.array(restListedDeployment),
      pagination: z.object({ count: z.int(), next: ms.nullable(), prev: ms.nullable() }),
    }),
    ...refusals,
  },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;
