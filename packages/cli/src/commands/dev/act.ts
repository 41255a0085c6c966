import { CliError } from '../../cli-error.ts';
import { readEnvironment } from '../../config/environment.ts';
import { exitCode } from '../../exit-code.ts';
import { steps } from '../../next/steps.ts';
import type { Session } from '../../session.ts';
import { readDevFile } from './dev-file.ts';
import { tokenOf } from './others.ts';
import { addStep, type Step } from './script.ts';
import { type ReadAnswers, watchAnswers } from './watch-answers.ts';

export type Act = Pick<Step, 'words' | 'as'> & {
  readonly dataDirectory: string;
  /** Told how to read what the provider answers, before the command is run. */
  readonly onWatch?: (read: ReadAnswers) => void;
};

/** Runs a command as a member of the customer's team, and writes it down where that is wanted. */
export async function act(
  session: Session,
  { words, as, dataDirectory, onWatch }: Act,
): Promise<number> {
  const { world } = session;
  const dev = await readDevFile(dataDirectory);
  if (dev?.customer === undefined) throw notThere(dataDirectory);
  const token =
    as === undefined ? dev.customer.token : await tokenOf(session, { as, dataDirectory });
  const isWatched = dev.recording !== undefined || onWatch !== undefined;
  const readAnswers = isWatched ? await watchAnswers(session, dev) : undefined;
  if (readAnswers !== undefined) onWatch?.(readAnswers);
  const code = await session.run({
    ...world,
    argv: words,
    environment: {
      ...readEnvironment({
        ...world.environment.inherited,
        KONTOR_HOST_URL: dev.hostUrl,
        KONTOR_TEAM: dev.customer.team,
        KONTOR_TOKEN: token,
      }),
      settingsPath: world.environment.settingsPath,
    },
  });
  if (dev.recording !== undefined) {
    const answers = await readAnswers?.();
    await addStep(dev.recording, { words, as, exitCode: code, answers });
  }
  return code;
}

function notThere(dataDirectory: string) {
  return new CliError({
    code: 'not_running',
    exitCode: exitCode.notFound,
    message: `There is no marketplace in ${dataDirectory}. Start one, with your provider, or name its folder with --data.`,
    next: [steps.startMarketplace()],
  });
}
