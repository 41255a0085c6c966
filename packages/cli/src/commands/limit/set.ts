import * as spendLimitEndpoints from '@kontor/protocol/kontor/spend-limit';
import * as z from 'zod';
import { CliError } from '../../cli-error.ts';
import { command } from '../../command.ts';
import { exitCode } from '../../exit-code.ts';
import { argument, flag, list } from '../../inputs.ts';
import { limitOf, subjectOf, subjectOptions } from './limit-subject.ts';

export const setLimit = command({
  args: z.strictObject({
    amount: argument('In dollars for each calendar month in UTC, such as 500.'),
  }),
  options: z.strictObject({
    ...subjectOptions,
    hard: flag('Refuse purchases and paid plans once it is reached.'),
    warnAt: list('shares', 'Shares of the amount in per cent (default: 50,80,100).'),
    warnings: z.boolean().default(true).meta({ description: 'Warn of nothing.' }),
  }),
  details: 'Without a project, an installation or a resource it is the limit of the team.',
  examples: [
    'kontor limits set 500 --hard',
    'kontor limits set 80 --project web --warn-at 75,100',
    'kontor limits set 20.50 --resource orders --no-warnings',
  ],
  output: spendLimitEndpoints.setSpendLimit.responses[200],
  run: async ({ args, options }, session) => {
    const subject = await subjectOf(session, options);
    const { body } = await session.call(spendLimitEndpoints.setSpendLimit, {
      params: { team: await session.team(), subject },
      body: { amount: args.amount, hardStop: options.hard, ...warningsOf(options) },
    });
    const { limit } = body;
    return {
      data: { limit },
      text: [
        `The limit of ${limitOf(limit)} is $${limit.amount} a month${limit.hardStop ? ', and stops what is bought' : ''}.`,
        `$${limit.spent} are spent in this one.`,
      ],
    };
  },
});

function warningsOf({ warnAt, warnings }: { warnAt: readonly string[]; warnings: boolean }) {
  if (!warnings) return { warnAt: [] };
  if (warnAt.length === 0) return {};
  if (!warnAt.every((share) => /^[0-9]{1,4}$/.test(share))) {
    throw new CliError({
      code: 'wrong_usage',
      exitCode: exitCode.wrongUsage,
      message: `Shares are whole numbers of per cent, such as 50,80,100, not ${warnAt.join(',')}.`,
    });
  }
  return { warnAt: warnAt.map(Number) };
}
