import * as deploymentEndpoints from '@kontor/protocol/kontor/deployment';
import * as z from 'zod';
import { command } from '../../command.ts';
import { optionalArgument, projectOption, text } from '../../inputs.ts';
import { second } from '../../output/day.ts';
import { table } from '../../output/table.ts';
import { chooseProject } from '../project/choose-project.ts';
import { namedProject } from '../project/named-project.ts';

export const listDeployments = command({
  args: z.strictObject({ project: optionalArgument('Project, by name or id.') }),
  options: z.strictObject({
    ...projectOption,
    environment: text('environment', 'Only those that go there.'),
    gitBranch: text('branch', 'Only those of this branch.'),
  }),
  examples: [
    'kontor deployment list web',
    'kontor deployment list web --environment production --json',
  ],
  output: deploymentEndpoints.listDeployments.responses[200],
  run: async ({ args, options }, session) => {
    const { environment, gitBranch } = options;
    const project = await chooseProject(session, namedProject(args.project, options.project));
    const { body } = await session.call(deploymentEndpoints.listDeployments, {
      params: { team: await session.team(), project },
      query: { ...(environment && { environment }), ...(gitBranch && { gitBranch }) },
    });
    const { deployments } = body;
    if (deployments.length === 0) {
      return { data: body, text: [`There are no such deployments of ${project}.`] };
    }
    const rows = deployments.map((each) => [
      each.readyState,
      each.environment,
      each.gitBranch ?? '',
      second(each.createdAt),
      each.id,
    ]);
    return { data: body, text: table(['STATE', 'ENVIRONMENT', 'BRANCH', 'ANNOUNCED', 'ID'], rows) };
  },
});
