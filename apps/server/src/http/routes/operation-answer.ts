import { type Operation, ok, type Refusal, type Result, refuse } from '@kontor/core';

/** Whether an operation has ended well or is still to come; one that failed is a refusal with its reason. */
export function outcomeOfOperation(operation: Operation): Result<'succeeded' | 'running', Refusal> {
  switch (operation.status) {
    case 'succeeded':
      return ok('succeeded');
    case 'running':
    case 'awaiting-approval':
      return ok('running');
    case 'failed': {
      const { refusal } = operation;
      if (refusal === null)
        throw new Error(`the operation ${operation.id} failed without a reason`);
      const { code, message, ...facts } = refusal;
      return refuse(code, message, { ...facts, operationId: operation.id });
    }
  }
}
