import type { Session } from '../session.ts';

/** The team of a session, as calls at the protocol's own addresses name it. */
export async function scopeOf({ team }: Pick<Session, 'team'>) {
  const named = await team();
  return named.startsWith('team_') ? { teamId: named } : { slug: named };
}
