import type { UsageForecast } from '@kontor/protocol/kontor';
import * as teamUsageEndpoints from '@kontor/protocol/kontor/team-usage';
import * as z from 'zod';
import { command } from '../../command.ts';
import { optionalArgument } from '../../inputs.ts';
import { day } from '../../output/day.ts';
import { table } from '../../output/table.ts';
import { selectionOf, selectionOptions } from './usage-selection.ts';

export const forecastUsage = command({
  args: z.strictObject({
    integration: optionalArgument('Integration by its slug, or installation by its id.'),
  }),
  options: z.strictObject(selectionOptions),
  details:
    'Each line of the charges goes on as it grew between the first and the last day that it was reported on.',
  examples: ['kontor usage forecast', 'kontor usage forecast lagoon --project web'],
  output: teamUsageEndpoints.getUsageForecast.responses[200],
  run: async ({ args, options }, session) => {
    const { body } = await session.call(teamUsageEndpoints.getUsageForecast, {
      params: { team: await session.team() },
      query: await selectionOf(session, { ...args, ...options }),
    });
    const { total, isComplete, installations } = body;
    if (installations.length === 0) {
      return { data: body, text: ['There is nothing to foretell: nothing is reported.'] };
    }
    return {
      data: body,
      text: [
        ...table(
          ['INTEGRATION', 'UNTIL', 'OWED SO FAR', 'FORECAST', 'MADE FROM'],
          installations.map((each) => [
            each.integration.slug,
            each.period === null ? '-' : day(each.period.end),
            `$${each.owed}`,
            forecastText(each),
            `${each.days} reported ${each.days === 1 ? 'day' : 'days'}`,
          ]),
        ),
        '',
        total === null
          ? 'Nothing can be said of the total yet.'
          : `${isComplete ? 'Total' : 'Total of what is known'}: $${total}`,
      ],
    };
  },
});

const reasons = {
  no_report: 'unknown: nothing was reported',
  one_day: 'unknown: one day is too little',
  period_over: 'unknown: the period reported last is over',
} as const;

function forecastText({ forecast, unknownBecause, isLowerBound }: UsageForecast): string {
  if (unknownBecause !== null) return reasons[unknownBecause];
  return isLowerBound ? `at least $${forecast}` : `$${forecast}`;
}
