import type { StatePlanId, TeamId } from '@kontor/protocol/vocabulary';
import type { StatePlan } from '../../domain/desired-state/state-plan.ts';
import type { Refusal } from '../../refusal.ts';
import { finished, stopped } from './end-state-plan.ts';
import { Overtaken } from './once.ts';
import { callerKeyOf, isUnderWay } from './step-operation.ts';
import { createTakeStep, type StepPorts } from './take-step.ts';

/**
 * How soon a plan is looked at again whose provider is still busy, in milliseconds. It is due at once
 * when what it waits for has ended, so this counts only where that was missed.
 */
const BUSY_AGAIN_MS = 60_000;

/**
 * Takes the steps of a plan that is being applied, one after the other, as far as they go now.
 *
 * It may be interrupted anywhere, and be done by several processes at once: a step in the database is
 * done in one transaction with its note, and one at a provider is an operation that a repeat finds.
 * Answers the plan as it stands then, still `applying` where a provider is busy.
 */
export function createAdvanceStatePlan(ports: StepPorts) {
  const takeStep = createTakeStep(ports);
  return async (teamId: TeamId, id: StatePlanId): Promise<StatePlan | undefined> => {
    for (;;) {
      const plan = await ports.transact(teamId, (tx) => tx.statePlans.find(id));
      if (plan === undefined || plan.status !== 'applying') return plan;
      const position = plan.steps.findIndex(({ status }) => status === 'pending');
      if (position < 0) return end(ports, plan);
      const taken = await takeStep(plan, position).catch(unlessOvertaken);
      if (taken === 'waiting') {
        const put = await putOff(ports, plan, position);
        if (put === 'again') continue;
        return put;
      }
      if (taken === 'done') continue;
      const ended = await end(ports, plan, { refusal: taken, position });
      if (ended?.status !== 'applying') return ended;
    }
  };
}

/** Somebody else took the step meanwhile: it is looked at anew. */
function unlessOvertaken(error: unknown): 'done' {
  if (error instanceof Overtaken) return 'done';
  throw error;
}

function end(
  { transact, now }: StepPorts,
  { teamId, id }: StatePlan,
  refused?: { readonly refusal: Refusal; readonly position: number },
): Promise<StatePlan | undefined> {
  return transact(teamId, async (tx) => {
    const current = await tx.statePlans.lock(id);
    if (current?.status !== 'applying') return current;
    if (refused === undefined) return finished(tx, current, now());
    // somebody else has done it, so the refusal is about what they did
    if (current.steps[refused.position]?.status === 'done') return current;
    return stopped(tx, current, { refusal: refused.refusal, at: now() });
  });
}

function putOff(
  { transact }: StepPorts,
  plan: StatePlan,
  position: number,
): Promise<StatePlan | 'again' | undefined> {
  const { teamId, id } = plan;
  return transact(teamId, async (tx) => {
    const current = await tx.statePlans.lock(id);
    if (current?.status !== 'applying') return current;
    await tx.statePlans.save(current, BUSY_AGAIN_MS);
    // what ended before this was put off could not make it due again
    const awaited = await tx.operations.findByCallerKey(callerKeyOf({ plan, position }));
    return awaited === undefined || isUnderWay(awaited) ? current : 'again';
  });
}
