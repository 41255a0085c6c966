import * as commissionEndpoints from '@kontor/protocol/kontor/commission';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import { day } from '../../output/day.ts';
import { table } from '../../output/table.ts';

const integration = argument('Integration, by slug or id.');

export const showCommission = command({
  args: z.strictObject({ integration }),
  options: z.strictObject({}),
  details: 'For operators. An invoice keeps the share that held when it was submitted.',
  examples: ['kontor commission show lagoon'],
  output: commissionEndpoints.getCommission.responses[200],
  run: async ({ args }, session) => {
    const { body } = await session.call(commissionEndpoints.getCommission, { params: args });
    const { rates } = body;
    return {
      data: { rates },
      text:
        rates.length === 0
          ? ['Nothing is kept of what it bills.']
          : table(
              ['SHARE', 'SINCE'],
              rates.map(({ rate, since }) => [`${rate} %`, day(since)]),
            ),
    };
  },
});

export const setCommission = command({
  args: z.strictObject({ integration, rate: argument('In percent, such as 12.5.') }),
  options: z.strictObject({}),
  details: 'For operators. It holds for invoices that are submitted from now on.',
  examples: ['kontor commission set lagoon 12.5'],
  output: commissionEndpoints.setCommission.responses[200],
  run: async ({ args }, session) => {
    const { body } = await session.call(commissionEndpoints.setCommission, {
      params: { integration: args.integration },
      body: { rate: args.rate },
    });
    const { commission } = body;
    return {
      data: { commission },
      text: [`${commission.rate} % of what ${args.integration} bills is kept from now on.`],
    };
  },
});
