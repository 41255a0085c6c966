import type { UnfinishedOperation } from '@kontor/protocol/kontor';
import { type OperationRow, operationOf } from '../postgres/operation-store.ts';
import { operationViewOf } from '../postgres/operation-views.ts';
import type { Sql } from '../postgres/sql.ts';

type Row = OperationRow & {
  due_at: Date;
  is_leased: boolean;
  team_slug: string;
  integration_id: string;
  integration_slug: string;
  integration_name: string;
  last_outcome: string | null;
};

/** The queue knows which are unfinished, over all teams. */
const SELECT = `
  select o.*, q.due_at, coalesce(q.leased_until > now(), false) as is_leased, t.slug as team_slug,
    g.integration_id, g.slug as integration_slug, g.name as integration_name,
    (select concat_ws(': ', c.outcome, c.reason) from provider_call c
     where c.integration_id = g.integration_id and c.trace_id = o.trace_id
       and c.direction = 'outbound'
     order by c.provider_call_id desc limit 1) as last_outcome
  from operation_queue q
  join operation o on o.team_id = q.team_id and o.operation_id = q.operation_id
  join people.organization t on t.id = o.team_id
  join installation_route r on r.installation_id = o.installation_id
  join integration g on g.integration_id = r.integration_id`;

type Filter = {
  readonly before: Date;
  readonly integration?: string | undefined;
  readonly limit: number;
};

export async function listUnfinished(
  read: Sql,
  { before, integration, limit }: Filter,
): Promise<UnfinishedOperation[]> {
  const rows = await read<Row>(
    `${SELECT} where o.created_at <= $1
       and ($2::text is null or g.integration_id = $2 or g.slug = $2)
     order by o.created_at, o.operation_id limit $3`,
    [before, integration ?? null, limit],
  );
  return rows.map(viewOf);
}

export async function findUnfinished(
  read: Sql,
  id: string,
): Promise<UnfinishedOperation | undefined> {
  const [row] = await read<Row>(`${SELECT} where q.operation_id = $1`, [id]);
  return row && viewOf(row);
}

function viewOf(row: Row): UnfinishedOperation {
  return {
    ...operationViewOf(operationOf(row), { ...row, approval: null }),
    team: { id: row.team_id, slug: row.team_slug },
    integration: {
      id: row.integration_id,
      slug: row.integration_slug,
      name: row.integration_name,
    },
    phase: row.phase,
    isBeingTried: row.in_flight && row.is_leased,
    mayHaveHappened: row.may_have_happened,
    lastOutcome: row.last_outcome || null,
  };
}
