import type { PartnerRole } from '@kontor/protocol';
import type { SystemTokenClaims, UserTokenClaims, VerifiedToken } from '@kontor/signatures';

/** A member of the team, acting through the host. @see spec/partner-api.md §3.1 */
export type UserCaller = {
  readonly kind: 'user';
  /** The team, under an id that only this integration knows. */
  readonly accountId: string;
  /** The member, under an id that only this integration knows. */
  readonly userId: string;
  readonly role: PartnerRole;
  readonly email: string | undefined;
  readonly name: string | undefined;
  readonly claims: UserTokenClaims;
};

/** The host itself, with nobody behind it. @see spec/partner-api.md §3.2 */
export type SystemCaller = {
  readonly kind: 'system';
  /** `undefined` only while nothing is installed. */
  readonly accountId: string | undefined;
  readonly claims: SystemTokenClaims;
};

export type Caller = UserCaller | SystemCaller;

export function callerOf(token: VerifiedToken): Caller {
  if (token.kind === 'system') {
    return {
      kind: 'system',
      accountId: token.claims.account_id ?? undefined,
      claims: token.claims,
    };
  }
  const { claims } = token;
  return {
    kind: 'user',
    accountId: claims.account_id,
    userId: claims.user_id,
    role: claims.user_role,
    email: claims.user_email,
    name: claims.user_name,
    claims,
  };
}
