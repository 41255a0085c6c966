import type { Database } from '../postgres/database.ts';
import { inSpan } from '../postgres/redelivery-store.ts';
import type { Sql } from '../postgres/sql.ts';
import { LINES_UP, WAITS_AGAIN } from '../postgres/webhook-redelivery.ts';

type Ports = { readonly database: Pick<Database, 'transact'>; readonly now: () => Date };

/** Of one redelivery, so many wait at a time: what happens meanwhile is told soon, too. */
const AT_ONCE = 200;
/** How long one waits before its next step, and where nothing could be taken, in milliseconds. */
const NEXT_MS = 200;
const REST_MS = 1_000;

/**
 * Takes every span that is sent again a step further. A step is one transaction that holds the
 * redelivery: two processes never take the same one, and whoever dies has changed nothing.
 */
export async function advanceRedeliveries(
  { database, now }: Ports,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted && (await database.transact((sql) => advanceOne(sql, now())))) {}
}

type Open = {
  team_id: string;
  receiver_id: string;
  redelivery_id: string;
  status: 'running' | 'stopping';
  states: string[];
  type: string | null;
  from_at: Date | null;
  until_at: Date | null;
  last_position: string;
  reached: string;
};

async function advanceOne(sql: Sql, now: Date): Promise<boolean> {
  const [open] = await sql<Open>(
    `select * from webhook_redelivery where due_at <= $1 order by due_at limit 1
     for update skip locked`,
    [now],
  );
  if (open === undefined) return false;
  if (open.status === 'stopping') await putBack(sql, open, now);
  const sending = await countSending(sql, open);
  const taken = open.status === 'running' ? await takeMore(sql, open, { sending, now }) : none;
  const isOver = sending + taken.count === 0;
  await (isOver ? end(sql, open, now) : goOn(sql, open, { ...taken, now }));
  return true;
}

const none: Taken = { count: 0, reached: undefined };

async function countSending(sql: Sql, open: Open): Promise<number> {
  const [row] = await sql<{ count: number }>(
    `select count(*)::int as count from webhook_delivery
     where team_id = $1 and receiver_id = $2 and redelivery_id = $3 and state = 'waiting'`,
    keyOf(open),
  );
  return row?.count ?? 0;
}

type Taken = { readonly count: number; readonly reached: string | undefined };

/** Lets the next ones of the span wait, in order, as far as there is room. */
async function takeMore(
  sql: Sql,
  open: Open,
  { sending, now }: { readonly sending: number; readonly now: Date },
): Promise<Taken> {
  const room = AT_ONCE - sending;
  if (room <= 0) return none;
  const [row] = await sql<{ count: number; reached: string | null }>(takeOf(open.states), [
    ...[open.team_id, open.receiver_id, now, open.states, open.type, open.from_at, open.until_at],
    ...[open.reached, open.last_position, room, open.redelivery_id],
  ]);
  return { count: row?.count ?? 0, reached: row?.reached ?? undefined };
}

const takeOf = (states: readonly string[]) => `
  with next as (
    select position from webhook_delivery d
    where team_id = $1 and receiver_id = $2 and ${inSpan(states)}
      and position > $8 and position <= $9
    order by position limit $10 for update
  ), again as (
    update webhook_delivery d set ${WAITS_AGAIN}, redelivery_id = $11, state_before = d.state
    from next where d.team_id = $1 and d.receiver_id = $2 and d.position = next.position
    returning d.subject, d.position
  ), ${LINES_UP}
  select count(*)::int as count, max(position) as reached from again`;

/**
 * Gives what waits its former state again, but for what is being sent at this moment: the first of a
 * line that somebody holds. Lines are held before their deliveries are looked at, as whoever sends does.
 */
async function putBack(sql: Sql, open: Open, now: Date): Promise<void> {
  await sql(
    `select from webhook_line where team_id = $1 and receiver_id = $2 and subject in (
       select subject from webhook_delivery
       where team_id = $1 and receiver_id = $2 and redelivery_id = $3 and state = 'waiting')
     order by subject for update`,
    keyOf(open),
  );
  await sql(
    `with back as (
       update webhook_delivery d
       set state = d.state_before, ended_at = $4, redelivery_id = null, state_before = null
       from webhook_line l
       where d.team_id = $1 and d.receiver_id = $2 and d.redelivery_id = $3 and d.state = 'waiting'
         and l.team_id = $1 and l.receiver_id = $2 and l.subject = d.subject
         and (l.leased_by is null or d.position > (
           select min(f.position) from webhook_open f
           where f.team_id = $1 and f.receiver_id = $2 and f.subject = d.subject
             and f.state = 'waiting'))
       returning d.subject)
     update webhook_line l set waiting = l.waiting - b.count
     from (select subject, count(*)::int as count from back group by subject) b
     where l.team_id = $1 and l.receiver_id = $2 and l.subject = b.subject`,
    [...keyOf(open), now],
  );
}

async function goOn(
  sql: Sql,
  open: Open,
  { count, reached = open.reached, now }: Taken & { readonly now: Date },
): Promise<void> {
  const dueAt = new Date(now.getTime() + (count > 0 ? NEXT_MS : REST_MS));
  await sql(
    `update webhook_redelivery set reached = $4, due_at = $5
     where team_id = $1 and receiver_id = $2 and redelivery_id = $3`,
    [...keyOf(open), reached, dueAt],
  );
}

async function end(sql: Sql, open: Open, now: Date): Promise<void> {
  await sql(
    `update webhook_redelivery r set due_at = null, ended_at = $4, status = $5,
       delivered = found.delivered, parked = found.parked
     from (select count(*) filter (where state = 'delivered')::int as delivered,
             count(*) filter (where state in ('parked', 'skipped'))::int as parked
           from webhook_delivery
           where team_id = $1 and receiver_id = $2 and redelivery_id = $3) found
     where r.team_id = $1 and r.receiver_id = $2 and r.redelivery_id = $3`,
    [...keyOf(open), now, open.status === 'stopping' ? 'stopped' : 'done'],
  );
}

function keyOf({ team_id, receiver_id, redelivery_id }: Open): readonly string[] {
  return [team_id, receiver_id, redelivery_id];
}
