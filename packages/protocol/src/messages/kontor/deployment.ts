import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { checkBlocks } from '../../vocabulary/check.ts';
import { deploymentProgress, deploymentStage, readyState } from '../../vocabulary/deployment.ts';
import { actionRunStatus } from '../../vocabulary/deployment-action.ts';
import { deploymentId, installationId, projectId, resourceId } from '../../vocabulary/ids.ts';
import { environmentValues, environmentVariable } from './environment.ts';

const gitBranch = z.string().min(1).max(250);
const gitCommit = z.strictObject({
  sha: z.string().min(1).max(64),
  message: z.string().max(4096).optional(),
  author: z.string().max(256).optional(),
});
/** A host name, or an address on the web. */
const address = z.string().min(1).max(2048);
const meta = z.record(z.string().min(1).max(128), z.string().max(1024));
const moment = z.iso.datetime().nullable();

/** One building and publishing of a project, and what it reads. */
export const deployment = z.object({
  id: deploymentId,
  projectId,
  name: z.string(),
  externalId: z.string().nullable().describe("The platform's own id."),
  readyState,
  environment: z.string(),
  target: z.enum(['production', 'staging']).nullable(),
  /** What it reads, from its announcement on; 0 is an environment without variables. */
  environmentVersion: z.int(),
  environmentDigest: z.string(),
  url: z.string().nullable(),
  aliases: z.array(z.string()),
  gitBranch: z.string().nullable(),
  gitCommit: gitCommit.nullable(),
  meta: z.record(z.string(), z.string()),
  errorMessage: z.string().nullable(),
  /** Why a stage may not be entered now, by stage; empty when nothing is waited for. */
  blocked: z.partialRecord(deploymentStage, z.string()),
  /** What providers do for it before it is built. */
  actions: z.array(
    z.object({
      installationId,
      resourceId,
      action: z.string(),
      isRequired: z.boolean(),
      status: actionRunStatus,
      isOverdue: z.boolean().describe('It has failed because no report came in time.'),
      statusText: z.string().nullable(),
      statusUrl: z.string().nullable(),
      endedAt: moment,
    }),
  ),
  /** The newest run of each check, and the checks of the older form. */
  checks: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      blocks: checkBlocks,
      status: z.string(),
      conclusion: z.string().nullable(),
      text: z.string().nullable(),
      url: z.string().nullable(),
    }),
  ),
  createdAt: z.iso.datetime(),
  buildingAt: moment,
  readyAt: moment,
  endedAt: moment.describe('When it failed or was cancelled.'),
  promotedAt: moment,
});
export type Deployment = z.infer<typeof deployment>;

const one = z.object({ deployment });
const path = '/kontor/v1/teams/{team}/projects/{project}/deployments' as const;

export const announceDeployment = {
  id: 'announceDeployment',
  method: 'POST',
  path,
  summary:
    'Announces a deployment and pins what it reads. The same announcement again answers 200.',
  access: { kind: 'team', action: 'deployment:write' },
  request: z.strictObject({
    environment: z.string().min(1).max(64).optional().describe('Name, slug or id.'),
    target: z.string().min(1).max(64).optional().describe('The same by another word.'),
    externalId: z
      .string()
      .min(1)
      .max(128)
      .optional()
      .describe("The platform's own id: under it, a repeat is the same deployment."),
    name: z.string().min(1).max(128).optional(),
    url: address.optional(),
    gitBranch: gitBranch.optional(),
    gitCommit: gitCommit.optional(),
    meta: meta.default({}),
  }),
  responses: { 200: one, 201: one },
  audit: { event: 'deployment.created' },
} as const satisfies HostEndpoint;

export const listDeployments = {
  id: 'listDeployments',
  method: 'GET',
  path,
  summary: 'Lists the deployments of a project, newest first.',
  access: { kind: 'team', action: 'project:read' },
  query: z.strictObject({
    environment: z.string().max(64).optional(),
    gitBranch: gitBranch.optional(),
    before: deploymentId.optional().describe('Only those announced before this one.'),
    limit: z.coerce.number().int().min(1).max(100).default(20),
  }),
  responses: { 200: z.object({ deployments: z.array(deployment) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const showDeployment = {
  id: 'showDeployment',
  method: 'GET',
  path: `${path}/{deployment}`,
  summary: "Shows a deployment, named by its id or the platform's own.",
  access: { kind: 'team', action: 'project:read' },
  responses: { 200: one },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const readDeploymentEnvironment = {
  id: 'readDeploymentEnvironment',
  method: 'GET',
  path: `${path}/{deployment}/environment`,
  summary: 'Reads the variables that a deployment was pinned to; answers 304 to a known ETag.',
  access: { kind: 'team', action: 'environment:read-values' },
  responses: { 200: environmentValues.extend({ deploymentId }), 304: null },
  audit: { event: 'environment.read' },
} as const satisfies HostEndpoint;

export const listDeploymentVariables = {
  id: 'listDeploymentVariables',
  method: 'GET',
  path: `${path}/{deployment}/variables`,
  summary: 'Lists the names that a deployment reads and where each comes from, without values.',
  access: { kind: 'team', action: 'project:read' },
  responses: {
    200: z.object({
      version: z.int(),
      variables: z.array(environmentVariable),
      own: z
        .array(z.string())
        .describe('What was made for this deployment alone; it takes the place of the same names.'),
    }),
  },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const reportDeployment = {
  id: 'reportDeployment',
  method: 'PATCH',
  path: `${path}/{deployment}`,
  summary: 'Reports how far a deployment is, its address or its aliases.',
  access: { kind: 'team', action: 'deployment:write' },
  request: z.strictObject({
    progress: deploymentProgress.optional(),
    errorMessage: z.string().max(4096).optional().describe('With the progress `error`.'),
    url: address.optional(),
    alias: z.array(address).min(1).max(100).optional(),
  }),
  responses: { 200: one },
  audit: { event: 'deployment.ready' },
} as const satisfies HostEndpoint;

export const removeDeployment = {
  id: 'removeDeployment',
  method: 'DELETE',
  path: `${path}/{deployment}`,
  summary: 'Removes a deployment and has what was made for it alone cleaned up.',
  access: { kind: 'team', action: 'deployment:write' },
  responses: { 204: null },
  audit: { event: 'deployment.cleanup' },
} as const satisfies HostEndpoint;
