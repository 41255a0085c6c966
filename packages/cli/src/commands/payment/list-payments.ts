import { kontorEndpoints } from '@kontor/protocol/kontor';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import { second } from '../../output/day.ts';
import { table } from '../../output/table.ts';

export const listPayments = command({
  args: z.strictObject({ invoice: argument('Invoice, by id.') }),
  options: z.strictObject({}),
  examples: ['kontor invoices payments inv_0Vc0tmWXfUFNx3iR4TK0u99O'],
  run: async ({ args }, session) => {
    const { body } = await session.call(kontorEndpoints.listPayments, {
      params: { team: await session.team(), invoice: args.invoice },
    });
    const { payments } = body;
    return {
      data: { payments },
      text:
        payments.length === 0
          ? ['Nothing was charged for it yet.']
          : table(
              ['WHEN', 'KIND', 'STATUS', 'AMOUNT', 'WHY', 'ID'],
              payments.map((payment) => [
                second(payment.createdAt),
                payment.kind,
                payment.status,
                `$${payment.amount}`,
                payment.decline?.message ?? '-',
                payment.id,
              ]),
            ),
    };
  },
});
