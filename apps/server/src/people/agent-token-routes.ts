import { actionsIn, ok, type Refusal, type Result } from '@kontor/core';
import type { AgentToken } from '@kontor/protocol/kontor';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { type Route, route, type TeamCaller } from '../http/route.ts';
import { findAgentTokens } from '../postgres/mandate-views.ts';
import { accessTokenStoreOn } from './access-token-store.ts';
import { createAgentToken } from './agent-tokens.ts';
import type { PeopleRoutesPorts } from './team-routes.ts';
import { readExpiry, tokenNotFound } from './token-view.ts';

const LIVES_MS = 90 * 24 * 60 * 60 * 1000;

/**
 * Tokens with which agents act for people. Each person sees and ends those of their own; whoever
 * manages the tokens of a team those of everybody; and an agent sees its own.
 */
export function agentTokenRoutes(ports: PeopleRoutesPorts): readonly Route[] {
  const { database, now, recordEvent, forget } = ports;
  const visible = (caller: TeamCaller, id: string | null) =>
    findAgentTokens(database.read, caller.team.id, { id, userId: ownOnly(caller), at: now() });
  return [
    route(kontorEndpoints.listAgentTokens, async ({ caller }) => {
      const tokens = await visible(caller, agentToken(caller));
      return ok({ status: 200, body: { tokens } });
    }),
    route(kontorEndpoints.createAgentToken, async ({ caller, body }) => {
      const at = now();
      const bound = caller.person?.expiresAt ?? caller.grant.expiresAt;
      const usual = new Date(at.getTime() + LIVES_MS);
      const expiry = readExpiry(body.expiresAt, at);
      if (!expiry.ok) return expiry;
      const expiresAt = expiry.value ?? (bound && bound < usual ? bound : usual);
      const made = await createAgentToken(ports, caller, { ...body, expiresAt });
      if (!made.ok) return made;
      const [token] = await visible(caller, made.value.id);
      if (token === undefined) return tokenNotFound(made.value.id);
      return ok({ status: 201, body: { token, secret: made.value.secret } });
    }),
    route(kontorEndpoints.getAgentToken, async ({ caller, params }) => {
      const found = await find(caller, params.token);
      return found.ok ? ok({ status: 200, body: { token: found.value } }) : found;
    }),
    route(kontorEndpoints.deleteAgentToken, async ({ caller, params }) => {
      const found = await find(caller, params.token);
      if (!found.ok) return found;
      const { id, agent, revokedAt } = found.value;
      if (revokedAt === null) {
        await database.transact(async (sql) => {
          await accessTokenStoreOn(sql).revokeAgent(id, now());
          await recordEvent(sql, {
            teamId: caller.team.id,
            type: 'token.revoked',
            actor: caller.actor,
            subject: { token: id },
            data: { name: agent, agent },
          });
        });
        forget();
      }
      return ok({ status: 204, body: null });
    }),
  ];

  async function find(caller: TeamCaller, named: string): Promise<Result<AgentToken, Refusal>> {
    const own = agentToken(caller);
    const id = named === 'current' && own !== null ? own : named;
    const [token] = own === null || own === id ? await visible(caller, id) : [];
    return token === undefined ? tokenNotFound(id) : ok(token);
  }
}

/** The token that an agent came with; null for everybody else. */
function agentToken({ person }: TeamCaller): string | null {
  return person?.mandate === undefined ? null : person.tokenId;
}

/** Whose tokens somebody sees: null for those of everybody. */
function ownOnly({ person, grant }: TeamCaller): string | null {
  return actionsIn(grant).includes('token:manage') ? null : (person?.userId ?? '');
}
