import { createHmac, createSecretKey } from 'node:crypto';
import { standardWebhookHeaders, webhookSignatureHeader } from '@kontor/signatures';

/** What a delivery is signed for: its id, its bytes, and the time of the attempt in seconds since 1970. */
export type Signed = {
  readonly deliveryId: string;
  readonly body: string;
  readonly timestamp: number;
};

/** Signs what one receiver gets. */
export type Signer = (delivery: Signed) => Record<string, string>;

/**
 * Makes the headers that prove to a receiver whose delivery it is, as `signWebhook` and
 * `signStandardWebhook` make them. Web Cryptography hands each signature to another thread and back, which
 * takes longer than the attempt around it; Node's own is done at once. Keys are made once: of bytes that
 * are no key yet Node takes longer to find that out than to sign with them.
 *
 * @see spec/webhooks.md — WHK-5, WHK-20
 */
export function signerWith(secret: string): Signer {
  const key = createSecretKey(secret, 'utf8');
  const standardKey = createSecretKey(secret.replace(PREFIX, ''), encodingOf(secret));
  return ({ deliveryId, body, timestamp }) => {
    const standard = createHmac('sha256', standardKey)
      .update(`${deliveryId}.${timestamp}.`)
      .update(body);
    return {
      [webhookSignatureHeader]: createHmac('sha1', key).update(body).digest('hex'),
      [standardWebhookHeaders.id]: deliveryId,
      [standardWebhookHeaders.timestamp]: String(timestamp),
      [standardWebhookHeaders.signature]: `v1,${standard.digest('base64')}`,
    };
  };
}

const PREFIX = /^whsec_/;

/** Of a secret that begins with `whsec_` the base64 after that is the key. */
function encodingOf(secret: string): BufferEncoding {
  return PREFIX.test(secret) ? 'base64' : 'utf8';
}
