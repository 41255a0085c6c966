import * as z from 'zod';
import { command } from '../../command.ts';
import { projectOption, remainingArguments } from '../../inputs.ts';
import { environmentOption, placeText } from '../env/environment-option.ts';
import { chooseProject } from '../project/choose-project.ts';
import { readVariables } from './read-variables.ts';
import { startProgram } from './start-program.ts';

export const runProgram = command({
  args: z.strictObject({
    command: remainingArguments(
      'The program and its arguments, the last of all; -- may stand before it.',
    ),
  }),
  options: z.strictObject({ ...projectOption, ...environmentOption }),
  details:
    'The variables are read from the host and given to the program, above those of this shell; nothing is written to disk. Options before the program are those of this command, and behind it those of the program. The exit code is that of the program. With --json, what it prints goes to the standard error.',
  examples: [
    'kontor run --project web -- npm run dev',
    'kontor run --project web --environment production -- node scripts/migrate.js',
    `kontor run --project web -- sh -c 'psql "$DATABASE_URL"'`,
  ],
  output: z.object({
    project: z.string(),
    environment: z.string(),
    version: z.number(),
    exitCode: z.number(),
  }),
  run: async ({ args, options }, session) => {
    const { world, note } = session;
    const project = await chooseProject(session, options.project);
    const { variables, version, environment, gitBranch } = await readVariables(session, {
      ...options,
      project,
    });
    const place = placeText(environment, gitBranch);
    const count = Object.keys(variables).length;
    note(
      `${count === 1 ? '1 variable' : `${count} variables`} of ${project}, ${place}, version ${version}.`,
    );
    const [program = '', ...rest] = args.command;
    const code = await startProgram({
      command: [program, ...rest],
      variables: { ...world.environment.inherited, ...variables },
      cwd: world.folder,
      // one document alone stands on the standard output with --json
      stdio: ['inherit', session.isJson ? 2 : 'inherit', 'inherit'],
    });
    return { data: { project, environment, version, exitCode: code }, text: [], exitCode: code };
  },
});
