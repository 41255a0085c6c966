import type { Operation } from '@kontor/protocol/kontor';
import { exitCode } from '../../exit-code.ts';
import { steps } from '../../next/steps.ts';
import type { Shown } from '../../output/shown.ts';

/** What is shown beside an operation that still runs, or that somebody has to approve first. */
export function goingOn({ id, status, approval }: Operation) {
  const waits = status === 'awaiting-approval' && approval ? approval : undefined;
  return {
    notes: [waits ? 'Nothing is done until its person approves it.' : 'It goes on at the host.'],
    next: [waits ? steps.decide(waits.id) : steps.followOperation(id)],
    exitCode: exitCode.stillRunning,
  } satisfies Partial<Shown>;
}
