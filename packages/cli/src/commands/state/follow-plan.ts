import { setTimeout as wait } from 'node:timers/promises';
import type { Event, StatePlan } from '@kontor/protocol/kontor';
import * as statePlanEndpoints from '@kontor/protocol/kontor/state-plan';
import { CliError } from '../../cli-error.ts';
import { interrupted } from '../../host/transport-errors.ts';
import type { Session } from '../../session.ts';
import { newestOf, streamed } from '../event/follow-events.ts';

/** Before a plan is asked for whose host tells nothing by itself: longer each time, in milliseconds. */
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 15_000];

/**
 * Waits until a plan that is being applied has ended, or the time is over, and answers how it stands
 * then. The host tells the end as an event; where its stream is lost or not to be had, the plan is
 * asked for instead, less and less often, until the stream is there again.
 */
export async function followPlan(session: Session, begun: StatePlan): Promise<StatePlan> {
  if (begun.status !== 'applying') return begun;
  const team = await session.team();
  const look = async () => {
    const params = { team, plan: begun.id };
    return (await session.call(statePlanEndpoints.getStatePlan, { params })).body.plan;
  };
  session.progress.say('Applying');
  let plan = begun;
  try {
    for (let turn = 0; plan.status === 'applying' && session.leftMs() > MARGIN_MS; turn++) {
      // what ends between the two is told by the stream, which begins before the look
      const position = await newestOf(session, team).catch(unlessRefused);
      plan = await lookUnlessLost(look, plan);
      if (plan.status !== 'applying') break;
      const isTold = position !== undefined && (await endTold(session, { team, position, plan }));
      if (!isTold) await pause(session, turn);
      plan = await lookUnlessLost(look, plan);
    }
    return plan;
  } finally {
    session.progress.clear();
  }
}

/** What is left for the last answer when the time is nearly over, in milliseconds. */
const MARGIN_MS = 500;

type Waiting = { readonly team: string; readonly position: number; readonly plan: StatePlan };

/** Whether the host tells that the plan has ended, before its stream breaks off or the time is over. */
async function endTold(session: Session, { team, position, plan }: Waiting): Promise<boolean> {
  try {
    for await (const event of streamed(session, team, position)) {
      if (isEndOf(plan, event)) return true;
    }
    return false;
  } catch (error) {
    if (isInterrupted(error) || !(error instanceof CliError)) throw error;
    return false;
  }
}

function isEndOf({ id }: StatePlan, { type, subject }: Event): boolean {
  return (
    subject.statePlan === id && (type === 'state-plan.applied' || type === 'state-plan.failed')
  );
}

async function pause({ leftMs, world }: Session, turn: number): Promise<void> {
  const usualMs = PAUSES_MS[Math.min(turn, PAUSES_MS.length - 1)] ?? 0;
  const pauseMs = Math.max(0, Math.min(usualMs, leftMs() - MARGIN_MS));
  await wait(pauseMs, undefined, { signal: world.interrupted }).catch(() => {
    throw interrupted();
  });
}

/** A connection that was lost, and a time that is over: what is known stays known. */
const PASSING = ['host_unreachable', 'no_answer_yet'];

/** A host that is away for a moment goes on with the plan, and so does whoever waits. */
async function lookUnlessLost(
  look: () => Promise<StatePlan>,
  known: StatePlan,
): Promise<StatePlan> {
  return look().catch((error: unknown) => {
    if (error instanceof CliError && PASSING.includes(error.code)) return known;
    throw error;
  });
}

/** Whoever may not read the log is told nothing by it. */
function unlessRefused(error: unknown): undefined {
  if (error instanceof CliError && !isInterrupted(error)) return undefined;
  throw error;
}

function isInterrupted(error: unknown): boolean {
  return error instanceof CliError && error.code === 'interrupted';
}
