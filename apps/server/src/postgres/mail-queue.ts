import type { MailKind } from '../mail/mailbox.ts';
import type { Sql } from './sql.ts';

export type QueuedMail = {
  readonly id: string;
  readonly kind: MailKind;
  readonly about: string;
  readonly to: string;
  readonly sealed: Buffer;
  readonly createdAt: Date;
  readonly uselessAt: Date;
};

/** A mail that this process is to send now. */
export type ClaimedMail = Pick<QueuedMail, 'id' | 'kind' | 'to' | 'sealed' | 'uselessAt'> & {
  /** Tries that were begun, this one included. */
  readonly attempt: number;
};

/** How a mail stands that was posted. */
type MailState = 'waiting' | 'sent' | 'failed';

/** How long a mail belongs to a process that is sending it: longer than every deadline of sending. */
const LEASE_MS = 2 * 60 * 1000;

/** Mail on its way. What has ended keeps its outcome for a while, without the letter. */
export function mailQueueOn(sql: Sql) {
  return {
    insert: async (mail: QueuedMail & { readonly sealed: Buffer }): Promise<void> => {
      await sql(
        `insert into mail (mail_id, kind, about, recipient, sealed, created_at, useless_at, due_at)
         values ($1, $2, $3, $4, $5, $6, $7, $6)`,
        [mail.id, mail.kind, mail.about, mail.to, mail.sealed, mail.createdAt, mail.uselessAt],
      );
    },

    /** Takes what is due, oldest first. Who never says how it went has it taken over after a while. */
    claim: async (now: Date, limit: number): Promise<readonly ClaimedMail[]> => {
      return sql<ClaimedMail>(
        `update mail m set due_at = $2, attempts = attempts + 1
         from (select mail_id from mail where due_at <= $1 order by due_at limit $3
               for update skip locked) d
         where m.mail_id = d.mail_id
         returning m.mail_id as id, m.kind, m.recipient as "to", m.sealed,
           m.useless_at as "uselessAt", m.attempts as attempt`,
        [now, new Date(now.getTime() + LEASE_MS), limit],
      );
    },

    markSent: async (id: string, at: Date): Promise<void> => {
      await sql(
        `update mail set sent_at = $2, sealed = null, due_at = null, failure = null
         where mail_id = $1 and due_at is not null`,
        [id, at],
      );
    },

    tryAgain: async (id: string, dueAt: Date, failure: string): Promise<void> => {
      await sql(
        'update mail set due_at = $2, failure = $3 where mail_id = $1 and due_at is not null',
        [id, dueAt, failure],
      );
    },

    giveUp: async (id: string, at: Date, failure: string): Promise<void> => {
      await sql(
        `update mail set failed_at = $2, failure = $3, sealed = null, due_at = null
         where mail_id = $1 and due_at is not null`,
        [id, at, failure],
      );
    },

    /** Keeps what is about something that has ended from being sent. What is on its way arrives. */
    withdraw: async (about: string): Promise<void> => {
      await sql('delete from mail where about = $1 and due_at is not null', [about]);
    },

    /** How the newest mail about each of these stands. */
    statesOf: async (abouts: readonly string[]): Promise<ReadonlyMap<string, MailState>> => {
      const rows = await sql<{ about: string; state: MailState }>(
        `select distinct on (about) about, case when sent_at is not null then 'sent'
           when failed_at is not null then 'failed' else 'waiting' end as state
         from mail where about = any($1) order by about, created_at desc`,
        [abouts],
      );
      return new Map(rows.map(({ about, state }) => [about, state]));
    },

    prune: async (before: Date): Promise<void> => {
      await sql('delete from mail where created_at < $1 and due_at is null', [before]);
    },
  };
}
