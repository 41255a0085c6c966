import type { SpendLimit } from '@kontor/protocol/kontor';
import * as spendLimitEndpoints from '@kontor/protocol/kontor/spend-limit';
import * as z from 'zod';
import { command } from '../../command.ts';
import { steps } from '../../next/steps.ts';
import { day } from '../../output/day.ts';
import { table } from '../../output/table.ts';
import { limitOf } from './limit-subject.ts';

/** In dollars a month. It warns, and stops nothing. */
const EXAMPLE = '100';

export const listLimits = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  details:
    'Spent is what the invoices of the month come to, and the newest reports that are not billed yet.',
  examples: ['kontor limits list'],
  output: spendLimitEndpoints.listSpendLimits.responses[200],
  run: async (_input, session) => {
    const { body } = await session.call(spendLimitEndpoints.listSpendLimits, {
      params: { team: await session.team() },
    });
    const { limits } = body;
    if (limits.length === 0) {
      const next = [steps.setLimit(EXAMPLE)];
      return { data: { limits }, text: ['There are no limits.'], next };
    }
    return { data: { limits }, text: table(head, limits.map(row)) };
  },
});

const head = ['OF', 'LIMIT', 'SPENT', 'INVOICED', 'REPORTED', 'AT THE LIMIT', 'WARNS AT', 'UNTIL'];

function row(limit: SpendLimit): string[] {
  const { amount, spent, invoiced, reported, hardStop, warnAt, month } = limit;
  return [
    limitOf(limit),
    ...[amount, spent, invoiced, reported].map((each) => `$${each}`),
    hardStop ? 'stops' : 'warns',
    warnAt.length === 0 ? '-' : warnAt.map((share) => `${share} %`).join(', '),
    day(month.end),
  ];
}
