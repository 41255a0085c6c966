import { ok, type Refusal, type Result, refuse } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { userId } from '@kontor/protocol/vocabulary';
import { type PersonCaller, type Route, route } from '../http/route.ts';
import { accessTokenStoreOn } from './access-token-store.ts';
import { createPersonalToken } from './personal-tokens.ts';
import { type PeopleRoutesPorts, teamsOf } from './team-routes.ts';
import { readExpiry, tokenNotFound, tokenView } from './token-view.ts';

type Ports = Pick<PeopleRoutesPorts, 'database' | 'now' | 'forget'>;
type PersonRoutesPorts = Ports & Pick<PeopleRoutesPorts, 'testClocks'>;

/** Who I am, and the tokens that do what I may do. */
export function personalTokenRoutes(ports: PersonRoutesPorts): readonly Route[] {
  const { database, now } = ports;
  const tokens = accessTokenStoreOn(database.read);
  return [
    route(kontorEndpoints.getMe, async ({ caller }) => {
      const teams = await teamsOf(ports, caller);
      return ok({ status: 200, body: { person: personView(caller), teams } });
    }),
    route(kontorEndpoints.listTokens, async ({ caller }) => {
      const listed = await tokens.listPersonal(caller.userId, {
        at: now(),
        teamId: caller.limits?.teamId,
      });
      return ok({ status: 200, body: { tokens: listed.map(tokenView) } });
    }),
    route(kontorEndpoints.createToken, async ({ caller, body }) => {
      const expiry = readExpiry(body.expiresAt, now());
      if (!expiry.ok) return expiry;
      const made = await createPersonalToken(ports, caller, { ...body, expiresAt: expiry.value });
      if (!made.ok) return made;
      const { token, secret } = made.value;
      return ok({ status: 201, body: { token: tokenView(token), secret } });
    }),
    route(kontorEndpoints.deleteToken, async ({ caller, params }) => {
      const revoked = await revokePersonalToken(ports, caller, params.token);
      return revoked.ok ? ok({ status: 204, body: null }) : revoked;
    }),
  ];
}

/**
 * Ends a token of the caller's at once, and answers its id. `current` names the one presented. A token
 * that is limited to a team reaches only those that are limited to it too.
 */
export async function revokePersonalToken(
  { database, now, forget }: Ports,
  caller: PersonCaller,
  named: string,
): Promise<Result<string, Refusal>> {
  const id = named === 'current' ? caller.tokenId : named;
  if (id === null) return noCurrentToken();
  const revoked = await database.transact(async (sql) => {
    const store = accessTokenStoreOn(sql);
    if (caller.limits !== undefined && id !== caller.tokenId) {
      const token = await store.findPersonal(caller.userId, id);
      if (token?.teamId !== caller.limits.teamId) return undefined;
    }
    return store.revokePersonal(caller.userId, id, now());
  });
  if (revoked === undefined) return tokenNotFound(id);
  forget();
  return ok(id);
}

function personView({ userId: id, email, name, isOperator }: PersonCaller) {
  return { id: userId.parse(id), email, name, isOperator };
}

export function noCurrentToken() {
  return refuse(
    'token_not_found',
    'This request was made with a session and not with a token. Sign out instead.',
  );
}
