import * as deploymentEndpoints from '@kontor/protocol/kontor/deployment';
import * as z from 'zod';
import { command } from '../../command.ts';
import { optionalArgument, projectOption, text } from '../../inputs.ts';
import { chooseProject } from '../project/choose-project.ts';
import { namedProject } from '../project/named-project.ts';
import { deploymentLines } from './deployment-lines.ts';

export const announceDeployment = command({
  args: z.strictObject({ project: optionalArgument('Project, by name or id.') }),
  options: z.strictObject({
    ...projectOption,
    environment: text('environment', 'Where it goes (default: preview).'),
    gitBranch: text('branch', 'The branch that is deployed.'),
    gitCommit: text('sha', 'The commit that is deployed.'),
    url: text('address', 'Where it can be reached, if that is known.'),
    externalId: text('id', "The platform's own id: under it, a repeat is the same deployment."),
  }),
  details:
    'From then on the deployment reads the version of its environment that is served now. What it waits for before it is built is shown with it.',
  examples: [
    'kontor deployment announce web --git-branch feature/login --external-id build-7',
    'kontor deployment announce web --environment production --git-commit 0a1b2c3 --json',
  ],
  output: deploymentEndpoints.announceDeployment.responses[200],
  run: async ({ args, options }, session) => {
    const { environment, gitBranch, gitCommit, url, externalId } = options;
    const project = await chooseProject(session, namedProject(args.project, options.project));
    const { body } = await session.call(deploymentEndpoints.announceDeployment, {
      params: { team: await session.team(), project },
      body: {
        ...(environment && { environment }),
        ...(gitBranch && { gitBranch }),
        ...(gitCommit && { gitCommit: { sha: gitCommit } }),
        ...(url && { url }),
        ...(externalId && { externalId }),
      },
    });
    return { data: body, text: deploymentLines(body.deployment) };
  },
});
