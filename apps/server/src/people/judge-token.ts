import { grantOfScopes, ok, type Refusal, type Result, refuse } from '@kontor/core';
import type { Principal } from '../http/principal.ts';
import type { PresentedToken } from './presented-token.ts';

/** Whether a presented token speaks for anybody now, or why it does not any more. */
export function judgeToken(token: PresentedToken, now: Date): Result<null, Refusal> {
  const alive = requireAlive(token, now);
  if (!alive.ok || token.kind !== 'installation') return alive;
  if (token.isFinalized) {
    return refuse(
      'unauthenticated',
      'The installation that this token belongs to is finalized, and its token ended with it.',
    );
  }
  if (token.linked?.disabledAt) {
    return refuse(
      'integration_configuration_disabled',
      'The linked account is disabled, because the member who answered for it does not any more. Another one can take it over.',
      { disabledReason: token.linked.disabledReason },
    );
  }
  return alive;
}

/** Whether a token is still good by itself. */
export function requireAlive(
  token: Pick<PresentedToken, 'revokedAt' | 'expiresAt'>,
  now: Date,
): Result<null, Refusal> {
  if (token.revokedAt) {
    return refuse(
      'unauthenticated',
      `This token was revoked at ${token.revokedAt.toISOString()}. Use another one.`,
    );
  }
  if (token.expiresAt && now >= token.expiresAt) {
    return refuse(
      'unauthenticated',
      `This token expired at ${token.expiresAt.toISOString()}. Make a new one.`,
    );
  }
  return ok(null);
}

/** For whom a token speaks, while it does. */
export function principalOf(token: PresentedToken): Principal {
  const { tokenId } = token;
  switch (token.kind) {
    case 'personal': {
      const { userId, email, name, isOperator, expiresAt, serviceId } = token;
      const person = {
        ...{ userId, email, name, isOperator, tokenId },
        ...limitsOf(token),
        ...(expiresAt !== null && { expiresAt }),
        ...(serviceId !== null && { serviceId }),
      };
      return { kind: 'person', person };
    }
    case 'agent': {
      const { userId, email, name, expiresAt, teamId, mandate } = token;
      const { projects } = mandate;
      const person = {
        ...{ userId, email, name, isOperator: false, tokenId, mandate },
        limits: { teamId, ...(projects !== null && { projects }) },
        ...(expiresAt !== null && { expiresAt }),
      };
      return { kind: 'person', person };
    }
    case 'machine': {
      const { teamId, grant, expiresAt } = token;
      const expiry = expiresAt === null ? {} : { expiresAt };
      return { kind: 'machine', tokenId, teamId, grant: { ...grant, ...expiry } };
    }
    case 'installation': {
      const { teamId, installationId, integrationId, linked, testClock } = token;
      const grant = linked && grantOfScopes(linked.scopes, linked.projects);
      const of = { tokenId, teamId, installationId, integrationId, testClock };
      return { kind: 'installation', ...of, ...(grant && { grant }) };
    }
  }
}

function limitsOf({ teamId, projects }: Extract<PresentedToken, { kind: 'personal' }>) {
  if (teamId === null) return {};
  return { limits: { teamId, ...(projects !== null && { projects }) } };
}
