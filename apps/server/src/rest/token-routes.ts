import { ok } from '@kontor/core';
import { type AuthToken, restEndpoints } from '@kontor/protocol/rest';
import { type Route, route } from '../http/route.ts';
import { type AccessToken, accessTokenStoreOn } from '../people/access-token-store.ts';
import { noCurrentToken, revokePersonalToken } from '../people/personal-token-routes.ts';
import { createPersonalToken } from '../people/personal-tokens.ts';
import type { PeopleRoutesPorts } from '../people/team-routes.ts';
import { prefixOf } from '../people/token-text.ts';
import { readExpiry, tokenNotFound } from '../people/token-view.ts';

/** Personal tokens as clients of the protocol know them. @see spec/platform-api.md §4.3 */
export function restTokenRoutes(ports: PeopleRoutesPorts): readonly Route[] {
  const { database, now } = ports;
  const tokens = accessTokenStoreOn(database.read);
  return [
    route(restEndpoints.listAuthTokens, async ({ caller: { userId, limits } }) => {
      const listed = await tokens.listPersonal(userId, { at: now(), teamId: limits?.teamId });
      const pagination = { count: listed.length, next: null, prev: null };
      return ok({ status: 200, body: { tokens: listed.map(authTokenOf), pagination } });
    }),
    route(restEndpoints.createAuthToken, async ({ caller, query, body }) => {
      const expiry = readExpiry(body.expiresAt, now());
      if (!expiry.ok) return expiry;
      const made = await createPersonalToken(ports, caller, {
        name: body.name,
        expiresAt: expiry.value,
        team: query.teamId || query.slug || undefined,
        projects: body.projectId === undefined ? undefined : [body.projectId],
      });
      if (!made.ok) return made;
      const { token, secret: bearerToken } = made.value;
      return ok({ status: 200, body: { token: authTokenOf(token), bearerToken } });
    }),
    route(restEndpoints.getAuthToken, async ({ caller, params }) => {
      const id = params.token === 'current' ? caller.tokenId : params.token;
      if (id === null) return noCurrentToken();
      const token = await tokens.findPersonal(caller.userId, id);
      const isWithin = caller.limits === undefined || token?.teamId === caller.limits.teamId;
      if (token === undefined || !isWithin) return tokenNotFound(id);
      return ok({ status: 200, body: { token: authTokenOf(token) } });
    }),
    route(restEndpoints.deleteAuthToken, async ({ caller, params }) => {
      const revoked = await revokePersonalToken(ports, caller, params.token);
      return revoked.ok ? ok({ status: 200, body: { tokenId: revoked.value } }) : revoked;
    }),
  ];
}

function authTokenOf(token: AccessToken): AuthToken {
  const origin = token.serviceId === null ? 'manual' : 'app';
  const [projectId, ...more] = token.projects ?? [];
  const life = {
    createdAt: token.createdAt.getTime(),
    ...(token.expiresAt && { expiresAt: token.expiresAt.getTime() }),
  };
  return {
    ...life,
    id: token.id,
    name: token.name,
    type: 'token',
    origin,
    prefix: prefixOf(token.serviceId === null ? 'personal' : 'delegated'),
    suffix: token.hint,
    scopes: [
      token.teamId === null
        ? { type: 'user', origin, ...life }
        : { type: 'team', teamId: token.teamId, origin, ...life },
    ],
    activeAt: (token.lastUsedAt ?? token.createdAt).getTime(),
    ...(projectId !== undefined && more.length === 0 && { projectId }),
  };
}
