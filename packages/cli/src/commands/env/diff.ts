import * as environmentEndpoints from '@kontor/protocol/kontor/environment';
import * as z from 'zod';
import { command } from '../../command.ts';
import { optionalArgument, projectOption } from '../../inputs.ts';
import { chooseProject } from '../project/choose-project.ts';
import { namedProject } from '../project/named-project.ts';
import { environmentOption, environmentPlace, placeText } from './environment-option.ts';
import { servedVersion } from './served-version.ts';
import { versionNumber } from './version-number.ts';

export const diffVersions = command({
  args: z.strictObject({ project: optionalArgument('Project, by name or id.') }),
  options: z.strictObject({
    ...projectOption,
    ...environmentOption,
    from: versionNumber.optional().meta({
      description: 'The earlier version (default: the one before --to).',
      placeholder: 'version',
    }),
    to: versionNumber.optional().meta({
      description: 'The later version (default: the one that is read).',
      placeholder: 'version',
    }),
  }),
  details: 'Names only: values are told by env pull, to those who may read them.',
  examples: [
    'kontor env diff web --environment production',
    'kontor env diff web --environment production --from 3 --to 5',
  ],
  output: z.object({
    ...environmentPlace,
    from: z.number(),
    to: z.number(),
    ...environmentEndpoints.compareEnvironmentVersions.responses[200].shape,
  }),
  run: async ({ args, options }, session) => {
    const { environment, gitBranch } = options;
    const project = await chooseProject(session, namedProject(args.project, options.project));
    const to = options.to ?? (await servedVersion(session, { project, environment, gitBranch }));
    const from = options.from ?? Math.max(0, to - 1);
    const { body } = await session.call(environmentEndpoints.compareEnvironmentVersions, {
      params: { team: await session.team(), project, environment },
      query: { from, to, ...(gitBranch && { gitBranch }) },
    });
    const lines = [
      ...body.added.map((name) => `+ ${name}`),
      ...body.removed.map((name) => `- ${name}`),
      ...body.changed.map((name) => `~ ${name}`),
    ];
    const place = `${placeText(environment, gitBranch)} of ${project}`;
    return {
      data: { project, environment, ...(gitBranch && { gitBranch }), from, to, ...body },
      text: lines.length === 0 ? [`Versions ${from} and ${to} of ${place} are the same.`] : lines,
    };
  },
});
