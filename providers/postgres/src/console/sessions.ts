import { randomBytes } from 'node:crypto';
import type { SignedOn } from '@kontor/provider';

/** A member of a team who looks at its databases. */
export type ConsoleSession = {
  readonly installationId: string;
  readonly name: string;
  readonly role: SignedOn['user']['role'];
  readonly expiresAt: Date;
};

export type ConsoleSessions = {
  /** Opens one, and answers the cookie that carries it. */
  readonly open: (person: SignedOn, isSecure: boolean) => string;
  /** That of a request, while it lasts. */
  readonly of: (request: Request) => ConsoleSession | undefined;
};

const cookie = 'kontor_postgres_console';
/** More than look at databases at once; beyond it the oldest goes. */
const capacity = 1000;

/**
 * Sessions in memory: whoever loses theirs comes again from the marketplace, with one click. Each ends
 * with what the host said of the person, so a role or membership that is gone counts an hour later.
 */
export function createConsoleSessions(clock: () => Date): ConsoleSessions {
  const sessions = new Map<string, ConsoleSession>();
  return {
    open: ({ user, installationId, expiresAt }, isSecure) => {
      const id = randomBytes(32).toString('base64url');
      const name = user.name ?? user.email ?? 'A member of the team';
      sessions.set(id, { installationId, name, role: user.role, expiresAt });
      const [oldest] = sessions.keys();
      if (sessions.size > capacity && oldest !== undefined) sessions.delete(oldest);
      const attributes = [
        'Path=/console',
        'HttpOnly',
        'SameSite=Lax',
        ...(isSecure ? ['Secure'] : []),
      ];
      return [`${cookie}=${id}`, ...attributes].join('; ');
    },
    of: (request) => {
      const sent = request.headers.get('cookie') ?? '';
      const id = new RegExp(`(?:^|;\\s*)${cookie}=([\\w-]+)`).exec(sent)?.[1] ?? '';
      const session = sessions.get(id);
      if (session === undefined || clock() < session.expiresAt) return session;
      sessions.delete(id);
      return undefined;
    },
  };
}
