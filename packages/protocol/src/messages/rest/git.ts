import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { refusals } from '../platform/refusals.ts';
import { scopeQuery } from './scope.ts';

const provider = z
  .enum(['github', 'github-limited', 'github-custom-host', 'gitlab', 'bitbucket'])
  .optional();
const host = z.string().max(256).optional();

/** @see spec/platform-api.md §3.10 */
export const listGitNamespaces = {
  id: 'listGitNamespaces',
  method: 'GET',
  path: '/v1/integrations/git-namespaces',
  summary: 'Lists the places of repositories that a team has joined: this host joins none.',
  access: { kind: 'scope', action: 'project:read' },
  query: scopeQuery.extend({ provider, host, viewerMetadata: z.string().optional() }),
  responses: { 200: z.array(z.never()), ...refusals },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

/** @see spec/platform-api.md §3.10 */
export const searchRepositories = {
  id: 'searchRepositories',
  method: 'GET',
  path: '/v1/integrations/search-repo',
  summary: 'Searches the repositories that a team has joined: this host joins none.',
  access: { kind: 'scope', action: 'project:read' },
  query: scopeQuery.extend({
    provider,
    host,
    query: z.string().max(256).optional(),
    namespaceId: z.string().max(256).optional(),
    installationId: z.string().max(256).optional(),
  }),
  responses: {
    200: z.object({
      gitAccount: z.object({ provider: z.string(), namespaceId: z.string().nullable() }),
      repos: z.array(z.never()),
    }),
    ...refusals,
  },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;
