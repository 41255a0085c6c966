/** The header a webhook's signature stands in. @see spec/partner-api.md §9 */
export const webhookSignatureHeader = 'x-vercel-signature';

/**
 * Signs the exact bytes of a webhook's body: lower-case hexadecimal HMAC-SHA1.
 *
 * @param secret the integration's client secret
 * @see spec/partner-api.md §9
 */
export async function signWebhook(body: string | Uint8Array, secret: string): Promise<string> {
  const key = await hmacKey(secret, 'sign');
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
  return crypto.subtle.verify('HMAC', await hmacKey(secret, 'verify'), claimed, bytesOf(body));
}

function hmacKey(secret: string, usage: 'sign' | 'verify') {
  const algorithm = { name: 'HMAC', hash: 'SHA-1' };
  return crypto.subtle.importKey('raw', bytesOf(secret), algorithm, false, [usage]);
}

/** A view on shared memory could change while it is read, so the bytes are taken over. */
function bytesOf(data: string | Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(typeof data === 'string' ? new TextEncoder().encode(data) : data);
}
