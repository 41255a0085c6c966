import type { Purchase } from '@kontor/protocol/kontor';
import * as purchaseEndpoints from '@kontor/protocol/kontor/purchase';
import * as usageEndpoints from '@kontor/protocol/kontor/usage';
import * as z from 'zod';
import { CliError } from '../../cli-error.ts';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import { day, second } from '../../output/day.ts';
import type { Line } from '../../output/line.ts';
import { table } from '../../output/table.ts';
import type { Session } from '../../session.ts';
import { findInstallation } from '../installation/find-installation.ts';

export const showBalances = command({
  args: z.strictObject({
    integration: argument('Integration by its slug, or installation by its id.'),
  }),
  options: z.strictObject({}),
  details: 'Balances are what the provider reported last; purchases are the newest twenty.',
  examples: ['kontor balance show lagoon'],
  output: z.object({
    ...usageEndpoints.listBalances.responses[200].shape,
    purchases: purchaseEndpoints.listPurchases.responses[200].shape.purchases.nullable(),
  }),
  run: async ({ args }, session) => {
    const { id: installation } = await findInstallation(session, args.integration);
    const team = await session.team();
    const left = await session.call(usageEndpoints.listBalances, {
      params: { team, installation },
    });
    const { balances } = left.body;
    const purchases = await purchasesOf(session, { team, installation });
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
        ...purchaseLines(purchases),
      ],
    };
  },
});

/** The newest purchases; null for those who see what is left and not what was paid. */
async function purchasesOf(
  { call }: Session,
  { team, installation }: { readonly team: string; readonly installation: string },
): Promise<readonly Purchase[] | null> {
  try {
    const params = { params: { team }, query: { installation } };
    return (await call(purchaseEndpoints.listPurchases, params)).body.purchases;
  } catch (error) {
    if (error instanceof CliError && error.facts.status === 403) return null;
    throw error;
  }
}

function purchaseLines(purchases: readonly Purchase[] | null): readonly Line[] {
  if (purchases === null) return ['What was bought is for owners and the billing role to see.'];
  if (purchases.length === 0) return ['Nothing was bought.'];
  return table(
    ['BOUGHT', 'AMOUNT', 'BY', 'STATE', 'INVOICE', 'RESOURCE'],
    purchases.map((each) => [
      day(each.createdAt),
      `$${each.amount}`,
      each.origin,
      each.state,
      `${each.invoiceId} (${each.invoiceState})`,
      each.resourceId ?? '-',
    ]),
  );
}
