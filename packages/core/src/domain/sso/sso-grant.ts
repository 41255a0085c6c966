import type { InstallationId, IntegrationId, TeamId, UserId } from '@kontor/protocol/vocabulary';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';

/** How long a code may be on its way through a browser. @see spec/sso.md — SSO-3 */
export const codeLifetimeMs = 5 * 60 * 1000;

/**
 * A member on the way to a provider. Whoever brings the code, and is the provider, learns who it is.
 *
 * `sso` began at the host or at its page for providers, `openid` at a client of OpenID Connect.
 */
export type SsoGrant = {
  readonly flow: 'sso' | 'openid';
  readonly integrationId: IntegrationId;
  readonly installationId: InstallationId;
  readonly teamId: TeamId;
  readonly userId: UserId;
  /** Where the browser was sent with the code. */
  readonly redirectUri: string;
  /** Hash of the state that the host made; null where the client made one and checks it itself. */
  readonly stateHash: string | null;
  readonly nonce: string | null;
  /** The S256 challenge of a client that will prove that it began the flow. */
  readonly codeChallenge: string | null;
  /** When the person signed in at the host; null where the flow does not tell. */
  readonly signedInAt: Date | null;
  /** What a client of OpenID Connect was granted, with spaces between; empty otherwise. */
  readonly scope: string;
  readonly createdAt: Date;
  readonly codeExpiresAt: Date;
  readonly exchangedAt: Date | null;
  readonly endedAt: Date | null;
};

/** Who brings a code, and what they bring beside it. */
export type BroughtCode = {
  readonly flow: SsoGrant['flow'];
  readonly clientId: string;
  readonly redirectUri?: string | undefined;
  readonly stateHash?: string | undefined;
  /** Challenge of the verifier that was brought. */
  readonly codeChallenge?: string | undefined;
  /** Whether the client showed its secret; one that did not has to prove that it began the flow. */
  readonly isAuthenticated: boolean;
};

/**
 * Says whether a code is good for the one who brings it. A code of another client is unknown, so that
 * nobody learns of it. `isRepeated` is for the caller: what was got for the code ends with it.
 *
 * @see spec/sso.md — SSO-3, SSO-4
 */
export function judgeCode(
  grant: SsoGrant | undefined,
  brought: BroughtCode,
  at: Date,
): Result<SsoGrant, Refusal> & { readonly isRepeated?: true } {
  if (grant?.integrationId !== brought.clientId || grant.flow !== brought.flow) {
    return invalid('It is not known here; codes are for the client that they were made for.');
  }
  if (grant.exchangedAt !== null || grant.endedAt !== null) {
    return { ...invalid('It was used before, and a code works once.'), isRepeated: true };
  }
  if (at >= grant.codeExpiresAt) {
    return invalid(`It expired at ${grant.codeExpiresAt.toISOString()}.`);
  }
  return judgeCircumstances(grant, brought);
}

function judgeCircumstances(grant: SsoGrant, brought: BroughtCode): Result<SsoGrant, Refusal> {
  const { redirectUri, stateHash, codeChallenge, isAuthenticated } = brought;
  // an OpenID client states the address that it began with, always
  if (redirectUri === undefined ? grant.flow === 'openid' : redirectUri !== grant.redirectUri) {
    return invalid('redirect_uri is not the address that the browser was sent to.');
  }
  if (stateHash !== undefined && grant.stateHash !== null && stateHash !== grant.stateHash) {
    return invalid('state is not that of the code.');
  }
  if ((codeChallenge ?? null) !== grant.codeChallenge) {
    return invalid('code_verifier does not fit the code_challenge.');
  }
  if (!isAuthenticated && grant.codeChallenge === null) {
    return invalid('Without a client secret the flow has to begin with a code_challenge.');
  }
  return ok(grant);
}

function invalid(why: string) {
  return refuse('invalid_grant', `This code is not valid. ${why} Begin again.`);
}
