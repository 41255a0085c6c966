/** What is written of an attempt, and the lists that it comes in. */
export const OUTCOME =
  'team_id, receiver_id, delivery_id, attempt, at, outcome, status, message, duration_ms, response_body';
export const ATTEMPTS =
  '$1::text[], $2::text[], $3::text[], $4::int[], $5::timestamptz[], $6::text[], $7::int[], $8::text[], $9::int[], $10::text[]';

/** The most that a delivery holds of an answer, in characters: it is to change where it stands. */
const MOST_BESIDE = 200;

/**
 * Gives the lines back, shorter by one where their first delivery has ended, and answers those that were
 * still ours. Lines are held in the order in which new deliveries are put into them.
 *
 * Rows are found where they stood when they were claimed, and looked for in no index. What stands there now may
 * be something else, so all three have to be still what they were, but for those without a place: they are gone. From
 * there on rows go by their places alone: to hand much from step to step costs as much as the steps.
 *
 * A first attempt that was accepted stands in the delivery itself, unless there is much to say of it; others have a row each.
 */
export const END = `
  with ended as (
    select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[],
        $7::int[], $8::timestamptz[], $9::text[], $10::int[], $11::text[], $12::int[], $13::text[],
        $14::timestamptz[], $15::tid[], $16::tid[], $17::tid[])
      with ordinality as e (team_id, receiver_id, subject, lease, position, state,
        attempt, at, outcome, status, message, duration_ms, response_body,
        due_at, line_at, delivery_at, open_at, index)
    order by receiver_id collate "C", subject collate "C"
  ), ours as materialized (
    select e.index, e.line_at, e.delivery_at, e.open_at, e.state, e.due_at, e.attempt, e.at, e.outcome,
      e.status, e.message, e.duration_ms, e.response_body,
      l.waiting <= 1 and e.state <> 'waiting' as is_last,
      case when e.attempt = 1 and e.outcome = 'accepted' and e.message is null
        and coalesce(length(e.response_body), 0) <= ${MOST_BESIDE} then e.at end as accepted_at
    from ended e
    cross join lateral (
      select waiting from webhook_line l
      where l.ctid = e.line_at and l.leased_by = e.lease and l.team_id = e.team_id
        and l.receiver_id = e.receiver_id and l.subject = e.subject
      limit 1 for update) l
    left join lateral (
      select true as is_there from webhook_delivery d
      where d.ctid = e.delivery_at and d.team_id = e.team_id and d.receiver_id = e.receiver_id
        and d.position = e.position and d.state = 'waiting'
      limit 1) d on true
    left join lateral (
      select true as is_there from webhook_open w
      where w.ctid = e.open_at and w.team_id = e.team_id and w.receiver_id = e.receiver_id
        and w.state = 'waiting' and w.subject = e.subject and w.position = e.position
      limit 1) w on true
    where (d.is_there or e.delivery_at is null) and (w.is_there or e.open_at is null)
  ), gone as (
    delete from webhook_line where ctid = any(array(select line_at from ours where is_last))
  ), moved as (
    update webhook_line l set leased_until = null, leased_by = null, begun_at = null,
      due_at = o.due_at, waiting = l.waiting - case o.state when 'waiting' then 0 else 1 end
    from ours o where l.ctid = o.line_at and not o.is_last
  ), tried as (
    update webhook_delivery d set attempts = o.attempt, state = o.state, noted = d.noted + 1,
      first_attempt_at = coalesce(d.first_attempt_at, o.at),
      ended_at = case when o.state <> 'waiting' then $18::timestamptz end,
      accepted_at = coalesce(o.accepted_at, d.accepted_at),
      accepted_status = case when o.accepted_at is null then d.accepted_status else o.status end,
      accepted_ms = case when o.accepted_at is null then d.accepted_ms else o.duration_ms end,
      accepted_body = case when o.accepted_at is null then d.accepted_body else o.response_body end
    from ours o where d.ctid = o.delivery_at
    returning d.team_id, d.receiver_id, d.delivery_id, o.attempt, o.at, o.outcome, o.status,
      o.message, o.duration_ms, o.response_body, d.state, d.position, d.subject, o.accepted_at
  ), told as (
    insert into webhook_attempt (${OUTCOME})
    select ${OUTCOME} from tried where accepted_at is null
  ), closed as (
    delete from webhook_open
    where ctid = any(array(select open_at from ours where state <> 'waiting'))
  ), opened as (
    insert into webhook_open (team_id, receiver_id, state, position, subject)
    select team_id, receiver_id, state, position, subject from tried
    where state not in ('waiting', 'delivered')
  )
  select index::int from ours`;

/**
 * Where the rows of attempts stand that were not found where they had stood: a line has moved when it has grown,
 * or when its lease was renewed. Holds the lines that are still ours, so that they stay there. Each row is looked
 * for by itself, and from where it is in an order on: joined, or looked for as equal in whichever index is smallest, the
 * database may go through all that is open, or all that a receiver has had, for each. A line that is waited for has to be
 * found as it is then, so it is looked for between itself and itself: only the index that begins with the team has that.
 */
export const FIND = `
  with ended as (
    select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[])
      with ordinality as e (team_id, receiver_id, subject, lease, position, index)
    order by receiver_id collate "C", subject collate "C"
  )
  select e.index::int, l.at as line, d.at as delivery, w.at as open from ended e
  cross join lateral (
    select ctid as at from webhook_line l
    where (l.team_id, l.receiver_id, l.subject) >= (e.team_id, e.receiver_id, e.subject)
      and (l.team_id, l.receiver_id, l.subject) <= (e.team_id, e.receiver_id, e.subject)
      and l.leased_by = e.lease
    limit 1 for update) l
  left join lateral (
    select position, state, ctid as at from webhook_delivery d
    where d.team_id = e.team_id and d.receiver_id = e.receiver_id and d.position >= e.position
    order by d.position limit 1) d on d.position = e.position and d.state = 'waiting'
  left join lateral (
    select position, ctid as at from webhook_open w
    where w.team_id = e.team_id and w.receiver_id = e.receiver_id and w.state = 'waiting'
      and w.position >= e.position
    order by w.position limit 1) w on w.position = e.position`;
