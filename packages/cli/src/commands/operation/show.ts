import type { Operation } from '@kontor/protocol/kontor';
import * as operationEndpoints from '@kontor/protocol/kontor/operation';
import * as z from 'zod';
import { command } from '../../command.ts';
import { exitCode } from '../../exit-code.ts';
import { follow, isUnfinished } from '../../host/follow.ts';
import { argument, flag } from '../../inputs.ts';
import { second } from '../../output/day.ts';
import type { Line } from '../../output/line.ts';
import { facts } from '../../output/table.ts';

export const showOperation = command({
  args: z.strictObject({ operation: argument('Operation, by its id.') }),
  options: z.strictObject({
    wait: flag('Wait for its end; then exit code 6 says that it failed, 7 that it still runs.'),
  }),
  examples: ['kontor operations show op_…', 'kontor operations show op_… --wait --timeout 60'],
  output: operationEndpoints.getOperation.responses[200],
  run: async ({ args, options }, session) => {
    const { body } = await session.call(operationEndpoints.getOperation, {
      params: { team: await session.team(), operation: args.operation },
    });
    if (!options.wait) return { data: body, text: operationLines(body.operation) };
    const operation = await follow(session, body.operation, `Waiting for ${body.operation.kind}`);
    return {
      data: { operation },
      text: operationLines(operation),
      exitCode: isUnfinished(operation) ? exitCode.stillRunning : exitCode.done,
    };
  },
});

function operationLines({ refusal, ...operation }: Operation): Line[] {
  return facts([
    ['id', operation.id],
    ['kind', operation.kind],
    ['status', operation.status],
    ['installation', operation.installationId],
    ['resource', operation.resourceId ?? '-'],
    ['tries', String(operation.attempts)],
    ['began', second(operation.createdAt)],
    ['ended', operation.finishedAt === null ? '-' : second(operation.finishedAt)],
    ...(operation.nextAttemptAt === null
      ? []
      : [['next try', second(operation.nextAttemptAt)] as const]),
    ...(refusal === null ? [] : [['reason', `${refusal.message} (${refusal.code})`] as const]),
  ]);
}
