import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { builtInEnvironment } from '../../vocabulary/environment.ts';
import { variableName } from '../../vocabulary/variable-name.ts';
import { gitBranch, variableType, variableVisibility } from '../../vocabulary/variable-type.ts';
import { refusals, refusalsOfChanges } from '../platform/refusals.ts';
import { pagination } from './page.ts';
import { scopeQuery } from './scope.ts';

const time = z.number().describe('Milliseconds since 1970.');

/** What a variable of a marketplace resource is made from. @see spec/platform-api.md §4.2 */
const contentHint = z.object({
  type: z.literal('integration-store-secret'),
  storeId: z.string(),
  integrationId: z.string(),
  integrationProductId: z.string(),
  integrationConfigurationId: z.string(),
});

/**
 * A variable of a project, written by hand or made from a secret of a resource.
 *
 * `value` is empty where it is not shown: what is sensitive never is, what is encrypted to those who may
 * read values, if they ask for it or it was written as `config`. `visibility` is what it was written
 * with, else it tells whether lists show the value.
 *
 * @see spec/platform-api.md §4.2
 */
export const restVariable = z.object({
  id: z.string(),
  key: z.string(),
  value: z.string(),
  type: variableType,
  target: z.array(builtInEnvironment),
  customEnvironmentIds: z.array(z.string()),
  gitBranch: z.string().optional(),
  comment: z.string().optional(),
  visibility: variableVisibility,
  configurationId: z.string().nullable().describe('The installation that owns it.'),
  contentHint: contentHint.nullable(),
  createdAt: time,
  createdBy: z.string().nullable(),
  updatedAt: time,
  updatedBy: z.string().nullable(),
  decrypted: z.boolean().describe('Whether `value` is what a deployment reads.'),
});
export type RestVariable = z.infer<typeof restVariable>;

const listedVariable = restVariable.extend({
  securityIssues: z.array(z.enum(['flags-secret-needs-split', 'readable-secret'])),
});

/** What was not written, and why. */
export const failure = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    key: z.string().optional(),
    envVarId: z.string().optional().describe('The variable that has the name already.'),
    envVarKey: z.string().optional(),
    project: z.string().optional(),
    target: z.array(z.string()).optional(),
    gitBranch: z.string().optional(),
  }),
});
export type VariableFailure = z.infer<typeof failure>;

const key = variableName;
export const value = z.string().max(65_536, 'at most 65,536 characters');
const target = z.string().min(1).max(64);
/** Named by name, slug or id, alone or several. */
const targets = z
  .union([target.transform((one) => [one]), z.array(target).max(50)])
  .describe('Names of environments; slugs and ids of custom ones are taken too.');
const customEnvironmentIds = z.array(target).max(50);
const branch = gitBranch.nullable();
export const comment = z.string().max(500, 'at most 500 characters');

const newVariable = z.object({
  key,
  value,
  type: variableType,
  target: targets.optional(),
  customEnvironmentIds: customEnvironmentIds.optional(),
  gitBranch: branch.optional(),
  comment: comment.optional(),
  visibility: variableVisibility.optional(),
});

const isForSomething = ({ target, customEnvironmentIds }: z.infer<typeof newVariable>) =>
  (target?.length ?? 0) + (customEnvironmentIds?.length ?? 0) > 0;
const forNothing = {
  path: ['target'],
  message: 'name at least one environment in `target` or `customEnvironmentIds`',
};

const newRestVariable = newVariable.refine(isForSomething, forNothing);

/** A variable of a project that is about to be made; one that is not said to be anything is encrypted. */
export const firstVariable = newVariable
  .extend({ type: variableType.default('encrypted') })
  .refine(isForSomething, forNothing);

export type NewRestVariable = z.infer<typeof newRestVariable>;

const path = '/v10/projects/{project}/env';
const olderPaths = [
  '/v9/projects/{project}/env',
  '/v8/projects/{project}/env',
  '/v1/projects/{project}/env',
] as const;
const onePath = '/v9/projects/{project}/env/{variable}';
const otherPathsOfOne = [
  '/v10/projects/{project}/env/{variable}',
  '/v8/projects/{project}/env/{variable}',
] as const;

/** @see spec/platform-api.md §4.2 */
export const filterProjectEnvs = {
  id: 'filterProjectEnvs',
  method: 'GET',
  path,
  aliases: olderPaths,
  summary: 'Lists the variables of a project, written by hand and made by connections.',
  access: { kind: 'scope', action: 'project:read' },
  query: scopeQuery.extend({
    target: target.optional().describe('Only those of this environment.'),
    gitBranch: gitBranch.optional().describe('Only those of this branch.'),
    customEnvironmentId: target.optional(),
    customEnvironmentSlug: target.optional(),
    decrypt: z
      .enum(['true', 'false'])
      .default('false')
      .describe('Whether to show what is encrypted, to those who may read values.'),
    source: z.string().max(128).optional(),
  }),
  responses: { 200: z.object({ envs: z.array(listedVariable), pagination }), ...refusals },
  audit: { event: 'variable.read' },
} as const satisfies HostEndpoint;

/** @see spec/platform-api.md §4.2 */
export const createProjectEnv = {
  id: 'createProjectEnv',
  method: 'POST',
  path,
  aliases: olderPaths,
  summary: 'Writes variables; with `upsert` they take the place of those of the same name.',
  access: { kind: 'scope', action: 'variable:write' },
  query: scopeQuery.extend({ upsert: z.string().max(16).optional() }),
  request: z.union([newRestVariable, z.array(newRestVariable).min(1).max(1000)]),
  responses: {
    201: z.object({
      created: z.union([restVariable, z.array(restVariable)]),
      failed: z.array(failure),
    }),
    ...refusalsOfChanges,
  },
  audit: { event: 'variable.created' },
} as const satisfies HostEndpoint;

/** @see spec/platform-api.md §4.2 */
export const getProjectEnv = {
  id: 'getProjectEnv',
  method: 'GET',
  path: '/v1/projects/{project}/env/{variable}',
  aliases: [onePath, ...otherPathsOfOne],
  summary: 'Shows one variable with its value, unless it is sensitive.',
  access: { kind: 'scope', action: 'project:read' },
  query: scopeQuery,
  responses: { 200: restVariable.partial({ value: true }), ...refusals },
  audit: { event: 'variable.read' },
} as const satisfies HostEndpoint;

/** @see spec/platform-api.md §4.2 */
export const editProjectEnv = {
  id: 'editProjectEnv',
  method: 'PATCH',
  path: onePath,
  aliases: [...otherPathsOfOne, '/v1/projects/{project}/env/{variable}'],
  summary: 'Changes a hand-written variable; what is left out stays.',
  access: { kind: 'scope', action: 'variable:write' },
  query: scopeQuery,
  request: z.strictObject({
    key: key.optional(),
    value: value.optional(),
    type: variableType.optional(),
    target: targets.optional(),
    customEnvironmentIds: customEnvironmentIds.optional(),
    gitBranch: branch.optional(),
    comment: comment.optional(),
    visibility: variableVisibility.optional(),
  }),
  responses: { 200: restVariable, ...refusalsOfChanges },
  audit: { event: 'variable.updated' },
} as const satisfies HostEndpoint;

/** @see spec/platform-api.md §4.2 */
export const removeProjectEnv = {
  id: 'removeProjectEnv',
  method: 'DELETE',
  path: onePath,
  aliases: [...otherPathsOfOne, '/v1/projects/{project}/env/{variable}'],
  summary: 'Deletes a hand-written variable, or takes it out of one custom environment.',
  access: { kind: 'scope', action: 'variable:write' },
  query: scopeQuery.extend({ customEnvironmentId: target.optional() }),
  responses: { 200: restVariable, ...refusalsOfChanges },
  audit: { event: 'variable.deleted' },
} as const satisfies HostEndpoint;

/** @see spec/platform-api.md §4.2 */
export const batchRemoveProjectEnv = {
  id: 'batchRemoveProjectEnv',
  method: 'DELETE',
  path: '/v1/projects/{project}/env',
  summary: 'Deletes several hand-written variables at once.',
  access: { kind: 'scope', action: 'variable:write' },
  query: scopeQuery,
  request: z.object({ ids: z.array(z.string().max(128)).min(1).max(1000) }),
  responses: {
    200: z.object({ deleted: z.number(), ids: z.array(z.string()) }),
    ...refusalsOfChanges,
  },
  audit: { event: 'variable.deleted' },
} as const satisfies HostEndpoint;
