import { bytesOf, hmacKey } from './hmac.ts';

/** The header a webhook's signature stands in. @see spec/partner-api.md §9 */
export const webhookSignatureHeader = 'x-vercel-signature';

/**
 * Signs the exact bytes of a webhook's body: lower-case hexadecimal HMAC-SHA1.
 *
 * @param secret the integration's client secret
 * @see spec/partner-api.md §9
 */
export async function signWebhook(body: string | Uint8Array, secret: string): Promise<string> {
  const key = await hmacKey(bytesOf(secret), { hash: 'SHA-1', usage: 'sign' });
  const signature = await crypto.subtle.sign('HMAC', key, bytesOf(body));
  return Array.from(new Uint8Array(signature), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
}

/**
 * Says whether a webhook's signature was made with the secret, in a time that tells nothing of either.
 * Ask before the body is parsed, with the bytes as they came.
 *
 * @param signature what stands in {@link webhookSignatureHeader}; a missing one is refused
 */
export async function verifyWebhook(
  body: string | Uint8Array,
  signature: string | null | undefined,
  secret: string,
): Promise<boolean> {
  if (!signature || !/^[0-9a-f]{40}$/.test(signature)) return false;
  const claimed = Uint8Array.from(signature.match(/../g) ?? [], (pair) =>
    Number.parseInt(pair, 16),
  );
  const key = await hmacKey(bytesOf(secret), { hash: 'SHA-1', usage: 'verify' });
  return crypto.subtle.verify('HMAC', key, claimed, bytesOf(body));
}
