import type { Actor } from '../../domain/actor.ts';
import { failed, type Operation, type OperationKind } from '../../domain/operation/operation.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { EventLog } from '../event/event-log.ts';
import type { OperationHandler } from './operation-handler.ts';
import type { OperationStore } from './operation-store.ts';

export type GiveUpOperationPorts<Tx extends GiveUpTx> = {
  readonly now: () => Date;
  readonly transact: <Outcome>(
    teamId: Operation['teamId'],
    work: (tx: Tx) => Promise<Outcome>,
  ) => Promise<Outcome>;
  readonly handlers: { readonly [Kind in OperationKind]: OperationHandler<Tx, unknown> };
};

type GiveUpTx = {
  readonly operations: Pick<OperationStore, 'lock' | 'save'>;
  readonly events: Pick<EventLog, 'append'>;
};

export type GiveUp = Pick<Operation, 'id' | 'teamId'> & {
  readonly actor: Actor;
  /** Shown to the team. */
  readonly reason: string;
};

/**
 * Ends an operation as failed because somebody who runs the host says so. The provider is not asked
 * any more. Whoever calls it holds the operation's lease, so that no attempt is under way; should one
 * of a process that lost its lease end afterwards, this end stands.
 */
export function createGiveUpOperation<Tx extends GiveUpTx>(ports: GiveUpOperationPorts<Tx>) {
  return ({ id, teamId, actor, reason }: GiveUp): Promise<Result<Operation, Refusal>> =>
    ports.transact(teamId, async (tx) => {
      const operation = await tx.operations.lock(id);
      if (operation?.status !== 'running') return operationEnded(id);
      const refusal = {
        code: 'operation_given_up',
        message: `Whoever runs this host has given it up (“${reason}”). Ask the provider how things stand there.`,
      } as const;
      await ports.handlers[operation.kind].fail(tx, operation, refusal);
      const ended = failed(operation, refusal, ports.now());
      await tx.operations.save(ended);
      const { installationId, resourceId } = operation;
      await tx.events.append({
        type: 'operation.given-up',
        actor,
        operationId: id,
        subject: {
          installation: installationId,
          ...(resourceId === null ? {} : { resource: resourceId }),
        },
        data: { kind: operation.kind, reason },
      });
      return ok(ended);
    });
}

/** The refusal of what only a running operation can be told. */
export function operationEnded(id: Operation['id']) {
  return refuse('operation_ended', `The operation ${id} has ended.`, { operationId: id });
}
