import type { Sql } from '../postgres/sql.ts';

/** Work of one kind that waits, over all teams. */
export type Backlog = {
  readonly work: 'operations' | 'webhook_events' | 'webhooks' | 'refreshes' | 'mails';
  readonly waiting: number;
  /** How long the one that has been due the longest has been due, in seconds; 0 where none is due. */
  readonly overdueSeconds: number;
};

/** Each queue holds what is not done alone, so counting it costs what waits. */
const BACKLOG = `
  select 'operations' as work, count(*)::int as waiting, min(due_at) as due_at from operation_queue
  union all
  select 'webhook_events', count(*)::int, min(due_at) from webhook_outbox
  union all
  select 'webhooks', coalesce(sum(waiting), 0)::int, min(due_at) from webhook_line
  union all
  select 'refreshes', count(*)::int, min(due_at) from refresh_queue
  union all
  select 'mails', count(*)::int, min(due_at) from mail where due_at is not null`;

export async function readBacklog(sql: Sql): Promise<Backlog[]> {
  const rows = await sql<{ work: Backlog['work']; waiting: number; overdue: number }>(
    `select work, waiting, coalesce(greatest(extract(epoch from now() - due_at), 0), 0)::float8 as overdue
     from (${BACKLOG}) queues`,
  );
  return rows.map(({ overdue, ...row }) => ({ ...row, overdueSeconds: overdue }));
}
