import * as paymentEndpoints from '@kontor/protocol/kontor/payment';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument, text } from '../../inputs.ts';

export const payInvoice = command({
  args: z.strictObject({ invoice: argument('Invoice, by id.') }),
  options: z.strictObject({
    method: text('id', 'Payment method, by id (default: what pays for the installation).'),
  }),
  details: 'An overdue invoice can be paid too; nobody but you charges it any more.',
  examples: ['kontor invoices pay inv_0Vc0tmWXfUFNx3iR4TK0u99O'],
  output: paymentEndpoints.payInvoice.responses[200],
  run: async ({ args, options }, session) => {
    const { body } = await session.call(paymentEndpoints.payInvoice, {
      params: { team: await session.team(), invoice: args.invoice },
      body: options.method === undefined ? {} : { paymentMethodId: options.method },
    });
    const { payment, invoice } = body;
    const told =
      payment.status === 'succeeded'
        ? `Paid $${payment.amount} for ${invoice.id}.`
        : `$${payment.amount} for ${invoice.id} is under way.`;
    return { data: { payment, invoice }, text: [told] };
  },
});
