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

/** How long a mail that failed can be sent again, at most: time to mend what was wrong, and no archive. */
const LETTER_KEPT_MS = 7 * 24 * 60 * 60 * 1000;

/** Mail on its way. What has ended keeps its outcome for a while, what was sent without the letter. */
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
        `with due as materialized (
           select mail_id from mail where due_at <= $1 order by due_at limit $3
           for update skip locked)
         update mail m set due_at = $2, attempts = attempts + 1
         from due where m.mail_id = due.mail_id
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

    /** Keeps the letter for those who send it again, but not longer than it is of use. */
    giveUp: async (id: string, at: Date, failure: string): Promise<void> => {
      const until = new Date(at.getTime() + LETTER_KEPT_MS);
      await sql(
        `update mail set failed_at = $2, failure = $3, due_at = null,
           sealed = case when useless_at > $2 then sealed end,
           kept_until = case when useless_at > $2 then least(useless_at, $4) end
         where mail_id = $1 and due_at is not null`,
        [id, at, failure, until],
      );
    },

    /** Has a mail that failed sent as if it were new. False where it did not fail, or its letter is gone. */
    sendAgain: async (id: string, at: Date): Promise<boolean> => {
      const rows = await sql(
        `update mail set due_at = $2, failed_at = null, kept_until = null, attempts = 0
         where mail_id = $1 and kept_until > $2 returning mail_id`,
        [id, at],
      );
      return rows.length > 0;
    },

    /** Forgets letters of mail that failed and that nobody may send again any more. */
    dropLetters: async (at: Date): Promise<void> => {
      await sql('update mail set sealed = null, kept_until = null where kept_until <= $1', [at]);
    },

    /** Keeps what is about something that has ended from being sent. What is on its way arrives. */
    withdraw: async (about: string): Promise<void> => {
      await sql('delete from mail where about = $1 and due_at is not null', [about]);
      await sql(
        'update mail set sealed = null, kept_until = null where about = $1 and kept_until is not null',
        [about],
      );
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
