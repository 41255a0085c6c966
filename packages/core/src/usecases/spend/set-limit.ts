import type { TeamId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import type { SpendLimit } from '../../domain/spend/spend-limit.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { Transact } from '../team-tx.ts';
import type { LimitName } from './spend-limit-store.ts';
import { limitSubject, type WarnOfSpendingTx, warnOfSpending } from './warn-of-spending.ts';

type Change = { readonly teamId: TeamId; readonly actor: Actor };

/** Sets a limit in place of the former one, and warns at once of what is reached already. */
export function createSetLimit(transact: Transact<WarnOfSpendingTx>) {
  return ({ teamId, actor, limit }: Change & { readonly limit: SpendLimit }) =>
    transact(teamId, async (tx): Promise<Result<null, Refusal>> => {
      if (!(await tx.spendLimits.hasSubject(limit))) return subjectNotFound(limit);
      const { amount, isHard, warnAt } = limit;
      await tx.spendLimits.save(limit, await tx.clock.now());
      await tx.events.append({
        type: 'spend-limit.set',
        actor,
        subject: limitSubject(limit),
        data: { amount, isHard, warnAt: [...warnAt] },
      });
      await warnOfSpending(tx);
      return ok(null);
    });
}

/** Removes a limit, and what was warned of with it. */
export function createRemoveLimit(transact: Transact<WarnOfSpendingTx>) {
  return ({ teamId, actor, limit }: Change & { readonly limit: LimitName }) =>
    transact(teamId, async (tx): Promise<Result<null, Refusal>> => {
      if (!(await tx.spendLimits.remove(limit))) {
        const whose = limit.kind === 'team' ? 'this team' : `'${limit.subjectId}'`;
        return refuse('spend_limit_not_found', `There is no limit of ${whose}.`);
      }
      await tx.events.append({
        type: 'spend-limit.removed',
        actor,
        subject: limitSubject(limit),
        data: {},
      });
      return ok(null);
    });
}

function subjectNotFound({ kind, subjectId }: LimitName) {
  const message = `There is no ${kind} '${subjectId}' in this team.`;
  switch (kind) {
    case 'team':
      return refuse('team_not_found', message);
    case 'project':
      return refuse('project_not_found', message);
    case 'installation':
      return refuse('installation_not_found', message);
    case 'resource':
      return refuse('resource_not_found', message);
  }
}
