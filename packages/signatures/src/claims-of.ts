import type { PartnerRole } from '@kontor/protocol/vocabulary';
import type { TokenType } from './claims.ts';

type Audience = {
  readonly issuer: string;
  /** The integration the token is for, `oac_…`. */
  readonly integrationId: string;
  readonly type: TokenType;
};

export type UserIdentity = Audience & {
  /** Hexadecimal, and its own for each integration. */
  readonly accountId: string;
  /** Hexadecimal, and its own for each integration. */
  readonly userId: string;
  readonly installationId: string;
  readonly role: PartnerRole;
  /** Verified; some providers refuse a token of a person without it. */
  readonly email?: string | undefined;
  readonly name?: string | undefined;
  readonly avatarUrl?: string | undefined;
  /** What the client of an OpenID flow sent, to find again. */
  readonly nonce?: string | undefined;
  /** When the person signed in at the host: the claim `auth_time`. */
  readonly signedInAt?: Date | undefined;
};

/** Says of a person what the protocol lets a provider know. @see spec/partner-api.md §3.1 */
export function userClaims(identity: UserIdentity) {
  const { issuer, integrationId, accountId, userId, installationId, role, type } = identity;
  return {
    iss: issuer,
    aud: integrationId,
    sub: `account:${hex(accountId)}:user:${hex(userId)}`,
    account_id: accountId,
    user_id: userId,
    installation_id: installationId,
    user_role: role,
    type,
    ...(identity.email !== undefined && { user_email: identity.email }),
    ...(identity.name !== undefined && { user_name: identity.name }),
    ...(identity.avatarUrl !== undefined && { user_avatar_url: identity.avatarUrl }),
    ...(identity.nonce !== undefined && { nonce: identity.nonce }),
    ...(identity.signedInAt !== undefined && {
      auth_time: Math.floor(identity.signedInAt.getTime() / 1000),
    }),
  };
}

export type SystemIdentity = Audience & {
  /** Hexadecimal; absent only while nothing is installed. */
  readonly accountId?: string | undefined;
  /** `null` only while nothing is installed: providers refuse it on the paths of an installation. */
  readonly installationId: string | null;
};

/** Says that the host itself calls. @see spec/partner-api.md §3.2 */
export function systemClaims(identity: SystemIdentity) {
  const { issuer, integrationId, accountId, installationId, type } = identity;
  return {
    iss: issuer,
    aud: integrationId,
    ...(accountId !== undefined && { sub: `account:${hex(accountId)}`, account_id: accountId }),
    installation_id: installationId,
    type,
  };
}

export type ProjectIdentity = {
  readonly issuer: string;
  readonly team: { readonly id: string; readonly slug: string };
  readonly project: { readonly id: string; readonly name: string };
  /** Name of an environment. */
  readonly environment: string;
};

/**
 * Says for which environment of which project somebody speaks. Its audience is the team's own name
 * at the host, so that no provider takes it for a token of an installation.
 *
 * @see spec/platform-api.md §4.1
 */
export function projectClaims({ issuer, team, project, environment }: ProjectIdentity) {
  const subject = `owner:${team.slug}:project:${project.name}:environment:${environment}`;
  return {
    iss: issuer,
    aud: `${issuer}/${team.slug}`,
    sub: subject,
    scope: subject,
    owner: team.slug,
    owner_id: team.id,
    project: project.name,
    project_id: project.id,
    environment,
  };
}

/** Claims before they are signed; signing adds the times. */
export type UnsignedClaims =
  | ReturnType<typeof userClaims>
  | ReturnType<typeof systemClaims>
  | ReturnType<typeof projectClaims>;

/** Providers match subjects against a pattern of hexadecimal ids, so another id is a mistake of the caller. */
function hex(id: string): string {
  if (!/^[0-9a-fA-F]+$/.test(id)) throw new TypeError('Account and user ids are hexadecimal.');
  return id;
}
