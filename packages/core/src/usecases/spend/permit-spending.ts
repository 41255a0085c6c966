import { inCents } from '../../domain/billing/money.ts';
import type { Period } from '../../domain/billing/period.ts';
import { monthAround } from '../../domain/billing/top-up.ts';
import {
  covers,
  leavesRoom,
  type SpendPlace,
  type StandingLimit,
  spentUnder,
} from '../../domain/spend/spend-limit.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { LookTx, TeamTx } from '../team-tx.ts';

export type PermitSpendingTx = Pick<TeamTx, 'clock' | 'spendLimits'>;
type SpendLimits = TeamTx['spendLimits'];

/**
 * Whether something may be bought under the hard limits of a team. Others that ask wait until the
 * transaction ends, in which what was asked for is written down: together they never pass a limit.
 *
 * @param asked its price in dollars; null where nobody knows that yet
 * @see docs/spending.md
 */
export async function permitSpending(
  tx: PermitSpendingTx,
  place: SpendPlace,
  asked: string | null,
): Promise<Result<null, Refusal>> {
  return within(tx, { place, asked, hard: await tx.spendLimits.lockHard() });
}

/**
 * The same of something whose price nobody knows yet, as it is just now: nobody waits, and somebody else
 * may buy meanwhile.
 */
export async function foreseeSpending(
  tx: Pick<LookTx, 'clock' | 'spendLimits'>,
  place: SpendPlace,
): Promise<Result<null, Refusal>> {
  const hard = (await tx.spendLimits.list()).filter(({ isHard }) => isHard);
  return within(tx, { place, asked: null, hard });
}

type Wish = {
  readonly place: SpendPlace;
  readonly asked: string | null;
  readonly hard: readonly StandingLimit[];
};

async function within(
  { clock, spendLimits }: Pick<LookTx, 'clock'> & { spendLimits: Pick<SpendLimits, 'spendings'> },
  { place, asked, hard }: Wish,
): Promise<Result<null, Refusal>> {
  const limits = hard.filter((limit) => covers(limit, place));
  if (limits.length === 0) return ok(null);
  const month = monthAround(await clock.now());
  const spendings = await spendLimits.spendings(month);
  for (const limit of limits) {
    const { spent } = spentUnder(limit, spendings);
    if (!leavesRoom(limit, { spent, asked })) return reached(limit, { spent, asked, month });
  }
  return ok(null);
}

function reached(
  { kind, subjectId, amount }: StandingLimit,
  {
    spent,
    asked,
    month,
  }: { readonly spent: string; readonly asked: string | null; readonly month: Period },
) {
  const whose = kind === 'team' ? 'the team' : `the ${kind} ${subjectId}`;
  const until = month.end.toISOString();
  const more =
    asked === null ? 'and this costs something' : `and this costs $${inCents(asked)} more`;
  return refuse(
    'spend_limit_reached',
    `The limit of ${whose} is $${inCents(amount)} a month: $${inCents(spent)} are spent, ${more}. Raise or remove the limit, or wait until ${until}.`,
    { limit: { kind, id: subjectId || null, amount }, spent, asked, until },
  );
}
