import type { FastifyBaseLogger } from 'fastify';
import { openLetter } from '../mail/mailbox.ts';
import type { SendMail } from '../mail/smtp.ts';
import { type ClaimedMail, mailQueueOn } from '../postgres/mail-queue.ts';
import type { Sql } from '../postgres/sql.ts';
import type { Vault } from '../vault/vault.ts';

export type SendMailsPorts = {
  readonly sql: Sql;
  readonly vault: Pick<Vault, 'open'>;
  readonly send: SendMail;
  /** The host's public address; its name stands in the id of every message. */
  readonly url: string;
  readonly now: () => Date;
  readonly log: Pick<FastifyBaseLogger, 'warn'>;
  /** Told of each mail that broke down here, and not at the server. */
  readonly onError: (error: unknown) => void;
  /** Ends the run between two batches. */
  readonly signal: AbortSignal;
};

/** Sent side by side. */
const BATCH = 5;
/** How long after a failed try the next one is due, by the tries there were, in milliseconds. */
const AGAIN_AFTER_MS = [10, 60, 5 * 60, 15 * 60, 60 * 60].map((seconds) => seconds * 1000);
/** A server that takes nothing for so long is not there any more, in milliseconds. */
const TRIED_FOR_MS = 2 * 24 * 60 * 60 * 1000;
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * Sends what is due, outside any transaction. Several processes may do it at once: each mail is one's. A
 * process that dies while it sends leaves the mail to another, under the same message id.
 */
export async function sendMails(ports: SendMailsPorts): Promise<void> {
  const { sql, now, signal, onError } = ports;
  while (!signal.aborted) {
    const claimed = await mailQueueOn(sql).claim(now(), BATCH);
    if (claimed.length === 0) return;
    await Promise.all(
      claimed.map((mail) =>
        sendOne(ports, mail).catch((cause: unknown) =>
          onError(new Error(`the mail ${mail.id} broke down and is tried again`, { cause })),
        ),
      ),
    );
  }
}

async function sendOne(
  { sql, vault, send, url, now, log }: SendMailsPorts,
  mail: ClaimedMail,
): Promise<void> {
  const queue = mailQueueOn(sql);
  const { id, kind, attempt } = mail;
  if (mail.uselessAt <= now()) return queue.giveUp(id, now(), 'too late');
  const letter = await openLetter(vault, mail);
  const messageId = `<${id}@${new URL(url).hostname}>`;
  const outcome = await send({ ...letter, messageId, to: mail.to });
  if (outcome.kind === 'sent') return queue.markSent(id, now());
  const { failure } = outcome;
  const dueAt = new Date(now().getTime() + againAfterMs(attempt));
  if (outcome.isFinal || isTriedEnough(attempt) || dueAt >= mail.uselessAt) {
    log.warn({ mail: id, kind, attempt, failure }, 'a mail cannot be sent');
    return queue.giveUp(id, now(), failure);
  }
  log.warn({ mail: id, kind, attempt, failure }, 'a mail is not sent yet and is tried again');
  return queue.tryAgain(id, dueAt, failure);
}

function againAfterMs(attempt: number): number {
  return AGAIN_AFTER_MS[Math.min(attempt, AGAIN_AFTER_MS.length) - 1] ?? 0;
}

function isTriedEnough(attempt: number): boolean {
  let triedMs = 0;
  for (let each = 1; each <= attempt; each++) triedMs += againAfterMs(each);
  return triedMs > TRIED_FOR_MS;
}

/** Forgets what became of mail long ago, and letters that are kept no longer. */
export async function pruneMails(sql: Sql, now: Date): Promise<void> {
  await mailQueueOn(sql).dropLetters(now);
  await mailQueueOn(sql).prune(new Date(now.getTime() - KEPT_MS));
}
