/**
 * Wraps data keys with key-encryption keys that never leave it: a local keyring, or a KMS.
 *
 * `context` names what the data key is for and is bound to the wrapping; unwrapping under another
 * context fails.
 */
export type KeyWrapper = {
  /** Id of the key-encryption key that wraps from now on. */
  readonly keyId: string;
  readonly wrap: (dataKey: Uint8Array, context: string) => Promise<Buffer>;
  /** Throws a {@link VaultError} when `keyId` is not known or the bytes were not wrapped under it. */
  readonly unwrap: (keyId: string, wrapped: Uint8Array, context: string) => Promise<Buffer>;
};

/** A value cannot be sealed or opened. Never says what it is. */
export class VaultError extends Error {
  override readonly name: string = 'VaultError';
}
