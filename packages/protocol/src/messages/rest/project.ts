import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { projectName } from '../../vocabulary/project-name.ts';
import { projectSettings } from '../../vocabulary/project-settings.ts';
import { tokensPerMinute } from '../kontor/rate-limit.ts';
import { refusals, refusalsOfChanges } from '../platform/refusals.ts';
import { pageQuery, pagination } from './page.ts';
import { scopeQuery } from './scope.ts';
import { firstVariable } from './variable.ts';

const regions = z.object({ functionDefaultRegions: z.array(z.string()) });

/**
 * A project with everything that clients insist on. What this host has no idea of, such as regions,
 * is there and empty.
 *
 * @see spec/platform-api.md §4.1
 */
export const restProject = projectSettings.extend({
  id: z.string(),
  name: z.string(),
  accountId: z.string().describe('Id of the team.'),
  alias: z.array(z.never()),
  framework: projectSettings.shape.framework.unwrap(),
  directoryListing: z.boolean(),
  nodeVersion: projectSettings.shape.nodeVersion.unwrap(),
  deploymentExpiration: z.object({}),
  resourceConfig: regions,
  defaultResourceConfig: regions,
  createdAt: z.number().describe('Milliseconds since 1970.'),
  updatedAt: z.number().describe('Milliseconds since 1970.'),
});
export type RestProject = z.infer<typeof restProject>;

/** Protection that this host cannot give, because it serves no deployments: better refused than forgotten. */
const cannotProtect = z
  .null('This host serves no deployments and cannot protect them. Leave it out.')
  .optional();

const protections = {
  passport: cannotProtect,
  passwordProtection: cannotProtect,
  ssoProtection: cannotProtect,
  trustedIps: cannotProtect,
  trustedSources: cannotProtect,
};

const repository = z.string().max(2048).optional();

/** @see spec/platform-api.md §4.1 */
export const listRestProjects = {
  id: 'listRestProjects',
  method: 'GET',
  path: '/v10/projects',
  aliases: ['/v9/projects', '/v1/projects'],
  summary: 'Lists the projects of a team, the newest first.',
  access: { kind: 'scope', action: 'project:read' },
  query: scopeQuery.extend({
    ...pageQuery.shape,
    from: pageQuery.shape.until.describe('`next` of the page before; the same as `until`.'),
    search: z.string().max(100).optional().describe('A part of the name.'),
    repo: repository.describe('A repository: no project is joined to one, so none is found.'),
    repoId: repository.describe('The same by its id.'),
    repoUrl: repository.describe('The same by its address.'),
  }),
  responses: { 200: z.object({ projects: z.array(restProject), pagination }), ...refusals },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

/** @see spec/platform-api.md §4.1 */
export const createRestProject = {
  id: 'createRestProject',
  method: 'POST',
  path: '/v11/projects',
  aliases: ['/v10/projects', '/v9/projects', '/v1/projects'],
  summary: 'Creates a project with the environments production, preview and development.',
  access: { kind: 'scope', action: 'project:write' },
  query: scopeQuery,
  request: projectSettings.extend({
    name: projectName,
    environmentVariables: z.array(firstVariable).max(1000).default([]),
    ...protections,
  }),
  responses: { 200: restProject, ...refusalsOfChanges },
  audit: { event: 'project.created' },
} as const satisfies HostEndpoint;

/** @see spec/platform-api.md §4.1 */
export const getRestProject = {
  id: 'getRestProject',
  method: 'GET',
  path: '/v9/projects/{project}',
  aliases: ['/v10/projects/{project}'],
  summary: 'Shows a project of a team.',
  access: { kind: 'scope-or-installation', action: 'project:read' },
  query: scopeQuery,
  responses: { 200: restProject, ...refusals },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

/** @see spec/platform-api.md §4.1 */
export const updateRestProject = {
  id: 'updateRestProject',
  method: 'PATCH',
  path: '/v9/projects/{project}',
  aliases: ['/v10/projects/{project}', '/v2/projects/{project}'],
  summary: 'Renames a project, or sets what builds it.',
  access: { kind: 'scope', action: 'project:write' },
  query: scopeQuery,
  request: projectSettings.extend({ name: projectName.optional(), ...protections }),
  responses: { 200: restProject, ...refusalsOfChanges },
  audit: { event: 'project.updated' },
} as const satisfies HostEndpoint;

/** @see spec/platform-api.md §4.1 */
export const deleteRestProject = {
  id: 'deleteRestProject',
  method: 'DELETE',
  path: '/v9/projects/{project}',
  aliases: ['/v10/projects/{project}', '/v2/projects/{project}'],
  summary: 'Deletes a project, its variables and connections. Resources stay.',
  access: { kind: 'scope', action: 'project:write' },
  query: scopeQuery,
  responses: { 204: null, ...refusalsOfChanges },
  audit: { event: 'project.removed' },
} as const satisfies HostEndpoint;

/** @see spec/platform-api.md §4.1 */
export const createProjectToken = {
  id: 'createProjectToken',
  method: 'POST',
  path: '/v1/projects/{project}/token',
  summary: 'Signs a token that says which project its bearer speaks for, in development.',
  access: { kind: 'scope', action: 'environment:read-values' },
  query: scopeQuery,
  rateLimit: tokensPerMinute,
  request: z.object({ source: z.string().max(256).optional() }).optional(),
  responses: { 200: z.object({ token: z.string() }), ...refusals },
  audit: { event: 'project.token-signed' },
} as const satisfies HostEndpoint;
