import type { IncomingHttpHeaders } from 'node:http';
import { ok, type Refusal, type Result, refuse } from '@kontor/core';
import { BoundedCache } from '../bounded-cache.ts';
import type { Callers, Principal, TeamSummary } from '../http/principal.ts';
import type { Database } from '../postgres/database.ts';
import { sqlOn } from '../postgres/sql.ts';
import { RecentAnswers } from '../recent-answers.ts';
import {
  findPresentedServiceToken,
  type PresentedServiceToken,
  touchServiceToken,
} from '../services/service-store.ts';
import { type Soon, soon } from '../soon.ts';
import { accessTokenStoreOn, USE_NOTED_EVERY_MS } from './access-token-store.ts';
import { judgeToken, principalOf, requireAlive } from './judge-token.ts';
import { isFromOwnPage } from './own-origins.ts';
import { findPresentedToken, type PresentedToken } from './presented-token.ts';
import { sessionStoreOn } from './session-store.ts';
import type { SessionPerson, Sessions } from './sessions.ts';
import { type Membership, teamStoreOn } from './team-store.ts';
import { hashToken, isTokenText, prefixOf } from './token-text.ts';

/** How long a process that hears nothing may still accept what another one has ended, in milliseconds. */
const REMEMBERED_MS = 2000;
const CAPACITY = 20_000;

export type CallersPorts = {
  readonly database: Pick<Database, 'read' | 'pool'>;
  readonly sessions: Sessions;
  /** Origins whose pages may use a session to change something. */
  readonly origins: readonly string[];
  readonly now: () => Date;
  /** Told when the use of a token could not be noted; the request itself goes on. */
  readonly onError: (error: unknown) => void;
};

/** A token, and for whom it speaks while it does. */
type Bearer = { readonly token: PresentedToken; readonly principal: Principal };

/** {@link Callers}, with a way to make a change of people, tokens or installations count at once. */
export type PeopleCallers = Callers & {
  /** Forgets who was recognised lately. Call it after the change is committed. */
  readonly forget: () => void;
};

/** Recognises callers by their tokens and sessions. */
export function createCallers(ports: CallersPorts): PeopleCallers {
  const { database, sessions, now } = ports;
  const recent = <Value>() =>
    new RecentAnswers<Value>({ forMs: REMEMBERED_MS, capacity: CAPACITY, now });
  const tokens = recent<Bearer>();
  const serviceTokens = recent<PresentedServiceToken>();
  const people = recent<SessionPerson>();
  const memberships = recent<Membership>();
  const teams = recent<TeamSummary>();
  const firstTeams = recent<string>();
  const noted = new BoundedCache<string, number>(CAPACITY);
  const store = teamStoreOn(database.read);

  /** Remembered as it was sent: to read and to hash it costs more than all else of recognising a caller. */
  function byAuthorization(sent: string): Soon<Result<Principal, Refusal>> {
    const at = now();
    const known = tokens.known(sent, () => findBearer(textOf(sent) ?? ''), at);
    if (known !== undefined) return asBearer(known, at);
    const text = textOf(sent);
    if (text === undefined) return unreadableAuthorization();
    if (!isTokenText(text)) return unknownToken();
    if (text.startsWith(prefixOf('service'))) {
      const find = () => findPresentedServiceToken(database.read, hashToken(text));
      return soon(serviceTokens.answer(sent, find), asService);
    }
    return soon(
      tokens.answer(sent, () => findBearer(text)),
      (found) => asBearer(found, now()),
    );
  }

  async function findBearer(text: string): Promise<Bearer | undefined> {
    const token = await findPresentedToken(database.read, hashToken(text));
    return token && { token, principal: principalOf(token) };
  }

  function asBearer(bearer: Bearer | undefined, at: Date): Result<Principal, Refusal> {
    if (!bearer) return unknownToken();
    const judged = judgeToken(bearer.token, at);
    if (!judged.ok) return judged;
    noteUse(bearer.token, at);
    return ok(bearer.principal);
  }

  function asService(token: PresentedServiceToken | undefined): Result<Principal, Refusal> {
    if (!token) return unknownToken();
    const at = now();
    const alive = requireAlive(token, at);
    if (!alive.ok) return alive;
    noteUse(token, at, touchServiceToken);
    const { tokenId, serviceId, name, signsPeopleIn, scopes } = token;
    return ok({ kind: 'service', tokenId, serviceId, name, signsPeopleIn, scopes });
  }

  /** Runs beside the request, on a connection that reads do not wait for. */
  function noteUse(
    { tokenId, lastUsedAt }: Pick<PresentedToken, 'tokenId' | 'lastUsedAt'>,
    at: Date,
    touch: typeof touchServiceToken = (sql, id, when) => accessTokenStoreOn(sql).touch(id, when),
  ): void {
    const notedAt = noted.get(tokenId) ?? lastUsedAt?.getTime() ?? 0;
    if (at.getTime() - notedAt < USE_NOTED_EVERY_MS) return;
    noted.set(tokenId, at.getTime());
    touch(sqlOn(database.pool), tokenId, at).catch(ports.onError);
  }

  async function bySession(
    headers: IncomingHttpHeaders,
    method: string,
  ): Promise<Result<Principal, Refusal>> {
    const cookie = sessions.cookieOf(headers);
    if (cookie === undefined) return noCredential();
    if (method !== 'GET' && !isFromOwnPage(headers, ports.origins)) return foreignPage();
    const person = await people.answer(cookie, () => sessions.personOf(headers));
    const at = now();
    if (!person || person.expiresAt <= at) return endedSession();
    const { lastSeenAt, expiresAt: _, ...known } = person;
    noteUse({ tokenId: known.sessionId, lastUsedAt: lastSeenAt }, at, (sql, id, when) =>
      sessionStoreOn(sql).touch(id, when),
    );
    return ok({ kind: 'person', person: { ...known, tokenId: null } });
  }

  return {
    now,
    authenticate: (headers, method) =>
      headers.authorization === undefined
        ? bySession(headers, method)
        : byAuthorization(headers.authorization),
    membership: (userId, named, at) =>
      memberships.answer(`${userId} ${named}`, () => store.findMembership(userId, named), at),
    firstTeam: (userId) => firstTeams.answer(userId, () => store.findFirstTeam(userId)),
    team: (named) => teams.answer(named, () => store.findTeam(named)),
    forget: () => {
      for (const remembered of [tokens, serviceTokens, people, memberships, teams, firstTeams]) {
        remembered.forget();
      }
    },
  };
}

/** The token in an `Authorization` header. */
function textOf(sent: string): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(sent)?.[1];
}

function noCredential() {
  return refuse(
    'unauthenticated',
    'No credential was sent. Sign in, or send a token as Authorization: Bearer <token>.',
  );
}

function unreadableAuthorization() {
  return refuse(
    'unauthenticated',
    'The Authorization header is not understood. Send it as Authorization: Bearer <token>.',
  );
}

function unknownToken() {
  return refuse(
    'unauthenticated',
    'This token is not known here. Check that all of it was copied and that it is of this host.',
  );
}

function endedSession() {
  return refuse('unauthenticated', 'The session has ended. Sign in again.');
}

function foreignPage() {
  return refuse(
    'unauthenticated',
    "A session changes things only from this host's own pages. Elsewhere, send a token as Authorization: Bearer <token>.",
  );
}
