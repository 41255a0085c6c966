import { ok, type Refusal, type Result, refuse } from '@kontor/core';
import type { Role, TeamRole } from '@kontor/protocol/vocabulary';

const wireRoles = {
  owner: 'OWNER',
  member: 'MEMBER',
  developer: 'DEVELOPER',
  billing: 'BILLING',
  viewer: 'VIEWER',
} as const satisfies Record<Role, TeamRole>;

/** A role in the words of the protocol's clients. @see spec/platform-api.md §4.3 */
export function teamRoleOf(role: Role): TeamRole {
  return wireRoles[role];
}

/**
 * The role here that a client means; undefined where none gives as little. Who only reads more than a
 * viewer elsewhere reads as one here. A contributor sees single projects, which no role here does.
 */
export function roleNamed(role: TeamRole): Role | undefined {
  switch (role) {
    case 'OWNER':
      return 'owner';
    case 'MEMBER':
      return 'member';
    case 'DEVELOPER':
      return 'developer';
    case 'BILLING':
      return 'billing';
    case 'VIEWER':
    case 'SECURITY':
    case 'VIEWER_FOR_PLUS':
      return 'viewer';
    case 'CONTRIBUTOR':
      return undefined;
  }
}

/** The role that somebody shall have; one that would have to be widened is refused. */
export function requireRole(role: TeamRole): Result<Role, Refusal> {
  const named = roleNamed(role);
  if (named !== undefined) return ok(named);
  return refuse(
    'invalid_request',
    `The role ${role} is not known here, and any other would allow more. Choose OWNER, MEMBER, DEVELOPER, BILLING or VIEWER.`,
    { fields: [{ key: 'role', message: 'is not known here' }] },
  );
}
