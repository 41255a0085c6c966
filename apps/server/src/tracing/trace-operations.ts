import type { Operation, RunOperation } from '@kontor/core';
import { type Tracing, untraced } from './tracing.ts';

type Ports = {
  readonly tracing: Tracing;
  readonly runOperation: RunOperation;
  readonly find: (
    teamId: Operation['teamId'],
    id: Operation['id'],
  ) => Promise<Operation | undefined>;
};

/** Each attempt of an operation is a span, in the trace of the request that began the operation. */
export function traceOperations({ tracing, runOperation, find }: Ports): RunOperation {
  if (tracing === untraced) return runOperation;
  const within = (operation: Operation, work: () => Promise<Operation | undefined>) =>
    tracing.within(
      {
        name: `operation ${operation.kind}`,
        traceId: operation.traceId,
        attributes: {
          'kontor.operation_id': operation.id,
          'kontor.attempt': operation.attempts,
        },
      },
      async (span) => {
        const moved = await work();
        span?.note({ 'kontor.status': moved?.status ?? 'gone' });
        if (moved?.status === 'failed') span?.fail('failed');
        return moved;
      },
    );
  return {
    attempt: async (operation) =>
      (await within(operation, () => runOperation.attempt(operation))) ?? operation,
    resume: async (teamId, id) => {
      const operation = await find(teamId, id);
      return operation && within(operation, () => runOperation.resume(teamId, id));
    },
  };
}
