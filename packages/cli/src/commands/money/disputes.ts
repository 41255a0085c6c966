import * as disputeEndpoints from '@kontor/protocol/kontor/dispute';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import { second } from '../../output/day.ts';
import { table } from '../../output/table.ts';

const { state, limit } = disputeEndpoints.listDisputes.query.shape;

export const listDisputes = command({
  args: z.strictObject({}),
  options: z.strictObject({
    state: state.meta({ description: 'Only those that are so.', placeholder: 'open|won|lost' }),
    limit: limit.meta({ description: 'How many, up to 100 (default: 20).', placeholder: 'count' }),
  }),
  details: 'For operators. Over all teams, the newest charge first.',
  examples: ['kontor disputes list', 'kontor disputes list --state open'],
  output: disputeEndpoints.listDisputes.responses[200],
  run: async ({ options }, session) => {
    const { body } = await session.call(disputeEndpoints.listDisputes, { query: options });
    const { disputes } = body;
    return {
      data: { disputes },
      text:
        disputes.length === 0
          ? ['No charge is disputed.']
          : table(
              ['CHARGED', 'TEAM', 'INTEGRATION', 'STATE', 'AMOUNT', 'INVOICE', 'PAYMENT'],
              disputes.map((each) => [
                second(each.chargedAt),
                each.team.slug,
                each.integration.slug,
                each.state,
                `$${each.amount}`,
                each.invoiceNumber ?? each.invoiceId ?? '-',
                each.paymentId,
              ]),
            ),
    };
  },
});

export const decideDispute = command({
  args: z.strictObject({
    payment: argument('Payment, by id.'),
    state: z.enum(['open', 'won', 'lost']).meta({
      description: 'open disputes it; won and lost end its dispute.',
    }),
  }),
  options: z.strictObject({}),
  details:
    'For operators of a host with the test bank. Of real money the bank decides, and tells the host.',
  examples: ['kontor disputes decide pay_0Vc0tmWXfUFNx3iR4TK0u99O lost'],
  output: disputeEndpoints.decideDispute.responses[200],
  run: async ({ args: { payment, state: decided } }, session) => {
    const { body } = await session.call(disputeEndpoints.decideDispute, {
      params: { payment },
      body: { state: decided },
    });
    const { dispute } = body;
    return {
      data: { dispute },
      text: [`The dispute of ${payment}, $${dispute.amount}, is ${dispute.state}.`],
    };
  },
});
