import type { MandatedProduct } from '@kontor/core';
import type { AgentToken } from '@kontor/protocol/kontor';
import { agentAction } from '@kontor/protocol/vocabulary';
import type { MandateRow } from './mandate-store.ts';
import type { Sql } from './sql.ts';

type ViewRow = MandateRow & {
  readonly hint: string;
  readonly last_used_at: Date | null;
  readonly person_name: string | null;
  readonly product_names: string[] | null;
};

/** Agent tokens of a team as they are shown, newest first; ended ones only by their id. */
export async function findAgentTokens(
  sql: Sql,
  teamId: string,
  { id, userId }: { readonly id: string | null; readonly userId: string | null },
): Promise<AgentToken[]> {
  const rows = await sql<ViewRow>(VIEWS, [teamId, id, userId]);
  return rows.map(viewOf);
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

function viewOf(row: ViewRow): AgentToken {
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
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  };
}
