import type { Delivery, DeliveryState, TriedDelivery } from '@kontor/protocol/kontor';
import { deliveryId } from '@kontor/protocol/vocabulary';
import { redactBody } from '../partner-api/redact.ts';
import type { Sql } from './sql.ts';
import type { ReceiverKey } from './webhook-delivery-store.ts';

export type DeliveryPage = {
  readonly state?: DeliveryState | undefined;
  readonly type?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  readonly before?: number | undefined;
  readonly limit: number;
};

/** What a receiver was sent or is to be sent, newest first. */
export async function listDeliveries(
  read: Sql,
  { teamId, receiverId }: ReceiverKey,
  page: DeliveryPage,
): Promise<Delivery[]> {
  const isOpen = page.state !== undefined && page.state !== 'delivered';
  const rows = await read<DeliveryRow>(
    `select d.* from ${isOpen ? OPEN : 'webhook_delivery d'}
     where d.team_id = $1 and d.receiver_id = $2
       and ($3::text is null or d.state = $3) and ($4::text is null or d.type = $4)
       and ($5::bigint is null or d.position < $5)
       and ($6::timestamptz is null or d.created_at >= $6)
       and ($7::timestamptz is null or d.created_at < $7)
     order by d.position desc limit $8`,
    [
      ...[teamId, receiverId, page.state ?? null, page.type ?? null, page.before ?? null],
      ...[page.from ?? null, page.until ?? null, page.limit],
    ],
  );
  return rows.map(deliveryOf);
}

/** The few that were not delivered are found by themselves. */
const OPEN = `webhook_open o join webhook_delivery d using (team_id, receiver_id, state, position)`;

/** A delivery with its body, redacted, and every attempt; undefined when there is none. */
export async function findDelivery(
  read: Sql,
  { teamId, receiverId }: ReceiverKey,
  id: string,
): Promise<TriedDelivery | undefined> {
  // in one look: an attempt that ends meanwhile is seen with what became of its delivery, or not at all
  const rows = await read<DeliveryRow & (AttemptRow | NoAttempt)>(
    `select d.*, a.* from webhook_delivery d left join lateral (${ATTEMPTS_OF_D}) a on true
     where d.team_id = $1 and d.receiver_id = $2 and d.delivery_id = $3 order by a.attempt`,
    [teamId, receiverId, id],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const tries: AttemptRow[] = rows.filter((each) => each.attempt !== null);
  if (row.state === 'waiting')
    tries.push(...(await listRunning(read, { teamId, receiverId }, row)));
  const body = redactBody(JSON.parse(row.body));
  return {
    ...deliveryOf(row),
    body: structuredClone(body) as TriedDelivery['body'],
    tries: tries.map(attemptOf),
  };
}

/** How attempts at delivery `d` went that are over, the first of which may stand in the delivery itself. */
export const ATTEMPTS_OF_D = `
  select 1 as attempt, d.accepted_at as at, 'accepted' as outcome, d.accepted_status as status,
    null as message, d.accepted_ms as duration_ms, d.accepted_body as response_body
  where d.accepted_at is not null
  union all
  select o.attempt, o.at, o.outcome, o.status, o.message, o.duration_ms, o.response_body
  from webhook_attempt o
  where o.team_id = d.team_id and o.receiver_id = d.receiver_id and o.delivery_id = d.delivery_id`;

/** The attempt that is under way: of the first of a line that somebody holds. It is written down when it is over. */
function listRunning(
  read: Sql,
  { teamId, receiverId }: ReceiverKey,
  { subject, position, attempts }: DeliveryRow,
): Promise<AttemptRow[]> {
  return read<AttemptRow>(
    `select $5::int + 1 as attempt, begun_at as at, null as outcome, null as status,
       null as message, null as duration_ms, null as response_body
     from webhook_line l
     where team_id = $1 and receiver_id = $2 and subject = $3 and begun_at is not null
       and not exists (
         select from webhook_open o
         where o.team_id = $1 and o.receiver_id = $2 and o.subject = $3 and o.state = 'waiting'
           and o.position < $4)`,
    [teamId, receiverId, subject, position, attempts],
  );
}

export type SentWebhook = {
  readonly position: number;
  readonly state: DeliveryState;
  readonly body: string;
};

/** What a receiver was or would have been sent after a position, in order. */
export async function listSent(
  read: Sql,
  { teamId, receiverId }: ReceiverKey,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<SentWebhook[]> {
  const rows = await read<DeliveryRow>(`${SELECT} and position > $3 order by position limit $4`, [
    teamId,
    receiverId,
    after,
    limit,
  ]);
  return rows.map(({ position, state, body }) => ({ position: Number(position), state, body }));
}

const SELECT = 'select * from webhook_delivery where team_id = $1 and receiver_id = $2';

type DeliveryRow = {
  delivery_id: string;
  position: string;
  type: string;
  subject: string;
  state: DeliveryState;
  attempts: number;
  body: string;
  created_at: Date;
  ended_at: Date | null;
};

type AttemptRow = {
  attempt: number;
  at: Date;
  outcome: string | null;
  status: number | null;
  message: string | null;
  duration_ms: number | null;
  response_body: string | null;
};

/** Of a delivery that was not tried yet. */
type NoAttempt = { readonly [Name in keyof AttemptRow]: null };

function deliveryOf(row: DeliveryRow): Delivery {
  return {
    id: deliveryId.parse(row.delivery_id),
    position: Number(row.position),
    type: row.type,
    subject: row.subject,
    state: row.state,
    attempts: row.attempts,
    createdAt: row.created_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  };
}

function attemptOf(row: AttemptRow): TriedDelivery['tries'][number] {
  return {
    attempt: row.attempt,
    at: row.at.toISOString(),
    outcome: row.outcome ?? 'running',
    status: row.status,
    message: row.message,
    durationMs: row.duration_ms,
    responseBody: row.response_body,
  };
}
