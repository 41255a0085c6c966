import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { branchMatcher } from '../../vocabulary/branch-matcher.ts';
import {
  connectionId,
  environmentId,
  projectId,
  resourceId,
  sharedVariableId,
  variableId,
} from '../../vocabulary/ids.ts';
import { gitBranch } from '../../vocabulary/variable-type.ts';

/** Where a variable of an environment comes from. */
export const variableSource = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('connection'),
    connectionId,
    resourceId,
    resourceName: z.string(),
    secretName: z.string(),
  }),
  z.object({ kind: z.literal('variable'), variableId }),
  z.object({ kind: z.literal('shared'), sharedVariableId }),
]);
export type VariableSource = z.infer<typeof variableSource>;

/** Production, preview, development, or one that the team made. */
export const environment = z.object({
  slug: z.string(),
  /** Absent for the three that every project has. */
  id: environmentId.optional(),
  description: z.string().optional().describe('What the team says it is for.'),
  branchMatcher: branchMatcher.optional().describe('Which branches are deployed to it.'),
  /** The version that is read; 0 until something was put into the environment. */
  version: z.int(),
  /** The newest version. It is ahead of `version` while the environment is rolled back. */
  latestVersion: z.int(),
  variableCount: z.int(),
});
export type Environment = z.infer<typeof environment>;

/** The whole of an environment at one version. */
export const environmentValues = z.object({
  projectId,
  environment: z.string(),
  gitBranch: z
    .string()
    .optional()
    .describe('The branch that was asked for, when it has variables of its own.'),
  version: z.int(),
  digest: z.string(),
  variables: z.record(z.string(), z.string()),
});
export type EnvironmentValues = z.infer<typeof environmentValues>;

export const environmentVariable = z.object({
  name: z.string(),
  source: variableSource,
  /** A name that front-end tools put into pages, where anyone can read it. */
  isPublic: z.boolean(),
});

export const environmentVersion = z.object({
  version: z.int(),
  digest: z.string(),
  createdAt: z.iso.datetime(),
  cause: z.string().describe('The type of the event that made this version.'),
  operationId: z.string().nullable(),
});

/** Of preview, what deployments of one branch read; no other environment knows branches. */
const branchQuery = z.strictObject({
  gitBranch: gitBranch.optional().describe('A branch of preview; of others it is passed over.'),
});

const environmentSlug = z.string().min(1).max(64);
const description = z.string().trim().max(256, 'at most 256 characters');

/** As far as the host counts. */
const versionNumber = z.int().max(2_147_483_647);

export const listEnvironments = {
  id: 'listEnvironments',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/projects/{project}/environments',
  summary: 'Lists the environments of a project with the version each is at.',
  access: { kind: 'team', action: 'project:read' },
  responses: { 200: z.object({ environments: z.array(environment) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const createEnvironment = {
  id: 'createEnvironment',
  method: 'POST',
  path: '/kontor/v1/teams/{team}/projects/{project}/environments',
  summary: 'Creates a custom environment.',
  access: { kind: 'team', action: 'project:write' },
  request: z.strictObject({
    slug: environmentSlug,
    description: description.optional(),
    branchMatcher: branchMatcher.optional(),
  }),
  responses: { 201: z.object({ environment }) },
  audit: { event: 'environment.created' },
} as const satisfies HostEndpoint;

export const updateEnvironment = {
  id: 'updateEnvironment',
  method: 'PATCH',
  path: '/kontor/v1/teams/{team}/projects/{project}/environments/{environment}',
  summary:
    'Renames a custom environment, describes it, or sets which branches go there. What targets it goes on doing so.',
  access: { kind: 'team', action: 'project:write' },
  request: z.strictObject({
    slug: environmentSlug.optional(),
    description: description.nullable().optional(),
    branchMatcher: branchMatcher.nullable().optional(),
  }),
  responses: { 200: z.object({ environment }) },
  audit: { event: 'environment.updated' },
} as const satisfies HostEndpoint;

export const deleteEnvironment = {
  id: 'deleteEnvironment',
  method: 'DELETE',
  path: '/kontor/v1/teams/{team}/projects/{project}/environments/{environment}',
  summary: 'Deletes a custom environment. Connections and variables lose it as a target.',
  access: { kind: 'team', action: 'project:write' },
  responses: { 204: null },
  audit: { event: 'environment.removed' },
} as const satisfies HostEndpoint;

export const readEnvironment = {
  id: 'readEnvironment',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/projects/{project}/environments/{environment}/values',
  summary: 'Reads every variable of an environment with its value; answers 304 to a known ETag.',
  access: { kind: 'team', action: 'environment:read-values' },
  query: branchQuery,
  responses: { 200: environmentValues, 304: null },
  audit: { event: 'environment.read' },
} as const satisfies HostEndpoint;

export const listEnvironmentVariables = {
  id: 'listEnvironmentVariables',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/projects/{project}/environments/{environment}/variables',
  summary: 'Lists the names in an environment and where each comes from, without values.',
  access: { kind: 'team', action: 'project:read' },
  query: branchQuery,
  responses: { 200: z.object({ version: z.int(), variables: z.array(environmentVariable) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const listEnvironmentVersions = {
  id: 'listEnvironmentVersions',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/projects/{project}/environments/{environment}/versions',
  summary: 'Lists the versions of an environment, newest first.',
  access: { kind: 'team', action: 'project:read' },
  query: branchQuery,
  responses: { 200: z.object({ versions: z.array(environmentVersion) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const compareEnvironmentVersions = {
  id: 'compareEnvironmentVersions',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/projects/{project}/environments/{environment}/compare',
  summary: 'Names what was added, removed and changed between two versions, without values.',
  access: { kind: 'team', action: 'project:read' },
  query: branchQuery.extend({
    from: z.coerce.number().int().min(0).max(2_147_483_647),
    to: z.coerce.number().int().min(0).max(2_147_483_647),
  }),
  responses: {
    200: z.object({
      added: z.array(z.string()),
      removed: z.array(z.string()),
      changed: z.array(z.string()),
    }),
  },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const rollBackEnvironment = {
  id: 'rollBackEnvironment',
  method: 'PUT',
  path: '/kontor/v1/teams/{team}/projects/{project}/environments/{environment}/served-version',
  summary: 'Serves an earlier version until `null` returns to the newest.',
  access: { kind: 'team', action: 'variable:write' },
  query: branchQuery,
  request: z.strictObject({ version: versionNumber.min(1).nullable() }),
  responses: { 200: z.object({ environment }) },
  audit: { event: 'environment.rolled-back' },
} as const satisfies HostEndpoint;
