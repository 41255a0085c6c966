import {
  projectClaims,
  publishedJwks,
  type SigningKey,
  signingKey,
  signToken,
  systemClaims,
  type UnsignedClaims,
  userClaims,
} from '@kontor/signatures';
import { BoundedCache } from '../bounded-cache.ts';
import type { PairwiseIds } from '../people/pairwise.ts';
import type { Database } from '../postgres/database.ts';
import type { Vault } from '../vault/vault.ts';
import { createSigningKeys, type NoteRotation, TOKEN_LIFETIME_SECONDS } from './signing-keys.ts';
import type { IdTokenSource, ProjectSubject, TokenSource, TokenSubject } from './token-source.ts';

/** A token is minted anew this long before it expires, so that no call carries one about to end. */
const RENEW_BEFORE_SECONDS = 300;
const REMEMBERED_TOKENS = 10_000;

export type IssuerPorts = {
  readonly database: Pick<Database, 'read' | 'transact'>;
  readonly vault: Pick<Vault, 'seal' | 'open'>;
  /** Exactly the `iss` of every token. */
  readonly issuer: string;
  readonly pairwise: Pick<PairwiseIds, 'accountIdFor' | 'userIdFor'>;
  readonly now: () => Date;
};

/** The host as an OpenID provider towards providers. @see spec/partner-api.md §3 */
export type Issuer = TokenSource &
  IdTokenSource & {
    /** A token with which somebody speaks for an environment of a project, towards whoever trusts the host. */
    readonly projectToken: (subject: ProjectSubject) => Promise<string>;
    /** Brings in a new signing key and says from when it signs. */
    readonly rotate: (
      note?: NoteRotation,
    ) => Promise<{ readonly keyId: string; readonly signsFrom: Date }>;
    /** Every key that is kept, by the time from which on it signs. */
    readonly keys: () => Promise<readonly SigningKey[]>;
    /** The key set as verifiers fetch it. */
    readonly jwks: () => Promise<ReturnType<typeof publishedJwks>>;
  };

type Minted = { readonly token: Promise<string>; readonly renewAt: number };

export function createIssuer({ database, vault, issuer, pairwise, now }: IssuerPorts): Issuer {
  const keys = createSigningKeys({ database, vault, now });
  const minted = new BoundedCache<string, Minted>(REMEMBERED_TOKENS);

  /** Signing is slow and its claims repeat with every call, so a token is used while it is fresh. */
  function tokenFor(claims: UnsignedClaims): Promise<string> {
    const name = JSON.stringify(claims);
    const known = minted.get(name);
    if (known && now().getTime() < known.renewAt) return known.token;
    const token = mint(claims);
    const freshFor = (TOKEN_LIFETIME_SECONDS - RENEW_BEFORE_SECONDS) * 1000;
    minted.set(name, { token, renewAt: now().getTime() + freshFor });
    token.catch(() => minted.delete(name));
    return token;
  }

  function identityOf({ integrationId, teamId, userId, email, name, ...subject }: TokenSubject) {
    const { installationId, role } = subject;
    return {
      issuer,
      integrationId,
      installationId,
      accountId: pairwise.accountIdFor(teamId, integrationId),
      userId: pairwise.userIdFor(userId, integrationId),
      role,
      ...(email !== '' && { email }),
      ...(name !== '' && { name }),
    };
  }

  async function mint(claims: UnsignedClaims): Promise<string> {
    const key = signingKey(await keys.current(), now());
    if (!key) throw new Error('no signing key signs now');
    return signToken(key, claims, { now: now(), lifetimeSeconds: TOKEN_LIFETIME_SECONDS });
  }

  return {
    userToken: async (subject) =>
      tokenFor(userClaims({ ...identityOf(subject), type: 'access_token' })),
    // made anew each time: two sign-ons share nothing
    idToken: (subject, { nonce, signedInAt } = {}) =>
      mint(userClaims({ ...identityOf(subject), type: 'id_token', nonce, signedInAt })),
    claimsOf: (subject) => userClaims({ ...identityOf(subject), type: 'id_token' }),
    systemToken: async ({ integrationId, installationId, teamId }) =>
      tokenFor(
        systemClaims({
          issuer,
          integrationId,
          installationId,
          type: 'access_token',
          ...(teamId !== null && { accountId: pairwise.accountIdFor(teamId, integrationId) }),
        }),
      ),
    projectToken: (subject) => tokenFor(projectClaims({ issuer, ...subject })),
    keys: () => keys.current(),
    rotate: async (note = async () => {}) => {
      const { kid, signsFrom } = await keys.rotate(note);
      return { keyId: kid, signsFrom };
    },
    jwks: async () => publishedJwks(await keys.current(), now()),
  };
}
