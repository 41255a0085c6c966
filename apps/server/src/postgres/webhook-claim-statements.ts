/** What is known of a delivery that is claimed. */
const DELIVERY = `position, delivery_id, body, attempts, attempts_before, tried_from,
  first_attempt_at, ctid as delivery_at`;

/**
 * Each receiver with a line is looked at by itself, by walking the index from one to the next, and gives no
 * more lines than it has room for; where all of them together have more than there is room for, the first of each come
 * before the second of any. The walk goes backward: what was sent leaves its dead entries where a
 * receiver's lines are due first, and its last ones are met without them. Then each line that nobody else holds is held and leased where it was
 * seen: no index is searched for it again. Nor is one for the only delivery of a line that says where it stands, if that is
 * what stands there.
 *
 * Nobody waits until the lease has reached the disk. A database that breaks down before forgets it, and
 * what was sent meanwhile is sent again, as whatever is under way when something breaks down.
 */
export const CLAIM = `
  with recursive receiver (id) as (
    (select receiver_id from webhook_line order by receiver_id desc limit 1)
    union all
    select (select l.receiver_id from webhook_line l where l.receiver_id < r.id
            order by l.receiver_id desc limit 1)
    from receiver r where r.id is not null
  ), place as (
    select id, greatest($3 - coalesce(($4::jsonb ->> id)::int, 0), 0) as free
    from receiver where id is not null
  ), due as materialized (
    select l.place
    from (select set_config('synchronous_commit', 'off', true)) quietly, place p
    cross join lateral (
      select place, due_at, row_number() over (order by due_at) as turn from (
        select ctid as place, due_at from webhook_line
        where receiver_id = p.id and due_at <= $1 and (leased_until is null or leased_until < now())
        order by due_at limit p.free) first) l
    order by l.turn, l.due_at limit $2
  ), held as materialized (
    select h.* from due cross join lateral (
      select ctid as place, team_id, receiver_id, subject, leased_by is not null as was_leased,
        begun_at as begun_before, first_position,
        case when waiting = 1 then first_delivery_at end as first_delivery_at,
        case when waiting = 1 then first_open_at end as first_open_at
      from webhook_line l
      where l.ctid = due.place and (l.leased_until is null or l.leased_until < now())
      limit 1 for update skip locked) h
  ), leased as (
    update webhook_line set leased_by = $5, begun_at = $1,
      leased_until = now() + $6 * interval '1 millisecond'
    where ctid = any(array(select place from held))
    returning team_id, receiver_id, subject, ctid as line_at)
  select h.team_id, h.receiver_id, h.subject, h.was_leased, h.begun_before,
    l.line_at, f.open_at, w.*
  from leased l join held h using (team_id, receiver_id, subject)
  left join lateral (
    select ctid as open_at from webhook_open o
    where o.ctid = h.first_open_at and o.team_id = h.team_id and o.receiver_id = h.receiver_id
      and o.state = 'waiting' and o.subject = h.subject and o.position = h.first_position
    limit 1) f on true
  left join lateral (
    select ${DELIVERY} from webhook_delivery d
    where d.ctid = h.first_delivery_at and d.team_id = h.team_id and d.receiver_id = h.receiver_id
      and d.state = 'waiting' and d.position = h.first_position
    limit 1) w on f.open_at is not null`;

/**
 * The first of lines that are held, and its delivery. Each is looked for from where it is in an order on: looked for as
 * equal, either could become a walk through all lines, or through all that a receiver has had, depending on what the database
 * knows.
 */
export const FIRSTS = `
  select l.index::int, f.open_at, w.*
  from unnest($1::text[], $2::text[], $3::text[])
    with ordinality as l (team_id, receiver_id, subject, index)
  left join lateral (
    select team_id, receiver_id, subject, position, ctid as open_at from webhook_open o
    where (o.team_id, o.receiver_id, o.subject) >= (l.team_id, l.receiver_id, l.subject)
      and o.state = 'waiting'
    order by o.team_id, o.receiver_id, o.subject, o.position limit 1) f
    on (f.team_id, f.receiver_id, f.subject) = (l.team_id, l.receiver_id, l.subject)
  left join lateral (
    select ${DELIVERY} from webhook_delivery d
    where d.team_id = f.team_id and d.receiver_id = f.receiver_id and d.position >= f.position
    order by d.position limit 1) w on w.position = f.position`;
