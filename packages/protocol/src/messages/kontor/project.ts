import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { projectId } from '../../vocabulary/ids.ts';
import { slug } from './slug.ts';

/** One application of a team: what resources are connected to and environments belong to. */
export const project = z.object({
  id: projectId,
  name: z.string(),
  createdAt: z.iso.datetime(),
});
export type Project = z.infer<typeof project>;

export const listProjects = {
  id: 'listProjects',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/projects',
  summary: 'Lists the projects of a team.',
  access: { kind: 'team', action: 'project:read' },
  responses: { 200: z.object({ projects: z.array(project) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const createProject = {
  id: 'createProject',
  method: 'POST',
  path: '/kontor/v1/teams/{team}/projects',
  summary: 'Creates a project with the environments production, preview and development.',
  access: { kind: 'team', action: 'project:write' },
  request: z.strictObject({ name: slug }),
  responses: { 201: z.object({ project }) },
  audit: { event: 'project.created' },
} as const satisfies HostEndpoint;

export const getProject = {
  id: 'getProject',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/projects/{project}',
  summary: 'Shows one project, named by its id or name.',
  access: { kind: 'team', action: 'project:read' },
  responses: { 200: z.object({ project }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const updateProject = {
  id: 'updateProject',
  method: 'PATCH',
  path: '/kontor/v1/teams/{team}/projects/{project}',
  summary: 'Renames a project. Its id stays, and whatever is named by that.',
  access: { kind: 'team', action: 'project:write' },
  request: z.strictObject({ name: slug }),
  responses: { 200: z.object({ project }) },
  audit: { event: 'project.renamed' },
} as const satisfies HostEndpoint;

export const deleteProject = {
  id: 'deleteProject',
  method: 'DELETE',
  path: '/kontor/v1/teams/{team}/projects/{project}',
  summary: 'Deletes a project, its variables and connections. Resources stay.',
  access: { kind: 'team', action: 'project:write' },
  responses: { 204: null },
  audit: { event: 'project.removed' },
} as const satisfies HostEndpoint;
