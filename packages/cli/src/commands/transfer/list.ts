import * as transferEndpoints from '@kontor/protocol/kontor/transfer';
import * as z from 'zod';
import { command } from '../../command.ts';
import { second } from '../../output/day.ts';
import { table } from '../../output/table.ts';

export const listTransfers = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  details: 'Of the last 30 days. A code is shown when it is made, and never again.',
  examples: ['kontor transfer list', 'kontor transfer list --json'],
  output: transferEndpoints.listTransfers.responses[200],
  run: async (_, session) => {
    const { body } = await session.call(transferEndpoints.listTransfers, {
      params: { team: await session.team() },
    });
    return {
      data: body,
      text:
        body.transfers.length === 0
          ? ['Nothing is handed over.']
          : table(
              ['WHAT', 'NAME', 'STATE', 'UNTIL', 'ID'],
              body.transfers.map(({ kind, subject, status, expiresAt, id }) => [
                kind,
                subject.name,
                status,
                second(expiresAt),
                id,
              ]),
            ),
    };
  },
});
