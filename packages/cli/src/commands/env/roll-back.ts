import * as environmentEndpoints from '@kontor/protocol/kontor/environment';
import * as z from 'zod';
import { CliError } from '../../cli-error.ts';
import { command } from '../../command.ts';
import { exitCode } from '../../exit-code.ts';
import { flag, optionalArgument } from '../../inputs.ts';
import { steps } from '../../next/steps.ts';
import { chooseProject } from '../project/choose-project.ts';
import { environmentOption, environmentPlace, placeText } from './environment-option.ts';
import { versionNumber } from './version-number.ts';

export const rollBackVersion = command({
  args: z.strictObject({
    project: optionalArgument('Project, by name or id.'),
  }),
  options: z.strictObject({
    ...environmentOption,
    to: versionNumber.optional().meta({
      description: 'The version to read from now on.',
      placeholder: 'version',
    }),
    newest: flag('Return to the newest version, and to every one that follows.'),
  }),
  details:
    'What is changed in the meantime makes new versions, which are read only after --newest. Deployments that were announced keep what they read.',
  examples: [
    'kontor env rollback web --environment production --to 3',
    'kontor env rollback web --environment production --newest',
  ],
  output: z.object({
    ...environmentPlace,
    ...environmentEndpoints.rollBackEnvironment.responses[200].shape,
  }),
  run: async ({ args, options }, session) => {
    const { environment, gitBranch } = options;
    const version = wantedVersion(options);
    const project = await chooseProject(session, args.project);
    const { body } = await session.call(environmentEndpoints.rollBackEnvironment, {
      params: { team: await session.team(), project, environment },
      query: gitBranch === undefined ? {} : { gitBranch },
      body: { version },
    });
    const place = `${placeText(environment, gitBranch)} of ${project}`;
    return {
      data: { project, ...(gitBranch && { gitBranch }), environment: body.environment },
      text: [
        version === null
          ? `The newest version of ${place} is read again.`
          : `Version ${version} of ${place} is read until you return to the newest.`,
      ],
      next:
        version === null ? [] : [steps.returnToNewest(...wordsOf(project, environment, gitBranch))],
    };
  },
});

function wordsOf(project: string, environment: string, gitBranch: string | undefined) {
  const branch = gitBranch === undefined ? [] : ['--git-branch', gitBranch];
  return [project, '--environment', environment, ...branch];
}

/** Null for the newest. */
function wantedVersion({ to, newest }: { to?: number | undefined; newest: boolean }) {
  if (newest !== (to !== undefined)) return to ?? null;
  throw new CliError({
    code: 'wrong_usage',
    exitCode: exitCode.wrongUsage,
    message: 'Say which version to read: --to <version>, or --newest.',
    next: [steps.showHelp('env', 'history')],
  });
}
