import { SignJWT } from 'jose';
import type { UnsignedClaims } from './claims-of.ts';
import type { SigningKey } from './signing-key.ts';

export type TokenLife = {
  readonly now: Date;
  readonly lifetimeSeconds: number;
};

/**
 * Signs claims into a JWT with RS256 and the key's `kid`, and adds `iat` and `exp`.
 *
 * Signing is the costly half: a host keeps a token for a while instead of minting one per call. The
 * imported key is remembered by the identity of `privateJwk`, which is frozen for it.
 *
 * @see spec/partner-api.md §3
 */
export function signToken(
  key: Pick<SigningKey, 'kid' | 'privateJwk'>,
  claims: UnsignedClaims,
  { now, lifetimeSeconds }: TokenLife,
): Promise<string> {
  const issuedAt = Math.floor(now.getTime() / 1000);
  return new SignJWT({ ...claims, iat: issuedAt, exp: issuedAt + lifetimeSeconds })
    .setProtectedHeader({ alg: 'RS256', kid: key.kid, typ: 'JWT' })
    .sign(key.privateJwk);
}
