import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { standardWebhookHeaders, webhookSignatureHeader } from '@kontor/signatures';

/** What a delivery is signed for: its id, its bytes, and the time of the attempt in seconds since 1970. */
export type Signed = {
  readonly deliveryId: string;
  readonly body: string;
  readonly timestamp: number;
};

/**
 * The headers that prove to a receiver whose delivery it is, as `signWebhook` and `signStandardWebhook`
 * make them. Web Cryptography hands each signature to another thread and back, which takes longer than
 * the attempt around it; Node's own is done at once.
 *
 * @see spec/webhooks.md — WHK-5, WHK-20
 */
export function signatureHeaders(
  secret: string,
  { deliveryId, body, timestamp }: Signed,
): Record<string, string> {
  const standard = createHmac('sha256', standardKey(secret))
    .update(`${deliveryId}.${timestamp}.`)
    .update(body);
  return {
    [webhookSignatureHeader]: createHmac('sha1', secret).update(body).digest('hex'),
    [standardWebhookHeaders.id]: deliveryId,
    [standardWebhookHeaders.timestamp]: String(timestamp),
    [standardWebhookHeaders.signature]: `v1,${standard.digest('base64')}`,
  };
}

const PREFIX = 'whsec_';

/**
 * Of a secret that begins with `whsec_` the base64 after that is the key. Bytes as such would be looked at
 * for four times as long as signing takes.
 */
function standardKey(secret: string): string | KeyObject {
  if (!secret.startsWith(PREFIX)) return secret;
  return createSecretKey(Buffer.from(secret.slice(PREFIX.length), 'base64'));
}
