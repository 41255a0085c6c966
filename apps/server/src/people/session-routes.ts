import { ok, refuse } from '@kontor/core';
import { kontorEndpoints, type Session } from '@kontor/protocol/kontor';
import { actorOf } from '../http/authorise.ts';
import { type Route, route } from '../http/route.ts';
import type { Database } from '../postgres/database.ts';
import { IDENTITY_PROVIDER } from '../services/provisioned.ts';
import { findPerson } from './member-changes.ts';
import type { PasswordResets } from './password-resets.ts';
import { HOST_LOG, type RecordEvent } from './record-event.ts';
import { type KeptSession, sessionStoreOn } from './session-store.ts';

export type SessionRoutesPorts = {
  readonly database: Pick<Database, 'read' | 'transact'>;
  readonly passwordResets: PasswordResets;
  readonly recordEvent: RecordEvent;
  readonly now: () => Date;
  /** Makes what has ended count at once in this process. */
  readonly forget: () => void;
};

/** Where somebody is signed in with a browser, and how they can be. */
export function sessionRoutes(ports: SessionRoutesPorts): readonly Route[] {
  const { read } = ports.database;
  const store = sessionStoreOn(read);
  return [
    route(kontorEndpoints.listSessions, async ({ caller }) => {
      const sessions = await store.list(caller.userId, ports.now());
      return ok({
        status: 200,
        body: { sessions: sessions.map((each) => viewOf(each, caller.sessionId)) },
      });
    }),
    route(kontorEndpoints.endSession, async ({ caller, params: { session } }) => {
      if (!(await store.end(caller.userId, session))) return sessionNotFound(session);
      ports.forget();
      return ok({ status: 204, body: null });
    }),
    route(kontorEndpoints.endOtherSessions, async ({ caller }) => {
      const ended = await store.endOthers(caller.userId, caller.sessionId ?? null);
      ports.forget();
      return ok({ status: 200, body: { ended } });
    }),
    route(kontorEndpoints.getSignInWays, async ({ caller }) => {
      const accounts = await read<{ providerId: string }>(
        'select "providerId" from people."account" where "userId" = $1',
        [caller.userId],
      );
      const has = (id: string) => accounts.some(({ providerId }) => providerId === id);
      return ok({
        status: 200,
        body: { password: has('credential'), platform: has(IDENTITY_PROVIDER) },
      });
    }),
    route(kontorEndpoints.createPasswordReset, async ({ body: { email }, caller }) => {
      const person = await findPerson(read, email);
      if (!person.ok) return person;
      const { userId } = person.value;
      const made = await ports.passwordResets.make(userId);
      if (made === undefined) return hasNoPassword(email);
      const expiresAt = made.expiresAt.toISOString();
      // nobody has the link before the log says that it was made
      await ports.database.transact((sql) =>
        ports.recordEvent(sql, {
          teamId: HOST_LOG,
          type: 'password-reset.created',
          actor: actorOf(caller),
          subject: { user: userId },
          data: { email: person.value.email, expiresAt },
        }),
      );
      return ok({ status: 201, body: { url: made.url, expiresAt } });
    }),
  ];
}

function viewOf(session: KeptSession, current: string | undefined): Session {
  const { createdAt, lastSeenAt, expiresAt } = session;
  return {
    ...session,
    isCurrent: session.id === current,
    createdAt: createdAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  };
}

function sessionNotFound(id: string) {
  return refuse('session_not_found', `No session of yours has the id '${id}'. It may have ended.`);
}

function hasNoPassword(email: string) {
  return refuse('has_no_password', `${email} has no password here, and signs in at the platform.`, {
    email,
  });
}
