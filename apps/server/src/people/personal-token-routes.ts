import { ok, refuse } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { userId } from '@kontor/protocol/vocabulary';
import { type PersonCaller, type Route, route } from '../http/route.ts';
import { mintId } from '../ids.ts';
import { type AccessToken, accessTokenStoreOn } from './access-token-store.ts';
import { type PeopleRoutesPorts, teamView } from './team-routes.ts';
import { teamStoreOn } from './team-store.ts';
import { hashToken, hintOf, mintToken } from './token-text.ts';
import { readExpiry, tokenNotFound, tokenView } from './token-view.ts';

/** Who I am, and the tokens that do what I may do. */
export function personalTokenRoutes(
  ports: Pick<PeopleRoutesPorts, 'database' | 'now' | 'forget'>,
): readonly Route[] {
  const { database, now, forget } = ports;
  const tokens = accessTokenStoreOn(database.read);
  return [
    route(kontorEndpoints.getMe, async ({ caller }) => {
      const memberships = await teamStoreOn(database.read).listMemberships(caller.userId);
      const teams = memberships.map(({ team, role }) => teamView(team, role));
      return ok({ status: 200, body: { person: personView(caller), teams } });
    }),
    route(kontorEndpoints.listTokens, async ({ caller }) => {
      const listed = await tokens.listPersonal(caller.userId);
      return ok({ status: 200, body: { tokens: listed.map(tokenView) } });
    }),
    route(kontorEndpoints.createToken, async ({ caller, body }) => {
      const createdAt = now();
      const expiry = readExpiry(body.expiresAt, createdAt);
      if (!expiry.ok) return expiry;
      const expiresAt = expiry.value;
      const bound = caller.tokenId === null ? null : await tokens.findExpiry(caller.tokenId);
      if (bound && (expiresAt === null || expiresAt > bound)) return outlives(bound);
      const secret = mintToken('personal');
      const token: AccessToken = {
        id: mintId('token', createdAt),
        kind: 'personal',
        name: body.name,
        hint: hintOf(secret),
        teamId: null,
        grant: null,
        createdAt,
        expiresAt,
        lastUsedAt: null,
      };
      await database.transact(async (sql) =>
        accessTokenStoreOn(sql).insert({
          ...token,
          kind: 'personal',
          userId: caller.userId,
          hash: hashToken(secret),
        }),
      );
      return ok({ status: 201, body: { token: tokenView(token), secret } });
    }),
    route(kontorEndpoints.deleteToken, async ({ caller, params }) => {
      const id = params.token === 'current' ? caller.tokenId : params.token;
      if (id === null) return noCurrentToken();
      const revoked = await database.transact((sql) =>
        accessTokenStoreOn(sql).revokePersonal(caller.userId, id, now()),
      );
      if (revoked === undefined) return tokenNotFound(id);
      forget();
      return ok({ status: 204, body: null });
    }),
  ];
}

function personView({ userId: id, email, name, isOperator }: PersonCaller) {
  return { id: userId.parse(id), email, name, isOperator };
}

function outlives(bound: Date) {
  const until = bound.toISOString();
  return refuse(
    'forbidden',
    `A token made with a token may not outlive it: set expiresAt to ${until} or before, or sign in.`,
    { expiresAt: until },
  );
}

function noCurrentToken() {
  return refuse(
    'token_not_found',
    'This request was made with a session and not with a token. Sign out instead.',
  );
}
