import * as teamUsageEndpoints from '@kontor/protocol/kontor/team-usage';
import * as z from 'zod';
import { command } from '../../command.ts';
import { optionalArgument } from '../../inputs.ts';
import { table } from '../../output/table.ts';
import { rangeOf, rangeOptions, selectionOf, selectionOptions } from './usage-selection.ts';

const { per } = teamUsageEndpoints.getUsageSeries.query.shape;

export const usageSeries = command({
  args: z.strictObject({
    integration: optionalArgument('Integration by its slug, or installation by its id.'),
  }),
  options: z.strictObject({
    per: per.meta({ description: 'day, week or month (default: day).', placeholder: 'span' }),
    ...rangeOptions,
    ...selectionOptions,
  }),
  examples: ['kontor usage series --per week', 'kontor usage series lagoon --from 2026-03-01'],
  output: teamUsageEndpoints.getUsageSeries.responses[200],
  run: async ({ args, options }, session) => {
    const { body } = await session.call(teamUsageEndpoints.getUsageSeries, {
      params: { team: await session.team() },
      query: {
        per: options.per,
        ...rangeOf(options),
        ...(await selectionOf(session, { ...args, ...options })),
      },
    });
    const rows = body.installations.flatMap(({ integration, cost, usage }) => [
      ...cost.map(({ from, added }) => [from, integration.slug, 'cost', `$${added}`]),
      ...usage.flatMap(({ name, units, values }) =>
        values.map(({ from, value }) => [from, integration.slug, name, `${value} ${units}`]),
      ),
    ]);
    if (rows.length === 0) {
      return { data: body, text: [`Nothing was reported from ${body.from} to ${body.to}.`] };
    }
    rows.sort(([a = ''], [b = '']) => (a < b ? -1 : a > b ? 1 : 0));
    return { data: body, text: table(['FROM', 'INTEGRATION', 'WHAT', 'ADDED'], rows) };
  },
});
