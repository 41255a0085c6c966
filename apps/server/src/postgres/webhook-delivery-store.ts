import type { Sql } from './sql.ts';

/** A delivery before it has its place among those of its receiver. */
export type NewDelivery = {
  readonly teamId: string;
  readonly receiverId: string;
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly body: string;
  readonly at: Date;
  /** Whether its receiver has an address; without, it is kept and not sent. */
  readonly isAddressed: boolean;
};

/**
 * Puts deliveries at the end of what their receivers have, in the order given, in the transaction of
 * `sql`. Receivers are held in order of their ids until it ends, so that positions have no gaps and
 * nobody who reads on from one misses another that was written at the same time. Answers the last
 * position of each receiver.
 */
export async function enqueueDeliveries(
  sql: Sql,
  deliveries: readonly NewDelivery[],
  now: Date,
): Promise<number[]> {
  const byReceiver = Map.groupBy(deliveries, ({ receiverId }) => receiverId);
  const positions: number[] = [];
  for (const receiverId of [...byReceiver.keys()].sort()) {
    const own = byReceiver.get(receiverId) ?? [];
    const teamId = own[0]?.teamId ?? '';
    const position = await movePosition(sql, { teamId, receiverId }, own.length);
    await insert(sql, own, { teamId, receiverId, first: position - own.length + 1, now });
    positions.push(position);
  }
  return positions;
}

/** Whose deliveries: the team that may read them, and who gets them. */
export type ReceiverKey = { readonly teamId: string; readonly receiverId: string };

async function movePosition(sql: Sql, { teamId, receiverId }: ReceiverKey, by: number) {
  const [row] = await sql<{ position: string }>(
    `insert into webhook_receiver as r (team_id, receiver_id, position) values ($1, $2, $3)
     on conflict (team_id, receiver_id) do update set position = r.position + $3
     returning position`,
    [teamId, receiverId, by],
  );
  return Number(row?.position);
}

/**
 * A delivery that is not sent stands in no line. A line that is new says where its first delivery stands: as long as
 * that is its only one, who claims it need not look for it. Lines are made in the order in which they are held.
 */
async function insert(
  sql: Sql,
  own: readonly NewDelivery[],
  { teamId, receiverId, first, now }: ReceiverKey & { first: number; now: Date },
): Promise<void> {
  await sql(INSERT, [
    teamId,
    receiverId,
    own.map((_, index) => first + index),
    own.map(({ id }) => id),
    own.map(({ type }) => type),
    own.map(({ subject }) => subject),
    own.map(({ body }) => body),
    own.map(({ isAddressed }) => isAddressed),
    own.map(({ at }) => at),
    now,
  ]);
}

const INSERT = `
  with made as (
    insert into webhook_delivery (team_id, receiver_id, position, delivery_id, type, subject, body,
      state, created_at, tried_from, noted)
    select $1, $2, position, id, type, subject, body,
      case when is_addressed then 'waiting' else 'skipped' end, at, $10, 1
    from unnest($3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::boolean[],
      $9::timestamptz[]) as d (position, id, type, subject, body, is_addressed, at)
    returning team_id, receiver_id, state, position, subject, ctid as delivery_at
  ), opened as (
    insert into webhook_open (team_id, receiver_id, state, position, subject)
    select team_id, receiver_id, state, position, subject from made
    returning position, ctid as open_at
  )
  insert into webhook_line as l (team_id, receiver_id, subject, waiting, due_at, first_position,
    first_delivery_at, first_open_at)
  select $1, $2, subject, count(*), $10, min(position),
    (array_agg(delivery_at order by position))[1], (array_agg(open_at order by position))[1]
  from made join opened using (position)
  where state = 'waiting' group by subject order by subject collate "C"
  on conflict (team_id, receiver_id, subject) do update set waiting = l.waiting + excluded.waiting`;
