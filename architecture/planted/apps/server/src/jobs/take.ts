// breaks: what-is-taken-is-chosen-once

export const TAKE = `
  update payment_queue q set leased_until = now()
  from (select payment_id from payment_queue
        where due_at <= now() and (leased_until is null or leased_until < now())
        order by due_at limit $1 for update skip locked) due
  where q.payment_id = due.payment_id`;
