import { createHmac, createPrivateKey, createSign } from 'node:crypto';
import type { SigningKey } from '@kontor/signatures';

export type Forgery = {
  readonly header: object;
  readonly claims: object;
  /** A key signs with RS256, a text with HS256, and without either the signature is empty. */
  readonly signedWith?: SigningKey | string;
};

/** Makes tokens that no host would sign: of other algorithms, without times, by other keys. */
export function forgeToken({ header, claims, signedWith }: Forgery): string {
  const signed = `${encoded(header)}.${encoded(claims)}`;
  return `${signed}.${signatureOf(signed, signedWith)}`;
}

function signatureOf(signed: string, by: Forgery['signedWith']): string {
  if (by === undefined) return '';
  if (typeof by === 'string') return createHmac('sha256', by).update(signed).digest('base64url');
  const key = createPrivateKey({ key: { ...by.privateJwk }, format: 'jwk' });
  return createSign('RSA-SHA256').update(signed).sign(key, 'base64url');
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
