import { createHmac } from 'node:crypto';
import { type AttemptOutcome, fail, ok, type Result } from '@kontor/core';
import { webhookSignatureHeader } from '@kontor/signatures';
import type { Dispatcher } from 'undici';
import manifest from '../../package.json' with { type: 'json' };
import { withoutQuery } from '../catalog/check-addresses.ts';
import { Stopped, sharedDeadline } from '../partner-api/deadline.ts';
import { DialError } from '../partner-api/dial-error.ts';
import { type Exchange, isTooLong } from '../partner-api/exchange.ts';
import { checkProviderUrl } from '../partner-api/provider-url.ts';
import { redactText } from '../partner-api/redact.ts';
import { readRetryAfter } from '../partner-api/retry-after.ts';
import type { AttemptRecord } from '../postgres/webhook-queue.ts';
import { exchangeOnLive } from './exchange-on-live.ts';
import { type Signer, signerWith } from './sign.ts';

/** Where a receiver listens and what it knows the host by. */
export type ReceiverAddress = { readonly url: string; readonly secret: string };

export type SendOptions = {
  readonly dispatcher: Dispatcher;
  readonly allowPrivateAddresses: boolean;
  readonly timeoutMs: number;
  /** Ends the attempt early; how it went is then not known. */
  readonly signal: AbortSignal;
  readonly now: () => Date;
};

type Sent = { readonly outcome: AttemptOutcome; readonly record: AttemptRecord };

/** The most that is read of an answer, and that is kept of it, in bytes and in characters. */
const MAX_ANSWER_BYTES = 64 * 1024;
const KEPT_CHARACTERS = 2_000;

/**
 * Makes one attempt at a delivery. The status alone decides, as soon as it is there: an answer that
 * never ends, or breaks off, was given all the same. Redirects are not followed.
 *
 * @see spec/webhooks.md — WHK-1, WHK-5, WHK-6
 */
export function sendDelivery(
  address: ReceiverAddress,
  { deliveryId, body }: { readonly deliveryId: string; readonly body: string },
  options: SendOptions,
): Promise<Sent> {
  const timestamp = Math.floor(options.now().getTime() / 1000);
  const headers = signerOf(address)({ deliveryId, body, timestamp });
  return post(address, { headers, body }, options);
}

/** Calls back whoever asked for it, once, signed where they gave a secret. @see spec/transfers.md — TRF-16 */
export function sendCallback(
  { url, secret }: { readonly url: string; readonly secret: string | undefined },
  body: string,
  options: SendOptions,
): Promise<Sent> {
  if (secret === undefined) return post({ url, secret: '' }, { headers: {}, body }, options);
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  return post({ url, secret }, { headers: { [webhookSignatureHeader]: signature }, body }, options);
}

type Posted = { readonly headers: Readonly<Record<string, string>>; readonly body: string };

async function post(
  address: ReceiverAddress,
  { headers: signatures, body }: Posted,
  { dispatcher, allowPrivateAddresses, timeoutMs, signal, now }: SendOptions,
): Promise<Sent> {
  const { secret } = address;
  const place = placeOf(address, allowPrivateAddresses);
  const at = now();
  if (!place.ok) return neverSent(place.error, at);
  const startMs = performance.now();
  const { origin, path } = place.value;
  const headers = {
    'content-type': 'application/json',
    'user-agent': `kontor/${manifest.version}`,
    'accept-encoding': 'identity',
    ...signatures,
  };
  const ended = await exchangeOnLive(
    dispatcher,
    { origin, method: 'POST', path, headers, body },
    { signal: sharedDeadline(timeoutMs, signal), maxBytes: MAX_ANSWER_BYTES },
  );
  return judged(ended, { secret, at, now: now(), durationMs: performance.now() - startMs });
}

/** Of addresses that somebody holds. */
const signers = new WeakMap<ReceiverAddress, Signer>();

function signerOf(address: ReceiverAddress): Signer {
  const signer = signers.get(address) ?? signerWith(address.secret);
  signers.set(address, signer);
  return signer;
}

type Place = Result<{ readonly origin: string; readonly path: string }, string>;

/** What was judged of addresses, for as long as somebody holds them: many deliveries go to each. */
const places = {
  permissive: new WeakMap<ReceiverAddress, Place>(),
  strict: new WeakMap<ReceiverAddress, Place>(),
};

function placeOf(address: ReceiverAddress, allowPrivateAddresses: boolean): Place {
  const known = allowPrivateAddresses ? places.permissive : places.strict;
  const place = known.get(address) ?? judgedPlace(address.url, allowPrivateAddresses);
  known.set(address, place);
  return place;
}

function judgedPlace(url: string, allowPrivateAddresses: boolean): Place {
  const checked = checkProviderUrl(withoutQuery(url), { allowPrivateAddresses });
  if (!checked.ok) return fail(checked.error.message);
  const { origin, pathname, search } = new URL(url);
  return ok({ origin, path: pathname + search });
}

function neverSent(message: string, at: Date): Sent {
  return {
    outcome: { kind: 'failed' },
    record: { at, outcome: 'not-sent', status: null, message, durationMs: 0, responseBody: null },
  };
}

type Facts = {
  readonly secret: string;
  /** When the attempt began, and now. */
  readonly at: Date;
  readonly now: Date;
  readonly durationMs: number;
};

function judged({ answer, body, failure }: Exchange, facts: Facts): Sent {
  const { secret, at, now, durationMs } = facts;
  const record = { at, durationMs: Math.round(durationMs), responseBody: shown(body, secret) };
  if (answer === undefined) {
    const { outcome, message } = failureOf(failure);
    return {
      outcome: { kind: 'failed' },
      record: { ...record, outcome, message, status: null },
    };
  }
  const { status } = answer;
  if (status >= 200 && status < 300) {
    const message = failure === undefined ? null : 'The answer did not end.';
    return {
      outcome: { kind: 'accepted' },
      record: { ...record, outcome: 'accepted', status, message },
    };
  }
  const message =
    status >= 300 && status < 400
      ? `Answered with ${status}; redirects are not followed.`
      : `Answered with ${status}.`;
  const answered = { ...record, outcome: 'refused', status, message };
  if (status === 410) return { outcome: { kind: 'gone' }, record: answered };
  const retryAfterMs = readRetryAfter(header(answer.headers['retry-after']), now);
  return {
    outcome: { kind: 'failed', ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
    record: answered,
  };
}

function header(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

function failureOf(failure: unknown): { readonly outcome: string; readonly message: string } {
  if (failure instanceof DialError) return { outcome: failure.reason, message: failure.message };
  if (failure instanceof Stopped) return { outcome: failure.reason, message: failure.message };
  if (isTooLong(failure)) {
    return { outcome: 'too-large', message: 'The answer was too long to read.' };
  }
  return { outcome: 'cut', message: 'The connection ended before there was an answer.' };
}

/** The beginning of an answer, without what the receiver was entrusted with and what no text can keep. */
function shown(body: Buffer, secret: string): string | null {
  if (body.length === 0) return null;
  const plain = new TextDecoder().decode(body).replaceAll('\0', '\u{fffd}');
  const text = redactText(secret === '' ? plain : plain.replaceAll(secret, '***'));
  return text.length <= KEPT_CHARACTERS
    ? text
    : `${text.slice(0, KEPT_CHARACTERS)}…`.toWellFormed();
}
