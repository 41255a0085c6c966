import {
  compareMoney,
  type MandatedProduct,
  type MandateSpending,
  minus,
  monthAround,
  type Period,
  sumOf,
} from '@kontor/core';
import type { AgentToken } from '@kontor/protocol/kontor';
import { agentAction } from '@kontor/protocol/vocabulary';
import { findMandateSpending } from './mandate-spending.ts';
import type { MandateRow } from './mandate-store.ts';
import type { Sql } from './sql.ts';
import { teamClock } from './team-clock.ts';

type ViewRow = MandateRow & {
  readonly hint: string;
  readonly last_used_at: Date | null;
  readonly person_name: string | null;
  readonly product_names: string[] | null;
};

type Filter = {
  readonly id: string | null;
  /** Whose they are; null for everybody's. */
  readonly userId: string | null;
  readonly at: Date;
};

/** Agent tokens of a team as they are shown, newest first; ended ones only by their id. */
export async function findAgentTokens(
  sql: Sql,
  teamId: string,
  { id, userId, at }: Filter,
): Promise<AgentToken[]> {
  const rows = await sql<ViewRow>(VIEWS, [teamId, id, userId]);
  const month = monthAround(await teamClock(sql, teamId, () => at).now());
  return Promise.all(
    rows.map(async (row) => {
      const place = { teamId, tokenId: row.token_id, month: month.start };
      return viewOf(row, month, await findMandateSpending(sql, place));
    }),
  );
}

const VIEWS = `
  select d.*, t.hint, t.last_used_at, u."name" as person_name,
    (select array_agg(i.slug || coalesce('/' || p.slug, '') order by place)
     from jsonb_array_elements(d.products) with ordinality as given (product, place)
     join integration i on i.integration_id = product ->> 'integrationId'
     left join product p on p.product_id = product ->> 'productId') as product_names
  from mandate d
  join access_token t on t.token_id = d.token_id
  left join people."user" u on u."id" = d.user_id
  where d.team_id = $1 and ($2::text is null or d.token_id = $2)
    and ($3::text is null or d.user_id = $3)
    and ($2::text is not null or d.revoked_at is null)
  order by d.created_at desc, d.token_id desc`;

function viewOf(row: ViewRow, month: Period, spending: MandateSpending): AgentToken {
  const { products }: { products: MandatedProduct[] | null } = row;
  return {
    id: row.token_id,
    agent: row.agent,
    person: { id: row.user_id, name: row.person_name ?? '' },
    hint: row.hint,
    actions: agentAction.array().parse(row.actions),
    projects: row.projects,
    environments: row.environments,
    products: products && (row.product_names ?? []),
    budget: budgetOf(row, month, spending),
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  };
}

function budgetOf(
  { per_month: perMonth, per_purchase: perPurchase }: ViewRow,
  { start, end }: Period,
  { spent, reserved, approved }: MandateSpending,
): AgentToken['budget'] {
  if (perMonth === null) return null;
  const left = minus(perMonth, sumOf([spent, reserved]));
  return {
    ...{ perMonth, perPurchase, spent, reserved, approved },
    left: compareMoney(left, '0') < 0 ? '0' : left,
    month: { start: start.toISOString(), end: end.toISOString() },
  };
}
