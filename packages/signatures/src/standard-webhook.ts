import { bytesOf, hmacKey } from './hmac.ts';

/** The headers of Standard Webhooks, in lower case. @see spec/webhooks.md — WHK-20 */
export const standardWebhookHeaders = {
  id: 'webhook-id',
  timestamp: 'webhook-timestamp',
  signature: 'webhook-signature',
} as const;

/** What a signature covers: the delivery, the time of the attempt in seconds since 1970, and the bytes. */
export type StandardWebhook = {
  readonly id: string;
  readonly timestamp: number;
  readonly body: string | Uint8Array;
};

/** How far the time of an attempt may be from the verifier's own, in seconds. */
export const standardWebhookTolerance = 5 * 60;

/**
 * Signs an attempt as Standard Webhooks says: `v1,` and the base64 HMAC-SHA256 of id, time and body.
 *
 * @param secret the text itself is the key; of one that begins with `whsec_`, the base64 after that
 * @see spec/webhooks.md — WHK-20
 */
export async function signStandardWebhook(
  webhook: StandardWebhook,
  secret: string,
): Promise<string> {
  const key = await hmacKey(keyIn(secret), { hash: 'SHA-256', usage: 'sign' });
  const signature = await crypto.subtle.sign('HMAC', key, signedPart(webhook));
  return `v1,${btoa(String.fromCharCode(...new Uint8Array(signature)))}`;
}

/** An attempt as it came; a header that is missing is refused. */
export type ReceivedStandardWebhook = {
  readonly id: string | null | undefined;
  readonly timestamp: string | null | undefined;
  /** May hold several, with spaces between; one that fits is enough. */
  readonly signature: string | null | undefined;
  readonly body: string | Uint8Array;
};

/**
 * Says whether an attempt was signed with the secret, within {@link standardWebhookTolerance} of `now`, in
 * a time that tells nothing of either. Ask before the body is parsed.
 */
export async function verifyStandardWebhook(
  { id, timestamp: text, signature, body }: ReceivedStandardWebhook,
  secret: string,
  now: Date,
): Promise<boolean> {
  if (!id || !signature || !text || !/^\d{1,12}$/.test(text)) return false;
  const timestamp = Number(text);
  if (Math.abs(now.getTime() / 1000 - timestamp) > standardWebhookTolerance) return false;
  const key = await hmacKey(keyIn(secret), { hash: 'SHA-256', usage: 'verify' });
  const signed = signedPart({ id, timestamp, body });
  for (const claimed of signaturesIn(signature)) {
    if (await crypto.subtle.verify('HMAC', key, claimed, signed)) return true;
  }
  return false;
}

/** Signatures that are looked at; a header that holds more is not a sender's. */
const MOST_SIGNATURES = 8;

function signaturesIn(header: string): Uint8Array<ArrayBuffer>[] {
  return header
    .split(' ')
    .slice(0, MOST_SIGNATURES)
    .filter((each) => /^v1,[A-Za-z0-9+/]{43}=$/.test(each))
    .map((each) => fromBase64(each.slice('v1,'.length)));
}

function signedPart({ id, timestamp, body }: StandardWebhook): Uint8Array<ArrayBuffer> {
  const before = bytesOf(`${id}.${timestamp}.`);
  const after = bytesOf(body);
  const whole = new Uint8Array(before.length + after.length);
  whole.set(before);
  whole.set(after, before.length);
  return whole;
}

const PREFIX = 'whsec_';

function keyIn(secret: string): Uint8Array<ArrayBuffer> {
  return secret.startsWith(PREFIX) ? fromBase64(secret.slice(PREFIX.length)) : bytesOf(secret);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
