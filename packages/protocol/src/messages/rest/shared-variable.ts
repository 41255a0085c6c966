import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { builtInEnvironment } from '../../vocabulary/environment.ts';
import { variableName } from '../../vocabulary/variable-name.ts';
import { variableType } from '../../vocabulary/variable-type.ts';
import { refusals, refusalsOfChanges } from '../platform/refusals.ts';
import { pagination } from './page.ts';
import { scopeQuery } from './scope.ts';
import { comment, failure, value } from './variable.ts';

const time = z.number().describe('Milliseconds since 1970.');

/**
 * A variable of a team that the projects it is linked to share. `value` is empty where it is not
 * shown: what is sensitive never is, what is encrypted only alone and to those who may read values.
 */
export const restSharedVariable = z.object({
  id: z.string(),
  key: z.string(),
  value: z.string(),
  type: variableType,
  target: z.array(builtInEnvironment),
  projectId: z.array(z.string()).describe('The projects that it is linked to.'),
  applyToAllCustomEnvironments: z.boolean(),
  comment: z.string().optional(),
  ownerId: z.string().describe('The team.'),
  created: z.iso.datetime(),
  createdAt: time,
  createdBy: z.string().nullable(),
  updatedAt: time,
  updatedBy: z.string().nullable(),
  decrypted: z.boolean().describe('Whether `value` is what a deployment reads.'),
});
export type RestSharedVariable = z.infer<typeof restSharedVariable>;

const listed = restSharedVariable.extend({
  securityIssues: z.array(z.enum(['flags-secret-needs-split', 'readable-secret'])),
});

const id = z.string().max(128);
const projects = z.array(id).max(1000);
const targets = z.array(builtInEnvironment).min(1).max(3);
const failed = z.array(failure);

const path = '/v1/env';
const access = {
  read: { kind: 'scope', action: 'shared-variable:read' },
  write: { kind: 'scope', action: 'shared-variable:write' },
} as const;

const idList = z
  .string()
  .max(16_384)
  .transform((text) => text.split(',').filter((each) => each !== ''));

export const listSharedEnvVariable = {
  id: 'listSharedEnvVariable',
  method: 'GET',
  path,
  summary: 'Lists the shared variables of a team.',
  access: access.read,
  query: scopeQuery.extend({
    search: z.string().max(256).optional().describe('Only those whose name holds this.'),
    projectId: id.optional().describe('Only those that are linked to this project.'),
    ids: idList.optional().describe('Only these, separated by commas.'),
    exclude_ids: idList.optional().describe('All but these.'),
    'exclude-ids': idList.optional(),
    exclude_projectId: id.optional().describe('Only those that are not linked to this project.'),
    'exclude-projectId': id.optional(),
  }),
  responses: { 200: z.object({ data: z.array(listed), pagination }), ...refusals },
  audit: { none: 'reads only what everybody in the team may see' },
} as const satisfies HostEndpoint;

export const createSharedEnvVariable = {
  id: 'createSharedEnvVariable',
  method: 'POST',
  path,
  summary: 'Writes variables that several projects share, and links them.',
  access: access.write,
  query: scopeQuery,
  request: z.strictObject({
    evs: z
      .array(z.strictObject({ key: variableName, value, comment: comment.optional() }))
      .min(1)
      .max(50),
    type: variableType.default('encrypted'),
    target: targets.default([...builtInEnvironment.options]),
    projectId: projects.default([]),
  }),
  responses: {
    201: z.object({ created: z.array(restSharedVariable), failed }),
    ...refusalsOfChanges,
  },
  audit: { event: 'shared-variable.created' },
} as const satisfies HostEndpoint;

export const getSharedEnvVar = {
  id: 'getSharedEnvVar',
  method: 'GET',
  path: '/v1/env/{variable}',
  summary: 'Shows one shared variable with its value, unless it is sensitive.',
  access: access.read,
  query: scopeQuery,
  responses: { 200: restSharedVariable.partial({ value: true }), ...refusals },
  audit: { event: 'shared-variable.read' },
} as const satisfies HostEndpoint;

export const updateSharedEnvVariable = {
  id: 'updateSharedEnvVariable',
  method: 'PATCH',
  path,
  summary: 'Changes shared variables and what they are linked to; what is left out stays.',
  access: access.write,
  query: scopeQuery,
  request: z.strictObject({
    updates: z
      .record(
        id,
        z.strictObject({
          key: variableName.optional(),
          value: value.optional(),
          type: variableType.optional(),
          target: targets.optional(),
          comment: comment.optional(),
          projectId: projects.optional(),
          projectIdUpdates: z
            .strictObject({ link: projects.optional(), unlink: projects.optional() })
            .optional(),
        }),
      )
      .refine((updates) => Object.keys(updates).length <= 50, 'at most 50 at once'),
  }),
  responses: {
    200: z.object({ updated: z.array(restSharedVariable), failed }),
    ...refusalsOfChanges,
  },
  audit: { event: 'shared-variable.updated' },
} as const satisfies HostEndpoint;

export const deleteSharedEnvVariable = {
  id: 'deleteSharedEnvVariable',
  method: 'DELETE',
  path,
  summary: 'Deletes shared variables, and takes them out of every project.',
  access: access.write,
  query: scopeQuery,
  request: z.strictObject({ ids: z.array(id).min(1).max(50) }),
  responses: { 200: z.object({ deleted: z.array(z.string()), failed }), ...refusalsOfChanges },
  audit: { event: 'shared-variable.deleted' },
} as const satisfies HostEndpoint;

export const unlinkSharedEnvVariable = {
  id: 'unlinkSharedEnvVariable',
  method: 'PATCH',
  path: '/v1/env/{variable}/unlink/{project}',
  summary: 'Takes a shared variable out of one project.',
  access: access.write,
  query: scopeQuery,
  responses: { 200: z.object({ id: z.string() }), ...refusalsOfChanges },
  audit: { event: 'shared-variable.updated' },
} as const satisfies HostEndpoint;
