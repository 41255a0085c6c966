import * as creditEndpoints from '@kontor/protocol/kontor/credit';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import { day } from '../../output/day.ts';
import { table } from '../../output/table.ts';

export const listCredits = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  examples: ['kontor credits list'],
  output: creditEndpoints.listCredits.responses[200],
  run: async (_input, session) => {
    const { body } = await session.call(creditEndpoints.listCredits, {
      params: { team: await session.team() },
    });
    const { left, credits } = body;
    return {
      data: { left, credits },
      text: [
        `$${left} is left.`,
        ...(credits.length === 0
          ? []
          : table(
              ['DATE', 'AMOUNT', 'REASON', 'ID'],
              credits.map((each) => [day(each.grantedAt), `$${each.amount}`, each.reason, each.id]),
            )),
      ],
    };
  },
});

export const grantCredit = command({
  args: z.strictObject({
    team: argument('Team, by slug or id.'),
    amount: argument('In dollars, such as 25 or 9.99.'),
    reason: argument('Why; the team sees it.'),
  }),
  options: z.strictObject({}),
  details: 'For operators. It is taken off the next invoices of the team before they are charged.',
  examples: ["kontor credits grant acme 25 'The outage of 3 March'"],
  output: creditEndpoints.grantCredit.responses[201],
  run: async ({ args }, session) => {
    const { team, amount, reason } = args;
    const { body } = await session.call(creditEndpoints.grantCredit, {
      params: { team },
      body: { amount, reason },
    });
    const { credit, left } = body;
    return {
      data: { credit, left },
      text: [`Granted $${credit.amount} to ${team} (${credit.id}). $${left} is left to it.`],
    };
  },
});
