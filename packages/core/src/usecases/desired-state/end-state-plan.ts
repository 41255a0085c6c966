import type { EventType } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import type { StatePlan } from '../../domain/desired-state/state-plan.ts';
import type { Refusal } from '../../refusal.ts';
import type { NewEvent } from '../event/event-log.ts';
import type { TeamTx } from '../team-tx.ts';

type EndTx = Pick<TeamTx, 'statePlans' | 'events'>;

/** Ends a plan of which everything is done. */
export async function finished(tx: EndTx, plan: StatePlan, at: Date): Promise<StatePlan> {
  const ended: StatePlan = { ...plan, status: 'applied', finishedAt: at };
  await tx.statePlans.save(ended);
  await tx.statePlans.saveFile(plan.project, plan.fileDigest);
  await tx.events.append(stateEvent('state-plan.applied', ended, actorOf(plan)));
  return ended;
}

/** Ends a plan at a step that was refused. What was done before stays. */
export async function stopped(
  tx: EndTx,
  plan: StatePlan,
  { refusal, at }: { readonly refusal: Refusal; readonly at: Date },
): Promise<StatePlan> {
  const ended: StatePlan = { ...plan, status: 'failed', refusal, finishedAt: at };
  await tx.statePlans.save(ended);
  const { code, message } = refusal;
  const event = stateEvent('state-plan.failed', ended, actorOf(plan));
  await tx.events.append({ ...event, data: { ...event.data, code, message } });
  return ended;
}

/** Who applies a plan. */
export function actorOf({ application, createdBy }: StatePlan): Actor {
  return application?.actor ?? createdBy;
}

export function stateEvent(type: EventType, plan: StatePlan, actor: Actor): NewEvent {
  const done = plan.steps.filter(({ status }) => status === 'done').length;
  return {
    type,
    actor,
    subject: { statePlan: plan.id },
    data: { project: plan.project, steps: plan.steps.length, done },
  };
}
