/**
 * Wraps data keys with key-encryption keys that never leave it: a local keyring, or a KMS.
 *
 * `context` names what the data key is for and is bound to the wrapping; unwrapping under another
 * context fails.
 */
export type KeyWrapper = {
  /** Wraps under the key-encryption key that wraps now, which may be another one the next time. */
  readonly wrap: (dataKey: Uint8Array, context: string) => Promise<Wrapped>;
  /** Throws a {@link VaultError} when `keyId` is not known or the bytes were not wrapped under it. */
  readonly unwrap: (keyId: string, wrapped: Uint8Array, context: string) => Promise<Buffer>;
};

/** A wrapped data key, and the id of the key that wrapped it. */
export type Wrapped = { readonly keyId: string; readonly wrapped: Buffer };

/** A value cannot be sealed or opened. Never says what it is. */
export class VaultError extends Error {
  override readonly name: string = 'VaultError';
}
