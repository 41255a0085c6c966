import type { CallerKind } from '@kontor/protocol';
import { type SigningKey, signToken, systemClaims, userClaims } from '@kontor/signatures';
import type { Installation, Person } from './installation.ts';

/** Long enough for a slow check, and short enough to be of no use afterwards. */
const LIFETIME_SECONDS = 300;

export type Claims = ReturnType<typeof userClaims> | ReturnType<typeof systemClaims>;

export type TokenLife = {
  readonly key?: SigningKey;
  readonly lifetimeSeconds?: number;
  /** How far the host's clock is ahead, in seconds. */
  readonly aheadSeconds?: number;
};

/** Says and signs what the host that is played vouches for. */
export type Tokens = ReturnType<typeof createTokens>;

type Signer = {
  readonly issuer: string;
  readonly clientId: string;
  readonly currentKey: () => SigningKey;
  readonly clock: () => Date;
};

export function createTokens({ issuer, clientId, currentKey, clock }: Signer) {
  const audience = { issuer, integrationId: clientId } as const;
  const user = (
    { id, accountId, admin }: Installation,
    { userId, role, email, name }: Person = admin,
    type: 'access_token' | 'id_token' = 'access_token',
  ) =>
    userClaims({
      ...audience,
      type,
      accountId,
      installationId: id,
      userId,
      role,
      email,
      name,
    });
  const system = ({ id, accountId }: Installation) =>
    systemClaims({ ...audience, type: 'access_token', accountId, installationId: id });

  return {
    user,
    system,
    of: (kind: CallerKind, installation: Installation): Claims =>
      kind === 'user' ? user(installation) : system(installation),
    /** Before anything is installed there is nobody to name. */
    ofNobody: () => systemClaims({ ...audience, type: 'access_token', installationId: null }),
    sign: (claims: Claims, life: TokenLife = {}): Promise<string> =>
      signToken(life.key ?? currentKey(), claims, {
        now: new Date(clock().getTime() + (life.aheadSeconds ?? 0) * 1000),
        lifetimeSeconds: life.lifetimeSeconds ?? LIFETIME_SECONDS,
      }),
  };
}
