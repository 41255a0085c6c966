import {
  verifyWebhook as isSigned,
  standardWebhookHeaders,
  verifyStandardWebhook,
  webhookSignatureHeader,
} from '@kontor/signatures';
import { ProviderError } from './provider-error.ts';

/** A webhook as it came: the exact bytes, before anything parsed them. */
export type RawWebhook = {
  readonly body: string | Uint8Array;
  /** What stood in `x-vercel-signature`. */
  readonly signature: string | null | undefined;
  /** What stood in the headers of Standard Webhooks; asked only where the other signature is missing. */
  readonly standard?: StandardSignature;
};

type StandardSignature = {
  readonly id: string | null | undefined;
  readonly timestamp: string | null | undefined;
  readonly signature: string | null | undefined;
};

/** One delivery; the same `id` may come again, which a receiver sees to, and deliveries come in any order. */
export type WebhookEvent = {
  readonly id: string;
  readonly type: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly payload: Readonly<Record<string, unknown>>;
};

/**
 * Reads a webhook of the host once its signature is known to be made with the client secret: that of the
 * protocol, or that of Standard Webhooks, which is good for five minutes.
 *
 * @throws ProviderError `forbidden` for a wrong signature, `validation_error` for a body that is no event
 * @see spec/partner-api.md §9
 */
export async function verifyWebhook(
  webhook: Request | RawWebhook,
  clientSecret: string,
  now: Date = new Date(),
): Promise<WebhookEvent> {
  const raw =
    webhook instanceof Request
      ? { body: new Uint8Array(await webhook.arrayBuffer()), ...signaturesIn(webhook.headers) }
      : webhook;
  if (!(await isFromHost(raw, clientSecret, now))) {
    throw new ProviderError('forbidden', 'The signature of the webhook does not match.');
  }
  const { body } = raw;
  return eventIn(typeof body === 'string' ? body : new TextDecoder().decode(body));
}

/** What says in the headers of a request that it comes from the host. */
export function signaturesIn(headers: Headers): Omit<RawWebhook, 'body'> {
  return {
    signature: headers.get(webhookSignatureHeader),
    standard: {
      id: headers.get(standardWebhookHeaders.id),
      timestamp: headers.get(standardWebhookHeaders.timestamp),
      signature: headers.get(standardWebhookHeaders.signature),
    },
  };
}

/** A wrong signature is not made good by another one. */
function isFromHost(
  { body, signature, standard }: RawWebhook,
  secret: string,
  now: Date,
): Promise<boolean> {
  const isMissing = signature === null || signature === undefined;
  return isMissing && standard !== undefined
    ? verifyStandardWebhook({ ...standard, body }, secret, now)
    : isSigned(body, signature, secret);
}

function eventIn(text: string): WebhookEvent {
  const { id, type, createdAt, payload } = objectIn(text);
  if (typeof id !== 'string' || typeof type !== 'string') throw noEvent();
  // the protocol's table says date, real hosts send milliseconds
  const time = new Date(typeof createdAt === 'number' ? createdAt : String(createdAt)).getTime();
  if (Number.isNaN(time) || !isRecord(payload)) throw noEvent();
  return { id, type, createdAt: time, payload };
}

function objectIn(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    if (isRecord(parsed)) return parsed;
  } catch {
    // answered below, like any other body that is no event
  }
  throw noEvent();
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function noEvent(): ProviderError {
  return new ProviderError('validation_error', 'The body of the webhook is no event.');
}
