import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';

/**
 * One RS256 key pair of the host and its life:
 *
 *     published ──signsFrom──▶ signs ──signsUntil──▶ verifies only ──publishedUntil──▶ gone
 *
 * Without `signsUntil` it signs until a rotation replaces it. `privateJwk` is a secret: store it
 * encrypted, never log it.
 */
export type SigningKey = {
  readonly kid: string;
  readonly publicJwk: JWK;
  readonly privateJwk: JWK;
  readonly createdAt: Date;
  readonly signsFrom: Date;
  readonly signsUntil?: Date | undefined;
  readonly publishedUntil?: Date | undefined;
};

/** Makes a key that signs from now on; its id is its RFC 7638 thumbprint. */
export async function generateSigningKey(now: Date): Promise<SigningKey> {
  const pair = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true });
  const publicJwk = await exportJWK(pair.publicKey);
  return {
    kid: await calculateJwkThumbprint(publicJwk),
    publicJwk,
    privateJwk: await exportJWK(pair.privateKey),
    createdAt: now,
    signsFrom: now,
  };
}
