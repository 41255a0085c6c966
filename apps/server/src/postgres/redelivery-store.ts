import type { DeliveryState, Redelivery } from '@kontor/protocol/kontor';
import { redeliveryId } from '@kontor/protocol/vocabulary';
import type { Sql } from './sql.ts';
import type { ReceiverKey } from './webhook-delivery-store.ts';

/** Which deliveries of a receiver are sent again; what is left out does not limit. */
export type Span = {
  readonly states: readonly Exclude<DeliveryState, 'waiting'>[];
  readonly type?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
};

/** Sending spans of time of one receiver again, as its team sees it. */
export function redeliveryStore(sql: Sql, { teamId, receiverId }: ReceiverKey) {
  const find = async (id: string): Promise<Redelivery | undefined> => {
    const [row] = await sql<RedeliveryRow>(`${SELECT} and redelivery_id = $3`, [
      teamId,
      receiverId,
      id,
    ]);
    return row && redeliveryOf(row);
  };
  return {
    find,
    list: async (limit: number): Promise<Redelivery[]> => {
      const order = 'order by created_at desc, redelivery_id desc limit $3';
      const rows = await sql<RedeliveryRow>(`${SELECT} ${order}`, [teamId, receiverId, limit]);
      return rows.map(redeliveryOf);
    },
    /** Begins with what the span has now. Answers nothing while another one of the receiver goes on. */
    begin: async (id: string, span: Span, now: Date): Promise<Redelivery | undefined> => {
      await sql(beginOf(span), [
        ...[teamId, receiverId, now, span.states, span.type ?? null],
        ...[span.from ?? null, span.until ?? null, id],
      ]);
      return find(id);
    },
    /** Has a running one stopped. Answers whether it ran. */
    stop: async (id: string, now: Date): Promise<boolean> => {
      const rows = await sql(
        `update webhook_redelivery set status = 'stopping', due_at = $4
         where team_id = $1 and receiver_id = $2 and redelivery_id = $3 and status = 'running'
         returning 1`,
        [teamId, receiverId, id, now],
      );
      return rows.length > 0;
    },
  };
}

/**
 * What of deliveries `d` is in the span of `$4` to `$7`. Where none of it was delivered it is little of
 * what the receiver has had, and is found by itself.
 */
export function inSpan(states: readonly string[]): string {
  const inAll = `d.state = any($4) and ($5::text is null or d.type = $5)
    and ($6::timestamptz is null or d.created_at >= $6)
    and ($7::timestamptz is null or d.created_at < $7)`;
  if (states.includes('delivered')) return inAll;
  return `${inAll} and exists (
    select from webhook_open o
    where o.team_id = $1 and o.receiver_id = $2 and o.state = any($4) and o.position = d.position)`;
}

/** Nothing to send is done at once. */
const beginOf = ({ states }: Span) => `
  insert into webhook_redelivery (team_id, receiver_id, redelivery_id, status, states, type, from_at,
    until_at, last_position, total, delivered, parked, created_at, due_at, ended_at)
  select $1, $2, $8, case total when 0 then 'done' else 'running' end, $4, $5, $6, $7,
    last_position, total, case total when 0 then 0 end, case total when 0 then 0 end, $3,
    case when total > 0 then $3::timestamptz end, case total when 0 then $3::timestamptz end
  from (select count(*)::int as total, coalesce(max(position), 0) as last_position
        from webhook_delivery d where team_id = $1 and receiver_id = $2 and ${inSpan(states)}) span
  on conflict (team_id, receiver_id) where status in ('running', 'stopping') do nothing`;

const SELECT = `
  select r.*, now.* from webhook_redelivery r cross join lateral (
    select count(*) filter (where d.state = 'waiting')::int as sending,
      count(*) filter (where d.state = 'delivered')::int as delivered_now,
      count(*) filter (where d.state in ('parked', 'skipped'))::int as parked_now
    from webhook_delivery d where r.ended_at is null and d.team_id = r.team_id
      and d.receiver_id = r.receiver_id and d.redelivery_id = r.redelivery_id) now
  where r.team_id = $1 and r.receiver_id = $2`;

type RedeliveryRow = {
  redelivery_id: string;
  status: Redelivery['status'];
  states: Redelivery['states'];
  type: string | null;
  from_at: Date | null;
  until_at: Date | null;
  total: number;
  delivered: number | null;
  parked: number | null;
  sending: number;
  delivered_now: number;
  parked_now: number;
  created_at: Date;
  ended_at: Date | null;
};

function redeliveryOf(row: RedeliveryRow): Redelivery {
  return {
    id: redeliveryId.parse(row.redelivery_id),
    status: row.status,
    states: row.states,
    type: row.type,
    from: row.from_at?.toISOString() ?? null,
    until: row.until_at?.toISOString() ?? null,
    total: row.total,
    sending: row.sending,
    delivered: row.delivered ?? row.delivered_now,
    parked: row.parked ?? row.parked_now,
    createdAt: row.created_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  };
}
