/** What is written of an attempt, and the lists that it comes in. */
export const OUTCOME =
  'team_id, receiver_id, delivery_id, attempt, at, outcome, status, message, duration_ms, response_body';
export const ATTEMPTS =
  '$1::text[], $2::text[], $3::text[], $4::int[], $5::timestamptz[], $6::text[], $7::int[], $8::text[], $9::int[], $10::text[]';

const lineOf = (attempt: string) => `l.team_id = ${attempt}.team_id
  and l.receiver_id = ${attempt}.receiver_id and l.subject = ${attempt}.subject`;
const deliveryOf = (attempt: string) => `d.team_id = ${attempt}.team_id
  and d.receiver_id = ${attempt}.receiver_id and d.position = ${attempt}.position
  and d.state = 'waiting'`;
const openOf = (attempt: string) => `w.team_id = ${attempt}.team_id
  and w.receiver_id = ${attempt}.receiver_id and w.state = 'waiting'
  and w.subject = ${attempt}.subject and w.position = ${attempt}.position`;

/**
 * Finds the rows where they stood when they were claimed, and looks for none of them in an index. What
 * stands there now may be something else, so it is found only where all three are still what they were.
 */
export const END_IN_PLACE = endOf({
  line: `l.ctid = e.line_at and ${lineOf('e')}`,
  besides: `
    cross join lateral (select from webhook_delivery d
      where d.ctid = e.delivery_at and ${deliveryOf('e')} limit 1) is_delivery
    cross join lateral (select from webhook_open w
      where w.ctid = e.open_at and ${openOf('e')} limit 1) is_open`,
  isLine: `l.ctid = o.line_at and ${lineOf('o')}`,
  isDelivery: `d.ctid = o.delivery_at and ${deliveryOf('o')}`,
  isOpen: `w.ctid = o.open_at and ${openOf('o')}`,
});

/** Finds them wherever they are: a line has moved when it has grown, or when its lease was renewed. */
export const END_WHEREVER = endOf({
  line: lineOf('e'),
  besides: '',
  isLine: lineOf('o'),
  isDelivery: deliveryOf('o'),
  isOpen: openOf('o'),
});

type Finds = {
  /** Which line `l` is that of an attempt `e`, and what must be there besides. */
  readonly line: string;
  readonly besides: string;
  /** Which line `l`, delivery `d` and open one `w` are those of an attempt `o` that was found. */
  readonly isLine: string;
  readonly isDelivery: string;
  readonly isOpen: string;
};

/**
 * Gives the lines back, shorter by one where their first delivery has ended, and answers those that were
 * still ours. Lines are held in the order in which new deliveries are put into them.
 */
function endOf({ line, besides, isLine, isDelivery, isOpen }: Finds): string {
  return `
    with ended as (
      select * from unnest(${ATTEMPTS}, $11::bigint[], $12::text[], $13::text[], $14::text[],
          $15::timestamptz[], $16::tid[], $17::tid[], $18::tid[])
        with ordinality as e (${OUTCOME}, position, subject, lease, state, due_at, line_at,
          delivery_at, open_at, index)
      order by receiver_id collate "C", subject collate "C"
    ), ours as (
      select e.*, l.waiting <= 1 and e.state <> 'waiting' as is_last
      from ended e cross join lateral (
        select waiting from webhook_line l where ${line} and l.leased_by = e.lease
        limit 1 for update) l ${besides}
    ), gone as (
      delete from webhook_line l using ours o where ${isLine} and o.is_last
    ), moved as (
      update webhook_line l set leased_until = null, leased_by = null, begun_at = null,
        due_at = o.due_at, waiting = l.waiting - case o.state when 'waiting' then 0 else 1 end
      from ours o where ${isLine} and not o.is_last
    ), tried as (
      update webhook_delivery d set attempts = o.attempt, state = o.state, noted = d.noted + 1,
        first_attempt_at = coalesce(d.first_attempt_at, o.at),
        ended_at = case when o.state <> 'waiting' then $19::timestamptz end
      from ours o where ${isDelivery}
      returning o.*
    ), told as (
      insert into webhook_attempt (${OUTCOME}) select ${OUTCOME} from tried
    ), closed as (
      delete from webhook_open w using tried o where ${isOpen} and o.state <> 'waiting'
    ), opened as (
      insert into webhook_open (team_id, receiver_id, state, position, subject)
      select team_id, receiver_id, state, position, subject from tried
      where state not in ('waiting', 'delivered')
    )
    select index::int from ours`;
}
