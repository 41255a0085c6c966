/** A key of `secret` for HMAC with one hash, for one use. */
export function hmacKey(
  secret: Uint8Array<ArrayBuffer>,
  { hash, usage }: { readonly hash: 'SHA-1' | 'SHA-256'; readonly usage: 'sign' | 'verify' },
) {
  return crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash }, false, [usage]);
}

/** A view on shared memory could change while it is read, so the bytes are taken over. */
export function bytesOf(data: string | Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(typeof data === 'string' ? new TextEncoder().encode(data) : data);
}
