import * as providerUsageEndpoints from '@kontor/protocol/kontor/provider-usage';
import * as z from 'zod';
import { command } from '../../command.ts';
import { text } from '../../inputs.ts';
import { second } from '../../output/day.ts';
import { table } from '../../output/table.ts';
import { rangeOf, rangeOptions } from '../billing/usage-selection.ts';
import { integrationArgument } from './integrations.ts';

const { per, tests } = providerUsageEndpoints.getProviderUsage.query.shape;
const { limit } = providerUsageEndpoints.listProviderUsageByInstallation.query.shape;
const options = {
  ...rangeOptions,
  tests: tests.meta({ description: 'Only tests, or none of them.', placeholder: 'true|false' }),
};
const nothing = ({ from, to }: { readonly from: string; readonly to: string }) => [
  `Nothing was reported from ${from} to ${to}.`,
];

export const showUsed = command({
  args: z.strictObject(integrationArgument),
  options: z.strictObject({
    per: per.meta({ description: 'day, week or month (default: day).', placeholder: 'span' }),
    ...options,
  }),
  details: 'For providers: what each day, week or month added, over all installations together.',
  examples: ['kontor integrations used lagoon --per week'],
  output: providerUsageEndpoints.getProviderUsage.responses[200],
  run: async ({ args, options: asked }, session) => {
    const { body } = await session.call(providerUsageEndpoints.getProviderUsage, {
      params: { team: await session.team(), ...args },
      query: { per: asked.per, tests: asked.tests, ...rangeOf(asked) },
    });
    const rows = [
      ...body.cost.map(({ from, added }) => [from, 'cost', `$${added}`]),
      ...body.usage.flatMap(({ name, units, values }) =>
        values.map(({ from, value }) => [from, name, `${value} ${units}`]),
      ),
    ].sort(([a = ''], [b = '']) => (a < b ? -1 : a > b ? 1 : 0));
    return {
      data: body,
      text: rows.length === 0 ? nothing(body) : table(['FROM', 'WHAT', 'ADDED'], rows),
    };
  },
});

export const listUsed = command({
  args: z.strictObject(integrationArgument),
  options: z.strictObject({
    ...options,
    before: text('id', 'Only installations older than this one.'),
    limit: limit.meta({ description: 'How many (default: 50).', placeholder: 'count' }),
  }),
  details: 'For providers: what each installation has used in some days, the newest first.',
  examples: ['kontor integrations used-by lagoon --from 2026-03-01 --to 2026-03-31'],
  output: providerUsageEndpoints.listProviderUsageByInstallation.responses[200],
  run: async ({ args, options: asked }, session) => {
    const { body } = await session.call(providerUsageEndpoints.listProviderUsageByInstallation, {
      params: { team: await session.team(), ...args },
      query: asked,
    });
    const rows = body.installations.map(({ id, team, cost, usage, lastReportAt }) => [
      team.name ?? 'a team that is gone',
      `$${cost}`,
      usage.map(({ name, value, units }) => `${name} ${value} ${units}`).join(', ') || '-',
      lastReportAt === null ? 'never' : second(lastReportAt),
      id,
    ]);
    const titles = ['TEAM', 'COST', 'USED', 'REPORTED', 'ID'];
    return { data: body, text: rows.length === 0 ? nothing(body) : table(titles, rows) };
  },
});
