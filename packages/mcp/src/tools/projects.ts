import { kontorEndpoints } from '@kontor/protocol/kontor';
import * as input from '../inputs.ts';
import { tool } from '../tool.ts';

export const listProjects = tool({
  name: 'list_projects',
  title: 'List projects',
  description: 'Lists the projects of the team, which resources are connected to.',
  effect: 'reads',
  input: { team: input.team },
  run: async ({ team }, desk) => {
    const { body } = await desk.call(kontorEndpoints.listProjects, {
      params: { team: await desk.team(team) },
    });
    return { projects: body.projects.map(({ id, name }) => ({ id, name })) };
  },
});

export const listVariables = tool({
  name: 'list_variables',
  title: 'List variable names',
  description:
    'Lists the names of the variables in one environment of a project, and where each comes from. Values are never shown: run a command with the environment instead.',
  effect: 'reads',
  input: { project: input.project, environment: input.environment, team: input.team },
  run: async ({ project, environment, team }, desk) => {
    const { body } = await desk.call(kontorEndpoints.listEnvironmentVariables, {
      params: { team: await desk.team(team), project, environment },
    });
    return body;
  },
});
