import { ok, type Refusal, type Result, refuse } from '@kontor/core';
import type { Token } from '@kontor/protocol/kontor';
import { teamId, tokenId } from '@kontor/protocol/vocabulary';
import type { AccessToken } from './access-token-store.ts';

/** A token as it is listed: what it is for, never what it is. */
export function tokenView(token: AccessToken): Token {
  return {
    ...token,
    id: tokenId.parse(token.id),
    teamId: token.teamId === null ? null : teamId.parse(token.teamId),
    grant: token.grant === null ? null : grantView(token.grant),
    projects: token.projects === null ? null : [...token.projects],
    createdAt: token.createdAt.toISOString(),
    expiresAt: token.expiresAt?.toISOString() ?? null,
    lastUsedAt: token.lastUsedAt?.toISOString() ?? null,
  };
}

/** Reads when a new token shall expire: never, or at a time that is still to come. */
export function readExpiry(
  wished: string | number | undefined,
  now: Date,
): Result<Date | null, Refusal> {
  if (wished === undefined) return ok(null);
  const expiresAt = new Date(wished);
  if (expiresAt > LATEST) return tooLate(wished);
  if (expiresAt > now) return ok(expiresAt);
  return refuse(
    'invalid_request',
    `expiresAt must lie in the future, and ${wished} does not: it is ${now.toISOString()} here.`,
    { fields: [{ key: 'expiresAt', message: 'must lie in the future' }] },
  );
}

/** Later times have years that ISO 8601 writes only by agreement. */
const LATEST = new Date('9999-12-31T23:59:59.999Z');

function tooLate(wished: string | number) {
  return refuse('invalid_request', `expiresAt must lie before the year 10000, not at ${wished}.`, {
    fields: [{ key: 'expiresAt', message: 'must lie before the year 10000' }],
  });
}

export function tokenNotFound(id: string) {
  return refuse('token_not_found', `There is no token '${id}' here.`);
}

function grantView({ role, actions, projects, environments }: NonNullable<AccessToken['grant']>) {
  return {
    role,
    ...(actions && { actions: [...actions] }),
    ...(projects && { projects: [...projects] }),
    ...(environments && { environments: [...environments] }),
  };
}
