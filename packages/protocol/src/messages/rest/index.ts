import * as deployment from './deployment.ts';
import * as project from './project.ts';

export type { RestDeployment } from './deployment.ts';
export type { RestProject } from './project.ts';

/**
 * Every call that clients of the protocol make at its own addresses: its SDK, its command line, and
 * scripts. By operation id.
 *
 * @see spec/platform-api.md §3–§5
 */
export const restEndpoints = {
  listRestProjects: project.listRestProjects,
  createRestProject: project.createRestProject,
  getRestProject: project.getRestProject,
  updateRestProject: project.updateRestProject,
  deleteRestProject: project.deleteRestProject,
  createProjectToken: project.createProjectToken,
  getDeployment: deployment.getDeployment,
  getDeployments: deployment.getDeployments,
} as const;
