import { kontorEndpoints } from '@kontor/protocol/kontor';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import { day, second } from '../../output/day.ts';
import { table } from '../../output/table.ts';
import { findInstallation } from '../installation/find-installation.ts';

export const showBalances = command({
  args: z.strictObject({
    integration: argument('Integration by its slug, or installation by its id.'),
  }),
  options: z.strictObject({}),
  details: 'Balances are what the provider reported last; purchases are the newest twenty.',
  examples: ['kontor balance show lagoon'],
  run: async ({ args }, session) => {
    const { id: installation } = await findInstallation(session, args.integration);
    const team = await session.team();
    const left = await session.call(kontorEndpoints.listBalances, {
      params: { team, installation },
    });
    const bought = await session.call(kontorEndpoints.listPurchases, {
      params: { team },
      query: { installation },
    });
    const { balances } = left.body;
    const { purchases } = bought.body;
    return {
      data: { balances, purchases },
      text: [
        ...(balances.length === 0
          ? ['No balance was reported.']
          : table(
              ['RESOURCE', 'LEFT IN CENTS', 'CREDIT', 'REPORTED'],
              balances.map((each) => [
                each.resourceId ?? '-',
                each.currencyValueInCents,
                each.credit ?? '-',
                second(each.reportedAt),
              ]),
            )),
        '',
        ...(purchases.length === 0
          ? ['Nothing was bought.']
          : table(
              ['BOUGHT', 'AMOUNT', 'BY', 'STATE', 'INVOICE', 'RESOURCE'],
              purchases.map((each) => [
                day(each.createdAt),
                `$${each.amount}`,
                each.origin,
                each.state,
                `${each.invoiceId} (${each.invoiceState})`,
                each.resourceId ?? '-',
              ]),
            )),
      ],
    };
  },
});
