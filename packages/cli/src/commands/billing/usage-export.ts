import type { UsageRecord } from '@kontor/protocol/kontor';
import * as teamUsageEndpoints from '@kontor/protocol/kontor/team-usage';
import * as z from 'zod';
import { command } from '../../command.ts';
import { optionalArgument } from '../../inputs.ts';
import { csv } from '../../output/csv.ts';
import { rangeOf, rangeOptions, selectionOf, selectionOptions } from './usage-selection.ts';

export const exportUsage = command({
  args: z.strictObject({
    integration: optionalArgument('Integration by its slug, or installation by its id.'),
  }),
  options: z.strictObject({ ...rangeOptions, ...selectionOptions }),
  details:
    'CSV with a header, or JSON with --json. Amounts are what was owed so far in the period.',
  examples: ['kontor usage export --from 2026-03-01 --to 2026-03-31 > march.csv'],
  output: teamUsageEndpoints.exportUsage.responses[200],
  run: async ({ args, options }, session) => {
    const { body } = await session.call(teamUsageEndpoints.exportUsage, {
      params: { team: await session.team() },
      query: { ...rangeOf(options), ...(await selectionOf(session, { ...args, ...options })) },
    });
    return { data: body, text: csv(columns, body.rows) };
  },
});

const columns = [
  'day',
  'integration',
  'installationId',
  'periodStart',
  'periodEnd',
  'reportedAt',
  'kind',
  'resourceId',
  'name',
  'billingPlanId',
  'amount',
  'type',
  'units',
  'dayValue',
  'periodValue',
  'planValue',
] as const satisfies readonly (keyof UsageRecord)[];
