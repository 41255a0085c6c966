import type { Mail } from '@kontor/protocol/kontor';
import type { Sql } from '../postgres/sql.ts';

type Row = Omit<Mail, 'createdAt' | 'dueAt' | 'endedAt' | 'sendableUntil'> & {
  readonly createdAt: Date;
  readonly dueAt: Date | null;
  readonly endedAt: Date | null;
  readonly sendableUntil: Date | null;
};

const SELECT = `
  select mail_id as id, kind, recipient as "to", attempts, failure, created_at as "createdAt",
    case when sent_at is not null then 'sent' when failed_at is not null then 'failed'
      else 'waiting' end as state,
    due_at as "dueAt", coalesce(sent_at, failed_at) as "endedAt",
    case when kept_until > $1 then kept_until end as "sendableUntil"
  from mail m`;

const STATES: Readonly<Record<Mail['state'], string>> = {
  waiting: 'm.due_at is not null',
  sent: 'm.sent_at is not null',
  failed: 'm.failed_at is not null',
};

type Wanted = {
  readonly state: Mail['state'];
  readonly before?: string | undefined;
  readonly limit: number;
};

/** Mail of a state, newest first. */
export async function listMails(
  read: Sql,
  { state, before, limit }: Wanted,
  now: Date,
): Promise<Mail[]> {
  const rows = await read<Row>(
    `${SELECT} where ${STATES[state]} and ($2::text is null or (m.created_at, m.mail_id) <
       (select b.created_at, b.mail_id from mail b where b.mail_id = $2))
     order by m.created_at desc, m.mail_id desc limit $3`,
    [now, before ?? null, limit],
  );
  return rows.map(viewOf);
}

export async function findMail(read: Sql, id: string, now: Date): Promise<Mail | undefined> {
  const [row] = await read<Row>(`${SELECT} where m.mail_id = $2`, [now, id]);
  return row && viewOf(row);
}

function viewOf({ createdAt, dueAt, endedAt, sendableUntil, ...row }: Row): Mail {
  return {
    ...row,
    createdAt: createdAt.toISOString(),
    dueAt: dueAt?.toISOString() ?? null,
    endedAt: endedAt?.toISOString() ?? null,
    sendableUntil: sendableUntil?.toISOString() ?? null,
  };
}
