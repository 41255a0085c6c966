import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const nonceLength = 12;
const tagLength = 16;

/** Length of a vault's key, in bytes. */
export const vaultKeyLength = 32;

/** Keeps texts unreadable where they are stored. */
export type Vault = {
  /** @param place where the sealed text stands: moved to another place, it does not open */
  readonly seal: (text: string, place: string) => Buffer;
  /** @throws when it was sealed with another key or for another place */
  readonly open: (sealed: Buffer, place: string) => string;
};

/** A sealed text is nonce, tag and ciphertext, in this order. */
export function createVault(key: Buffer): Vault {
  return {
    seal: (text, place) => {
      const nonce = randomBytes(nonceLength);
      const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(place));
      const hidden = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), hidden]);
    },
    open: (sealed, place) => {
      const nonce = sealed.subarray(0, nonceLength);
      const tag = sealed.subarray(nonceLength, nonceLength + tagLength);
      const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagLength });
      decipher.setAAD(Buffer.from(place)).setAuthTag(tag);
      const hidden = sealed.subarray(nonceLength + tagLength);
      return Buffer.concat([decipher.update(hidden), decipher.final()]).toString('utf8');
    },
  };
}
