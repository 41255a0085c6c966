import * as environmentEndpoints from '@kontor/protocol/kontor/environment';
import * as z from 'zod';
import { command } from '../../command.ts';
import { optionalArgument, projectOption } from '../../inputs.ts';
import { table } from '../../output/table.ts';
import { ownerOf } from '../connection/collisions.ts';
import { chooseProject } from '../project/choose-project.ts';
import { namedProject } from '../project/named-project.ts';
import { environmentOption, environmentPlace, placeText } from './environment-option.ts';

export const listVariables = command({
  args: z.strictObject({ project: optionalArgument('Project, by name or id.') }),
  options: z.strictObject({ ...projectOption, ...environmentOption }),
  examples: [
    'kontor env ls web',
    'kontor env ls web --environment production',
    'kontor env ls web --environment preview --git-branch feature/login',
  ],
  output: z.object({
    ...environmentPlace,
    ...environmentEndpoints.listEnvironmentVariables.responses[200].shape,
  }),
  run: async ({ args, options }, session) => {
    const { environment, gitBranch } = options;
    const project = await chooseProject(session, namedProject(args.project, options.project));
    const { body } = await session.call(environmentEndpoints.listEnvironmentVariables, {
      params: { team: await session.team(), project, environment },
      query: gitBranch === undefined ? {} : { gitBranch },
    });
    const { version, variables } = body;
    return {
      data: { project, environment, ...(gitBranch && { gitBranch }), version, variables },
      text:
        variables.length === 0
          ? [`There are no variables in ${placeText(environment, gitBranch)} of ${project}.`]
          : table(
              ['VARIABLE', 'FROM', 'PUBLIC'],
              variables.map(({ name, source, isPublic }) => [
                name,
                ownerOf(source),
                isPublic ? 'yes' : '',
              ]),
            ),
      // where none is named it is development, which often has nothing
      notes: variables.length === 0 ? ['--environment <name> shows another environment.'] : [],
    };
  },
});
