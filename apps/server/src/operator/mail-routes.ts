import { ok, refuse } from '@kontor/core';
import { kontorEndpoints, type Mail } from '@kontor/protocol/kontor';
import { actorOf } from '../http/authorise.ts';
import { type Route, route } from '../http/route.ts';
import type { Mailbox } from '../mail/mailbox.ts';
import { HOST_LOG, type RecordEvent } from '../people/record-event.ts';
import type { Database } from '../postgres/database.ts';
import { mailQueueOn } from '../postgres/mail-queue.ts';
import { findMail, listMails } from './mail-views.ts';

export type MailRoutesPorts = {
  readonly database: Pick<Database, 'read' | 'transact'>;
  readonly mailbox: Pick<Mailbox, 'isOn'>;
  readonly recordEvent: RecordEvent;
  readonly now: () => Date;
};

/** What became of mail, for those who run the host. */
export function mailRoutes(ports: MailRoutesPorts): readonly Route[] {
  const { database, mailbox, recordEvent, now } = ports;
  const { read } = database;
  return [
    route(kontorEndpoints.listMails, async ({ query }) =>
      ok({
        status: 200,
        body: { isOn: mailbox.isOn, mails: await listMails(read, query, now()) },
      }),
    ),
    route(kontorEndpoints.sendMailAgain, async ({ params, caller }) => {
      const found = await findMail(read, params.mail, now());
      if (found === undefined) return mailNotFound(params.mail);
      if (!mailbox.isOn) return sendsNoMail();
      const isSent = await database.transact(async (sql) => {
        if (!(await mailQueueOn(sql).sendAgain(found.id, now()))) return false;
        await recordEvent(sql, {
          teamId: HOST_LOG,
          type: 'mail.sent-again',
          actor: actorOf(caller),
          subject: { mail: found.id },
          data: { kind: found.kind },
        });
        return true;
      });
      const mail = (await findMail(read, found.id, now())) ?? found;
      return isSent ? ok({ status: 202, body: { mail } }) : notSendable(mail);
    }),
  ];
}

function mailNotFound(id: string) {
  return refuse(
    'mail_not_found',
    `There is no mail '${id}'. What became of one is kept for 30 days.`,
  );
}

function sendsNoMail() {
  return refuse(
    'mail_not_sendable',
    'This host sends no mail. Start it with KONTOR_SMTP_URL and KONTOR_MAIL_FROM first.',
  );
}

function notSendable({ id, state }: Mail) {
  const why =
    state === 'failed'
      ? 'its letter is gone: what it led to is over, or it failed more than a week ago. Have whoever wanted it ask again'
      : state === 'sent'
        ? 'it was sent'
        : 'it waits to be sent already';
  return refuse('mail_not_sendable', `The mail '${id}' cannot be sent again: ${why}.`, { state });
}
