import * as invoiceEndpoints from '@kontor/protocol/kontor/invoice';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import { day } from '../../output/day.ts';
import { table } from '../../output/table.ts';

export const showInvoice = command({
  args: z.strictObject({ invoice: argument('Invoice, by id.') }),
  options: z.strictObject({}),
  examples: ['kontor invoices show inv_0Vc0tmWXfUFNx3iR4TK0u99O'],
  output: invoiceEndpoints.getTeamInvoice.responses[200],
  run: async ({ args }, session) => {
    const { body } = await session.call(invoiceEndpoints.getTeamInvoice, {
      params: { team: await session.team(), invoice: args.invoice },
    });
    const { invoice } = body;
    const { integration, period, items, discounts } = invoice;
    return {
      data: { invoice },
      text: [
        `${integration.name}: $${invoice.total}, ${invoice.state}, ${day(invoice.invoiceDate)}`,
        `for ${day(period.start)} to ${day(period.end)}`,
        ...(invoice.number === null ? [] : [`number ${invoice.number}`]),
        ...invoice.taxes.map(({ name, rate, amount }) => `${name} ${rate} %: $${amount}`),
        ...(invoice.due === invoice.total
          ? []
          : [`$${invoice.credited} of it from credits, $${invoice.due} to be charged`]),
        ...(invoice.state === 'pending'
          ? ['less than $0.50: it is carried and collected with the next invoice']
          : []),
        ...(invoice.collectedWith === null ? [] : [`collected with ${invoice.collectedWith}`]),
        ...invoice.collects.map(({ id, due }) => `with ${id}, carried: $${due}`),
        ...(invoice.collects.length === 0
          ? []
          : [`$${invoice.dueTogether} to be charged together`]),
        ...(invoice.refundedAt === null ? [] : [`refunded $${invoice.refundTotal}`]),
        '',
        ...table(
          ['NAME', 'RESOURCE', 'PLAN', 'PRICE', 'QUANTITY', 'TOTAL'],
          [
            ...items.map((item) => [
              item.name,
              item.resourceId ?? '-',
              item.billingPlanId,
              `$${item.price}`,
              `${item.quantity} ${item.units}`,
              `$${item.total}`,
            ]),
            ...discounts.map((discount) => [
              discount.name,
              discount.resourceId ?? '-',
              discount.billingPlanId,
              '-',
              '-',
              `-$${discount.amount}`,
            ]),
          ],
        ),
      ],
    };
  },
});
