import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { variableId } from '../../vocabulary/ids.ts';
import { variableName } from '../../vocabulary/variable-name.ts';
import { gitBranch, variableType } from '../../vocabulary/variable-type.ts';

/** A variable that the team wrote by hand. Its value can be written and replaced, never read back. */
export const variable = z.object({
  id: variableId,
  name: z.string(),
  environments: z.array(z.string()),
  gitBranch: z
    .string()
    .nullable()
    .describe('The branch of preview that it is for; null is every one.'),
  type: variableType,
  comment: z.string().nullable(),
  isPublic: z.boolean(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Variable = z.infer<typeof variable>;

const value = z.string().max(65_536, 'at most 65,536 characters');
const targets = z.array(z.string().min(1).max(64)).min(1).max(50);
const comment = z.string().max(500, 'at most 500 characters').nullable();

export const listVariables = {
  id: 'listVariables',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/projects/{project}/variables',
  summary: 'Lists the hand-written variables of a project, without values.',
  access: { kind: 'team', action: 'project:read' },
  responses: { 200: z.object({ variables: z.array(variable) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const createVariable = {
  id: 'createVariable',
  method: 'POST',
  path: '/kontor/v1/teams/{team}/projects/{project}/variables',
  summary: 'Writes a variable into some environments; refused when a name there is taken.',
  access: { kind: 'team', action: 'variable:write' },
  request: z.strictObject({
    name: variableName,
    value,
    environments: targets,
    gitBranch: gitBranch.nullable().default(null),
    type: variableType.default('encrypted'),
    comment: comment.default(null),
  }),
  responses: { 201: z.object({ variable }) },
  audit: { event: 'variable.created' },
} as const satisfies HostEndpoint;

export const updateVariable = {
  id: 'updateVariable',
  method: 'PATCH',
  path: '/kontor/v1/teams/{team}/projects/{project}/variables/{variable}',
  summary: 'Changes a hand-written variable; what is left out stays.',
  access: { kind: 'team', action: 'variable:write' },
  request: z.strictObject({
    name: variableName.optional(),
    value: value.optional(),
    environments: targets.optional(),
    gitBranch: gitBranch.nullable().optional(),
    type: variableType.optional(),
    comment: comment.optional(),
  }),
  responses: { 200: z.object({ variable }) },
  audit: { event: 'variable.updated' },
} as const satisfies HostEndpoint;

export const deleteVariable = {
  id: 'deleteVariable',
  method: 'DELETE',
  path: '/kontor/v1/teams/{team}/projects/{project}/variables/{variable}',
  summary: 'Deletes a hand-written variable.',
  access: { kind: 'team', action: 'variable:write' },
  responses: { 204: null },
  audit: { event: 'variable.deleted' },
} as const satisfies HostEndpoint;
