import { readFile, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import * as environmentEndpoints from '@kontor/protocol/kontor/environment';
import * as z from 'zod';
import { CliError } from '../../cli-error.ts';
import { command } from '../../command.ts';
import { writePrivately } from '../../config/write-privately.ts';
import { renderEnvFile, whoseFile } from '../../env-file/env-file.ts';
import { exitCode } from '../../exit-code.ts';
import { list, optionalArgument, projectOption } from '../../inputs.ts';
import { steps } from '../../next/steps.ts';
import type { Session } from '../../session.ts';
import { chooseProject } from '../project/choose-project.ts';
import { environmentOption, environmentPlace, placeText } from './environment-option.ts';

const DEFAULT_FILE = '.env.local';

export const pullEnvironment = command({
  args: z.strictObject({
    project: optionalArgument('Project, by name or id.'),
    file: optionalArgument(`File to write (default: ${DEFAULT_FILE}).`),
  }),
  options: z.strictObject({
    ...projectOption,
    ...environmentOption,
    without: list('names', 'Leave these variables out.'),
  }),
  details:
    'The file belongs to this command: only its owner can read it, and the next pull replaces it whole. A file that was written or changed by somebody else is replaced only after asking, or with --yes. With --project, the first argument is the file.',
  examples: [
    'kontor env pull web',
    'kontor env pull web .env.production --environment production',
    'kontor env pull web --environment preview --git-branch feature/login',
    'node --env-file=.env.local server.js',
  ],
  output: z.object({
    file: z.string(),
    ...environmentPlace,
    version: z.number(),
    count: z.number(),
    isChanged: z.boolean(),
  }),
  run: async ({ args, options }, session) => {
    const { project: named, file } = placesOf(args, options.project);
    const project = await chooseProject(session, named);
    const { body } = await session.call(environmentEndpoints.readEnvironment, {
      params: { team: await session.team(), project, environment: options.environment },
      query: options.gitBranch === undefined ? {} : { gitBranch: options.gitBranch },
    });
    if (body === null) throw new Error('the host answered 304 to a request without an ETag');
    const { version, gitBranch } = body;
    const place = placeText(body.environment, gitBranch);
    const variables = Object.fromEntries(
      Object.entries(body.variables).filter(([name]) => !options.without.includes(name)),
    );
    const rendered = renderEnvFile({ project, environment: place, version }, variables);
    if (!rendered.ok) throw notWritable(rendered.names);
    const path = await realPath(resolve(session.world.folder, file));
    const before = await readIfThere(path);
    await mayReplace(session, file, before);
    const isChanged = before !== rendered.text;
    if (isChanged) await writePrivately(path, rendered.text).catch(cannotWrite(file));
    const count = Object.keys(variables).length;
    const what = `${count} ${count === 1 ? 'variable' : 'variables'} of ${project}, ${place}, version ${version}`;
    return {
      data: {
        file: path,
        project,
        environment: body.environment,
        ...(gitBranch && { gitBranch }),
        version,
        count,
        isChanged,
      },
      text: [isChanged ? `Wrote ${what}, to ${file}.` : `${file} is up to date: ${what}.`],
    };
  },
});

type Args = { readonly project?: string | undefined; readonly file?: string | undefined };

/** With `--project`, the only argument is the file. */
function placesOf(args: Args, projectOption: string | undefined) {
  if (projectOption === undefined)
    return { project: args.project, file: args.file ?? DEFAULT_FILE };
  if (args.file === undefined)
    return { project: projectOption, file: args.project ?? DEFAULT_FILE };
  throw new CliError({
    code: 'wrong_usage',
    exitCode: exitCode.wrongUsage,
    message: `The project is named twice: ${args.project} and --project ${projectOption}.`,
  });
}

/** Where a link leads, so that the link itself stays; the path as it is where nothing is yet. */
async function realPath(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cannotWrite(path)(error);
  }
}

async function mayReplace(
  { ask, options }: Pick<Session, 'ask' | 'options'>,
  file: string,
  before: string | undefined,
): Promise<void> {
  if (before === undefined) return;
  const whose = whoseFile(before);
  if (whose === 'ours') return;
  const reason =
    whose === 'changed'
      ? `${file} was changed by hand since it was pulled.`
      : `${file} was not written by this command.`;
  if (!ask.canAsk && !options.yes) {
    throw new CliError({
      code: 'file_exists',
      exitCode: exitCode.wrongUsage,
      message: `${reason} Nothing was written: name another file, or add --yes to replace it.`,
      next: [steps.answer('--yes')],
      facts: { file },
    });
  }
  await ask.toConfirm({ message: `${reason} Replace it?` });
}

function notWritable(names: readonly string[]) {
  return new CliError({
    code: 'value_not_writable',
    exitCode: exitCode.refused,
    message: `Nothing was written: no dotenv file can carry the value of ${names.join(', ')}. It holds a carriage return, or quotes of every kind. Leave it out with --without.`,
    next: [steps.answer('--without', names.join(','))],
    facts: { names },
  });
}

function cannotWrite(file: string) {
  return (cause: unknown): never => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CliError({
      code: 'file_not_writable',
      exitCode: exitCode.refused,
      message: `${file} cannot be written: ${reason}.`,
      facts: { file },
      cause,
    });
  };
}
