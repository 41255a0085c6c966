import { type StatePlanId, statePlanId } from '@kontor/protocol/vocabulary';
import type { StatePlan } from '../../domain/desired-state/state-plan.ts';
import type { Operation } from '../../domain/operation/operation.ts';

const PREFIX = 'state-plan';

/** The key by which a step that is taken at a provider finds its operation again. */
export function callerKeyOf({
  plan,
  position,
}: {
  readonly plan: StatePlan;
  readonly position: number;
}): string {
  return `${PREFIX} ${plan.id} ${position}`;
}

/** The plan that goes on when an operation has ended; undefined where none waits. */
export function planWaitingFor(operation: Operation): StatePlanId | undefined {
  if (isUnderWay(operation)) return undefined;
  const [prefix, plan] = operation.callerKey?.split(' ') ?? [];
  const id = prefix === PREFIX ? statePlanId.safeParse(plan) : undefined;
  return id?.data;
}

/** Whether an operation may still end otherwise than it stands. */
export function isUnderWay({ status }: Operation): boolean {
  return status === 'running' || status === 'awaiting-approval';
}
