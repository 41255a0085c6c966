import * as invoiceEndpoints from '@kontor/protocol/kontor/invoice';
import * as z from 'zod';
import { command } from '../../command.ts';
import { text } from '../../inputs.ts';
import { day } from '../../output/day.ts';
import { table } from '../../output/table.ts';
import { findInstallation } from '../installation/find-installation.ts';

const { limit, state } = invoiceEndpoints.listInvoices.query.shape;

export const listInvoices = command({
  args: z.strictObject({}),
  options: z.strictObject({
    installation: text(
      'integration',
      'Only those of one integration, by slug, or installation, by id.',
    ),
    state: state.meta({
      description: 'Only those that are so, such as paid; those that are carried are pending.',
      placeholder: 'state',
    }),
    limit: limit.meta({ description: 'How many, up to 100 (default: 20).', placeholder: 'count' }),
  }),
  examples: ['kontor invoices list', 'kontor invoices list --installation lagoon --state notpaid'],
  output: invoiceEndpoints.listInvoices.responses[200],
  run: async ({ options }, session) => {
    const { installation: named, ...query } = options;
    const installation = named === undefined ? undefined : await findInstallation(session, named);
    const { body } = await session.call(invoiceEndpoints.listInvoices, {
      params: { team: await session.team() },
      query: { ...query, ...(installation !== undefined && { installation: installation.id }) },
    });
    const { invoices } = body;
    return {
      data: { invoices },
      text:
        invoices.length === 0
          ? ['There are no invoices.']
          : table(
              ['DATE', 'INTEGRATION', 'STATE', 'TOTAL', 'REFUNDED', 'PERIOD', 'ID'],
              invoices.map(({ integration, period, ...invoice }) => [
                day(invoice.invoiceDate),
                integration.slug,
                invoice.state === 'pending' ? 'carried' : invoice.state,
                `$${invoice.total}`,
                invoice.refundedAt === null ? '-' : `$${invoice.refundTotal}`,
                `${day(period.start)} to ${day(period.end)}`,
                invoice.id,
              ]),
            ),
    };
  },
});
