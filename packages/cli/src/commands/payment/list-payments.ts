import type { Payment } from '@kontor/protocol/kontor';
import * as paymentEndpoints from '@kontor/protocol/kontor/payment';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument, text } from '../../inputs.ts';
import { second } from '../../output/day.ts';
import { table } from '../../output/table.ts';
import { findInstallation } from '../installation/find-installation.ts';

const { kind, limit } = paymentEndpoints.listTeamPayments.query.shape;

export const listPayments = command({
  args: z.strictObject({ invoice: argument('Invoice, by id.') }),
  options: z.strictObject({}),
  examples: ['kontor invoices payments inv_0Vc0tmWXfUFNx3iR4TK0u99O'],
  output: paymentEndpoints.listPayments.responses[200],
  run: async ({ args }, session) => {
    const { body } = await session.call(paymentEndpoints.listPayments, {
      params: { team: await session.team(), invoice: args.invoice },
    });
    const { payments } = body;
    return {
      data: { payments },
      text: payments.length === 0 ? ['Nothing was charged for it yet.'] : paymentTable(payments),
    };
  },
});

/** Authorisations for plans too, which belong to no invoice. */
export const listTeamPayments = command({
  args: z.strictObject({}),
  options: z.strictObject({
    installation: text(
      'integration',
      'Only those of one integration, by slug, or installation, by id.',
    ),
    kind: kind.meta({
      description: 'Only charges, refunds, or authorisations, which are held and let go at once.',
      placeholder: 'kind',
    }),
    limit: limit.meta({ description: 'How many, up to 100 (default: 20).', placeholder: 'count' }),
  }),
  examples: ['kontor payments list', 'kontor payments list --kind authorisation'],
  output: paymentEndpoints.listTeamPayments.responses[200],
  run: async ({ options }, session) => {
    const { installation: named, ...query } = options;
    const found = named === undefined ? undefined : await findInstallation(session, named);
    const { body } = await session.call(paymentEndpoints.listTeamPayments, {
      params: { team: await session.team() },
      query: { ...query, ...(found !== undefined && { installation: found.id }) },
    });
    const { payments } = body;
    return {
      data: { payments },
      text: payments.length === 0 ? ['There are no payments.'] : paymentTable(payments),
    };
  },
});

function paymentTable(payments: readonly Payment[]) {
  return table(
    ['WHEN', 'KIND', 'STATUS', 'AMOUNT', 'OF', 'WHY', 'ID'],
    payments.map((payment) => [
      second(payment.createdAt),
      payment.kind,
      payment.status,
      `$${payment.amount}`,
      payment.invoiceId ?? `plan ${payment.billingPlanId}`,
      payment.decline?.message ?? '-',
      payment.id,
    ]),
  );
}
