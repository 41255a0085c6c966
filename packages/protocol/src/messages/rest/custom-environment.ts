import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { branchMatcher } from '../../vocabulary/branch-matcher.ts';
import { gitBranch } from '../../vocabulary/variable-type.ts';
import { refusals, refusalsOfChanges } from '../platform/refusals.ts';
import { scopeQuery } from './scope.ts';

const time = z.number().describe('Milliseconds since 1970.');

/** An environment that a team added to a project. Its deployments are previews. @see spec/platform-api.md §4.2 */
export const restCustomEnvironment = z.object({
  id: z.string(),
  slug: z.string(),
  type: z.literal('preview'),
  description: z.string().optional(),
  branchMatcher: branchMatcher.optional(),
  domains: z.array(z.never()),
  createdAt: time,
  updatedAt: time,
});
export type RestCustomEnvironment = z.infer<typeof restCustomEnvironment>;

const slug = z.string().min(1).max(64);
const description = z.string().max(256, 'at most 256 characters');

const path = '/v9/projects/{project}/custom-environments';
const otherPaths = [
  '/v1/projects/{project}/custom-environments',
  '/projects/{project}/custom-environments',
] as const;
const onePath = '/v9/projects/{project}/custom-environments/{environment}';
const otherPathsOfOne = [
  '/v1/projects/{project}/custom-environments/{environment}',
  '/projects/{project}/custom-environments/{environment}',
] as const;

/** @see spec/platform-api.md §4.2 */
export const listCustomEnvironments = {
  id: 'listCustomEnvironments',
  method: 'GET',
  path,
  aliases: otherPaths,
  summary: 'Lists the environments that a team added to a project.',
  access: { kind: 'scope', action: 'project:read' },
  query: scopeQuery.extend({
    gitBranch: gitBranch.optional().describe('Only those that this branch is deployed to.'),
  }),
  responses: {
    200: z.object({
      accountLimit: z.object({ total: z.number() }),
      environments: z.array(restCustomEnvironment),
    }),
    ...refusals,
  },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

/** @see spec/platform-api.md §4.2 */
export const createCustomEnvironment = {
  id: 'createCustomEnvironment',
  method: 'POST',
  path,
  aliases: otherPaths,
  summary: 'Adds an environment to a project, empty or with the variables of another one.',
  access: { kind: 'scope', action: 'project:write' },
  query: scopeQuery,
  request: z.object({
    slug,
    description: description.optional(),
    branchMatcher: branchMatcher.optional(),
    copyEnvVarsFrom: z
      .string()
      .min(1)
      .max(64)
      .optional()
      .describe('An environment whose hand-written variables are copied.'),
  }),
  responses: { 201: restCustomEnvironment, ...refusalsOfChanges },
  audit: { event: 'environment.created' },
} as const satisfies HostEndpoint;

/** @see spec/platform-api.md §4.2 */
export const getCustomEnvironment = {
  id: 'getCustomEnvironment',
  method: 'GET',
  path: onePath,
  aliases: otherPathsOfOne,
  summary: 'Shows an environment that a team added to a project.',
  access: { kind: 'scope', action: 'project:read' },
  query: scopeQuery,
  responses: { 200: restCustomEnvironment, ...refusals },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

/** @see spec/platform-api.md §4.2 */
export const updateCustomEnvironment = {
  id: 'updateCustomEnvironment',
  method: 'PATCH',
  path: onePath,
  aliases: otherPathsOfOne,
  summary: 'Renames an environment, describes it, or sets which branches go there.',
  access: { kind: 'scope', action: 'project:write' },
  query: scopeQuery,
  request: z.object({
    slug: slug.optional(),
    description: description.optional(),
    branchMatcher: branchMatcher.nullable().optional(),
  }),
  responses: { 200: restCustomEnvironment, ...refusalsOfChanges },
  audit: { event: 'environment.updated' },
} as const satisfies HostEndpoint;

/** @see spec/platform-api.md §4.2 */
export const removeCustomEnvironment = {
  id: 'removeCustomEnvironment',
  method: 'DELETE',
  path: onePath,
  aliases: otherPathsOfOne,
  summary:
    'Deletes an environment; variables that were for nothing else stay, unless told otherwise.',
  access: { kind: 'scope', action: 'project:write' },
  query: scopeQuery,
  request: z.object({ deleteUnassignedEnvironmentVariables: z.boolean().optional() }).optional(),
  responses: { 200: restCustomEnvironment, ...refusalsOfChanges },
  audit: { event: 'environment.removed' },
} as const satisfies HostEndpoint;
