import { type CipherKey, createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { VaultError } from './key-wrapper.ts';

/** AES-256 takes keys of 32 bytes. */
export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts with AES-256-GCM into nonce, ciphertext and tag, bound to `context`.
 *
 * Nonces are random: below 2^32 values under one key the chance that two agree is negligible.
 *
 * @see NIST SP 800-38D §8.3
 */
export function encrypt(key: CipherKey, plaintext: Uint8Array, context: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(context);
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** Undoes {@link encrypt}. Throws a {@link VaultError} on anything else than exactly its output. */
export function decrypt(key: CipherKey, sealed: Uint8Array, context: Uint8Array): Buffer {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) throw unopenable();
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const tag = sealed.subarray(sealed.length - TAG_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(context);
  decipher.setAuthTag(tag);
  const start = decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES));
  try {
    return Buffer.concat([start, decipher.final()]);
  } catch (cause) {
    throw unopenable(cause);
  }
}

function unopenable(cause?: unknown): VaultError {
  return new VaultError(
    'A sealed value cannot be opened: it is altered, cut short, or was sealed for another place.',
    { cause },
  );
}
