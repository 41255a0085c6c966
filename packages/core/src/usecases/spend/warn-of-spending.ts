import type { TeamId } from '@kontor/protocol/vocabulary';
import { monthAround } from '../../domain/billing/top-up.ts';
import {
  type SpendLimit,
  type StandingLimit,
  sharesReached,
  spentUnder,
} from '../../domain/spend/spend-limit.ts';
import type { TeamTx, Transact } from '../team-tx.ts';

export type WarnOfSpendingTx = Pick<TeamTx, 'clock' | 'spendLimits' | 'events'>;

/**
 * Tells a team of every share of its limits that is reached, once for each month.
 *
 * @param installationId where something was spent; without one, all limits are looked at
 */
export async function warnOfSpending(
  { clock, spendLimits, events }: WarnOfSpendingTx,
  installationId?: string,
): Promise<void> {
  const limits = (await spendLimits.list()).filter((limit) => isTouched(limit, installationId));
  if (limits.length === 0) return;
  const at = await clock.now();
  const { start, end } = monthAround(at);
  const spendings = await spendLimits.spendings({ start, end });
  for (const limit of limits) {
    const { spent } = spentUnder(limit, spendings);
    for (const share of sharesReached(limit, spent)) {
      if (!(await spendLimits.noteWarning(limit, { month: start, share, at }))) continue;
      const { amount, isHard } = limit;
      await events.append({
        type: 'spend.warned',
        actor: { kind: 'system' },
        subject: limitSubject(limit),
        data: { share, spent, amount, isHard, until: end.toISOString() },
      });
    }
  }
}

/** Whether what was spent in an installation can count under a limit. */
function isTouched(limit: StandingLimit, installationId: string | undefined): boolean {
  if (installationId === undefined || limit.kind === 'team') return true;
  if (limit.kind === 'installation') return limit.subjectId === installationId;
  return limit.resources.some((each) => each.installationId === installationId);
}

/** What an event about a limit is about: nothing but the team for its own. */
export function limitSubject({ kind, subjectId }: Pick<SpendLimit, 'kind' | 'subjectId'>) {
  return kind === 'team' ? {} : { [kind]: subjectId };
}

/** Looks at all limits of a team: resources are connected, months begin, and nobody reports that. */
export function createNoteSpending(transact: Transact<WarnOfSpendingTx>) {
  return (teamId: TeamId): Promise<void> => transact(teamId, (tx) => warnOfSpending(tx));
}
