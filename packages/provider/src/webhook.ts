import { verifyWebhook as isSigned, webhookSignatureHeader } from '@kontor/signatures';
import { ProviderError } from './provider-error.ts';

/** A webhook as it came: the exact bytes, before anything parsed them. */
export type RawWebhook = {
  readonly body: string | Uint8Array;
  /** What stood in `x-vercel-signature`. */
  readonly signature: string | null | undefined;
};

/** One delivery; the same `id` may come again, and deliveries come in any order. */
export type WebhookEvent = {
  readonly id: string;
  readonly type: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly payload: Readonly<Record<string, unknown>>;
};

/**
 * Reads a webhook of the host once its signature is known to be made with the client secret.
 *
 * @throws ProviderError `forbidden` for a wrong signature, `validation_error` for a body that is no event
 * @see spec/partner-api.md §9
 */
export async function verifyWebhook(
  webhook: Request | RawWebhook,
  clientSecret: string,
): Promise<WebhookEvent> {
  const { body, signature } = webhook instanceof Request ? await rawOf(webhook) : webhook;
  if (!(await isSigned(body, signature, clientSecret))) {
    throw new ProviderError('forbidden', 'The signature of the webhook does not match.');
  }
  return eventIn(typeof body === 'string' ? body : new TextDecoder().decode(body));
}

async function rawOf(request: Request): Promise<RawWebhook> {
  return {
    body: new Uint8Array(await request.arrayBuffer()),
    signature: request.headers.get(webhookSignatureHeader),
  };
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
