import * as environmentEndpoints from '@kontor/protocol/kontor/environment';
import * as z from 'zod';
import { command } from '../../command.ts';
import { optionalArgument, projectOption } from '../../inputs.ts';
import { second } from '../../output/day.ts';
import { table } from '../../output/table.ts';
import { chooseProject } from '../project/choose-project.ts';
import { namedProject } from '../project/named-project.ts';
import { environmentOption, environmentPlace, placeText } from './environment-option.ts';
import { servedVersion } from './served-version.ts';

export const listVersions = command({
  args: z.strictObject({ project: optionalArgument('Project, by name or id.') }),
  options: z.strictObject({ ...projectOption, ...environmentOption }),
  details: 'Versions never change. The one that is read is marked.',
  examples: [
    'kontor env history web --environment production',
    'kontor env history web --environment preview --git-branch feature/login',
  ],
  output: z.object({
    ...environmentPlace,
    served: z.number(),
    ...environmentEndpoints.listEnvironmentVersions.responses[200].shape,
  }),
  run: async ({ args, options }, session) => {
    const { environment, gitBranch } = options;
    const project = await chooseProject(session, namedProject(args.project, options.project));
    const place = { project, environment, gitBranch };
    const { body } = await session.call(environmentEndpoints.listEnvironmentVersions, {
      params: { team: await session.team(), project, environment },
      query: gitBranch === undefined ? {} : { gitBranch },
    });
    const { versions } = body;
    const served = await servedVersion(session, place);
    return {
      data: { project, environment, ...(gitBranch && { gitBranch }), served, versions },
      text:
        versions.length === 0
          ? [`Nothing was ever in ${placeText(environment, gitBranch)} of ${project}.`]
          : table(
              ['VERSION', 'AT', 'BECAUSE OF', 'READ'],
              versions.map(({ version, createdAt, cause }) => [
                String(version),
                second(createdAt),
                cause,
                version === served ? 'yes' : '',
              ]),
            ),
    };
  },
});
