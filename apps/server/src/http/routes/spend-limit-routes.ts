import {
  compareMoney,
  type createRemoveLimit,
  type createSetLimit,
  type LimitName,
  monthAround,
  ok,
  type Refusal,
  type Result,
  refuse,
  spentUnder,
} from '@kontor/core';
import { kontorEndpoints, type SpendLimit } from '@kontor/protocol/kontor';
import { installationId, projectId, resourceId, teamId } from '@kontor/protocol/vocabulary';
import { spendLimitStore } from '../../postgres/spend-limit-store.ts';
import type { Sql } from '../../postgres/sql.ts';
import { teamClock } from '../../postgres/team-clock.ts';
import { type Route, route } from '../route.ts';

export type SpendLimitRoutesPorts = {
  readonly read: Sql;
  readonly setLimit: ReturnType<typeof createSetLimit>;
  readonly removeLimit: ReturnType<typeof createRemoveLimit>;
  readonly now: () => Date;
};

/** What a team wants to spend at most. */
export function spendLimitRoutes(ports: SpendLimitRoutesPorts): readonly Route[] {
  return [
    route(kontorEndpoints.listSpendLimits, async ({ caller }) => {
      const limits = await readLimits(ports, caller.team.id);
      return ok({ status: 200, body: { limits } });
    }),
    route(kontorEndpoints.setSpendLimit, async ({ caller, params, body }) => {
      const name = readSubject(params.subject);
      if (!name.ok) return name;
      const { amount, hardStop, warnAt } = body;
      const shares = [...new Set(warnAt)].sort((a, b) => a - b);
      const limit = { ...name.value, amount, isHard: hardStop, warnAt: shares };
      const team = teamId.parse(caller.team.id);
      const set = await ports.setLimit({ teamId: team, actor: caller.actor, limit });
      if (!set.ok) return set;
      const shown = (await readLimits(ports, team)).find(
        ({ kind, id }) => kind === limit.kind && (id ?? '') === limit.subjectId,
      );
      return shown === undefined
        ? notFound(params.subject)
        : ok({ status: 200, body: { limit: shown } });
    }),
    route(kontorEndpoints.removeSpendLimit, async ({ caller, params }) => {
      const name = readSubject(params.subject);
      if (!name.ok) return name;
      const team = teamId.parse(caller.team.id);
      const limit = name.value;
      const removed = await ports.removeLimit({ teamId: team, actor: caller.actor, limit });
      return removed.ok ? ok({ status: 204, body: null }) : removed;
    }),
  ];
}

async function readLimits(
  { read, now }: Pick<SpendLimitRoutesPorts, 'read' | 'now'>,
  team: string,
): Promise<SpendLimit[]> {
  const store = spendLimitStore(read, team);
  const limits = await store.list();
  const month = monthAround(await teamClock(read, team, now).now());
  const spendings = limits.length === 0 ? [] : await store.spendings(month);
  return limits.map((limit) => {
    const { invoiced, reported, spent } = spentUnder(limit, spendings);
    const { kind, subjectId, amount, isHard, warnAt } = limit;
    return {
      ...{ kind, id: subjectId || null, amount, hardStop: isHard, warnAt: [...warnAt] },
      month: { start: month.start.toISOString(), end: month.end.toISOString() },
      ...{ invoiced, reported, spent, isReached: compareMoney(spent, amount) >= 0 },
    };
  });
}

/** The word `team`, or the id of what is limited. */
function readSubject(subject: string): Result<LimitName, Refusal> {
  if (subject === 'team') return ok({ kind: 'team', subjectId: '' });
  if (projectId.safeParse(subject).success) return ok({ kind: 'project', subjectId: subject });
  if (installationId.safeParse(subject).success) {
    return ok({ kind: 'installation', subjectId: subject });
  }
  if (resourceId.safeParse(subject).success) return ok({ kind: 'resource', subjectId: subject });
  return notFound(subject);
}

function notFound(subject: string) {
  return refuse(
    'spend_limit_not_found',
    `'${subject}' cannot have a limit. Name the word team, or the id of a project, an installation or a resource.`,
  );
}
