import * as operatingEndpoints from '@kontor/protocol/kontor/operating';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument, text } from '../../inputs.ts';
import { steps } from '../../next/steps.ts';
import { second } from '../../output/day.ts';
import { table } from '../../output/table.ts';

const { olderThanSeconds, limit } = operatingEndpoints.listUnfinishedOperations.query.shape;
const operationArgument = { operation: argument('Operation, by id.') };

export const listUnfinished = command({
  args: z.strictObject({}),
  options: z.strictObject({
    olderThanSeconds: olderThanSeconds.meta({
      description: 'Only those that have been running for so long.',
      placeholder: 'seconds',
    }),
    integration: text('integration', 'Only those at this provider, by slug or id.'),
    limit: limit.meta({ description: 'How many.', placeholder: 'count' }),
  }),
  details: 'For operators. Of all teams, the oldest first.',
  examples: ['kontor admin operations', 'kontor admin operations --older-than-seconds 3600'],
  output: operatingEndpoints.listUnfinishedOperations.responses[200],
  run: async ({ options: { integration, ...query } }, { call }) => {
    const { body } = await call(operatingEndpoints.listUnfinishedOperations, {
      query: { ...query, ...(integration !== undefined && { integration }) },
    });
    const [first] = body.operations;
    return {
      data: body,
      text:
        first === undefined
          ? ['Nothing has been running for that long.']
          : table(
              ['BEGAN', 'KIND', 'TEAM', 'INTEGRATION', 'TRIES', 'LAST', 'MAY HAVE HAPPENED', 'ID'],
              body.operations.map((each) => [
                second(each.createdAt),
                each.kind,
                each.team.slug,
                each.integration.slug,
                String(each.attempts),
                each.lastOutcome ?? '-',
                each.mayHaveHappened ? 'yes' : 'no',
                each.id,
              ]),
            ),
      next: first === undefined ? [] : [steps.retryOperation(first.id)],
    };
  },
});

export const retryOperation = command({
  args: z.strictObject(operationArgument),
  options: z.strictObject({}),
  details: 'For operators. It is tried now rather than when it is due.',
  examples: ['kontor admin retry op_0Vc0tmWXfUFNx3iR4TK0u99O'],
  output: operatingEndpoints.retryOperation.responses[202],
  run: async ({ args }, { call }) => {
    const { body } = await call(operatingEndpoints.retryOperation, { params: args });
    return { data: body, text: [`${body.operation.id} (${body.operation.kind}) is tried now.`] };
  },
});

export const giveUpOperation = command({
  args: z.strictObject({ ...operationArgument, reason: argument('Why; it is kept with it.') }),
  options: z.strictObject({}),
  details:
    'For operators. What the provider may have done is neither asked nor undone. Asks before; elsewhere --yes is needed.',
  examples: ["kontor admin give-up op_0Vc0tmWXfUFNx3iR4TK0u99O 'provider is gone' --yes"],
  output: operatingEndpoints.giveUpOperation.responses[200],
  run: async ({ args: { operation, reason } }, { call, ask }) => {
    await ask.toConfirm({
      message: `End ${operation} as failed, whatever the provider has done meanwhile?`,
    });
    const { body } = await call(operatingEndpoints.giveUpOperation, {
      params: { operation },
      body: { reason },
    });
    return { data: body, text: [`${body.operation.id} has ended as failed.`] };
  },
});
