import { createTransport } from 'nodemailer';
import type { WrittenLetter } from './letter.ts';

/** Where mail is handed over, and whom it is from. */
export type MailSettings = {
  /** `smtp://` or `smtps://`, with user and password where the server asks for them. */
  readonly smtpUrl: string;
  readonly from: string;
};

export type OutgoingMail = WrittenLetter & {
  /** The same at every try, so that a mail that came twice is seen to be one. */
  readonly messageId: string;
  readonly to: string;
};

/** How it went, in words that hold nothing of the mail: servers quote what they refuse. */
export type SendOutcome =
  | { readonly kind: 'sent' }
  /** `isFinal` where the server will never take it. */
  | { readonly kind: 'failed'; readonly failure: string; readonly isFinal: boolean };

export type SendMail = (mail: OutgoingMail) => Promise<SendOutcome>;

/** A server that is slower than this is as good as down. In milliseconds. */
const TIMEOUTS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 };

/**
 * Hands mail to a server by SMTP: with TLS from the first byte (`smtps`), or as soon as the server offers
 * it (`smtp`).
 */
export function createSendMail({ smtpUrl, from }: MailSettings): SendMail {
  const transport = createTransport({ url: smtpUrl, ...TIMEOUTS });
  return async ({ to, ...mail }) => {
    try {
      // an object, so that nobody's address is read as several
      await transport.sendMail({ from, to: { name: '', address: to }, ...mail, ...AUTOMATIC });
      return { kind: 'sent' };
    } catch (error) {
      return { kind: 'failed', ...judge(error) };
    }
  };
}

/** Keeps answers of absent people away. @see RFC 3834, section 5 */
const AUTOMATIC = { headers: { 'auto-submitted': 'auto-generated' } } as const;

/** What a server says to one recipient or one letter does not change; the rest may. */
const ABOUT_THIS_MAIL = ['RCPT TO', 'DATA'];

function judge(error: unknown): { readonly failure: string; readonly isFinal: boolean } {
  const { code, responseCode, response, command } = factsOf(error);
  const isFinal = (responseCode ?? 0) >= 500 && ABOUT_THIS_MAIL.includes(command ?? '');
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.[1];
  const parts = [code ?? 'EUNKNOWN', command, responseCode, enhanced];
  return { isFinal, failure: parts.filter((part) => part !== undefined).join(' ') };
}

type Facts = {
  readonly code?: string | undefined;
  readonly responseCode?: number | undefined;
  readonly response?: string | undefined;
  readonly command?: string | undefined;
};

function factsOf(error: unknown): Facts {
  return error instanceof Error ? (error as Facts) : {};
}
