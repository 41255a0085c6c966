import type { IncomingHttpHeaders } from 'node:http';
import { fromNodeHeaders } from 'better-auth/node';
import type { Database } from '../postgres/database.ts';
import type { Auth } from './auth.ts';

/** Who a session belongs to. */
export type SessionPerson = {
  readonly sessionId: string;
  readonly lastSeenAt: Date | null;
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly isOperator: boolean;
  readonly expiresAt: Date;
  readonly signedInAt: Date;
};

export type Sessions = {
  /** The session cookie of a request, as it was sent. */
  readonly cookieOf: (headers: IncomingHttpHeaders) => string | undefined;
  /** The person whose session the cookie names; undefined when it is forged or over. */
  readonly personOf: (headers: IncomingHttpHeaders) => Promise<SessionPerson | undefined>;
};

type Ports = { readonly auth: Auth; readonly database: Pick<Database, 'read'> };

/** Reads sessions through better-auth. */
export async function createSessions({ auth, database }: Ports): Promise<Sessions> {
  const { authCookies } = await auth.$context;
  return {
    cookieOf: ({ cookie }) => cookieValue(cookie, authCookies.sessionToken.name),
    personOf: async ({ cookie }) => {
      const found = await auth.api.getSession({
        headers: fromNodeHeaders({ cookie }),
        // a longer life needs a new cookie, and there is no answer here to send one with
        query: { disableRefresh: true },
      });
      if (!found) return undefined;
      const { user, session } = found;
      const [known] = await database.read<{ isOperator: boolean; lastSeenAt: Date | null }>(
        `select exists (select from people.operator where user_id = $1) as "isOperator",
           (select "lastSeenAt" from people."session" where "id" = $2) as "lastSeenAt"`,
        [user.id, session.id],
      );
      return {
        sessionId: session.id,
        lastSeenAt: known?.lastSeenAt ?? null,
        userId: user.id,
        email: user.email,
        name: user.name,
        isOperator: known?.isOperator ?? false,
        expiresAt: session.expiresAt,
        signedInAt: session.createdAt,
      };
    },
  };
}

function cookieValue(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const [key, ...value] = pair.split('=');
    if (key?.trim() === name) return value.join('=').trim();
  }
  return undefined;
}
