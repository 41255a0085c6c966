import { type Grant, ok, type Refusal, type Result, refuse } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { type Route, route, type TeamCaller } from '../http/route.ts';
import { mintId } from '../ids.ts';
import type { Sql } from '../postgres/sql.ts';
import {
  type AccessToken,
  accessTokenStoreOn,
  type NewAccessToken,
  type StoredGrant,
} from './access-token-store.ts';
import { requireNoWider } from './grant-width.ts';
import type { PeopleRoutesPorts } from './team-routes.ts';
import { hashToken, hintOf, mintToken } from './token-text.ts';
import { readExpiry, tokenNotFound, tokenView } from './token-view.ts';

/** Tokens for machines. They belong to the team, so they stay when their maker leaves. */
export function teamTokenRoutes(ports: PeopleRoutesPorts): readonly Route[] {
  const { database, now, forget } = ports;
  return [
    route(kontorEndpoints.listTeamTokens, async ({ caller }) => {
      const listed = await accessTokenStoreOn(database.read).listMachine(caller.team.id);
      return ok({ status: 200, body: { tokens: listed.map(tokenView) } });
    }),
    route(kontorEndpoints.createTeamToken, async ({ caller, body }) => {
      const { name, expiresAt: wishedExpiry, ...limits } = body;
      const createdAt = now();
      const expiry = readExpiry(wishedExpiry, createdAt);
      if (!expiry.ok) return expiry;
      const expiresAt = expiry.value;
      const grant = storedGrant(limits);
      const allowed = requireNoWider(withExpiry(grant, expiresAt), caller.grant);
      if (!allowed.ok) return allowed;
      const secret = mintToken('machine');
      const created = await insertToken(ports, caller, {
        id: mintId('token', createdAt),
        kind: 'machine',
        name,
        hint: hintOf(secret),
        hash: hashToken(secret),
        teamId: caller.team.id,
        grant,
        createdAt,
        expiresAt,
      });
      return created.ok
        ? ok({ status: 201, body: { token: tokenView(created.value), secret } })
        : created;
    }),
    route(kontorEndpoints.deleteTeamToken, async ({ caller, params }) => {
      const revoked = await revokeToken(ports, caller, params.token);
      if (!revoked.ok) return revoked;
      forget();
      return ok({ status: 204, body: null });
    }),
  ];
}

type NewMachineToken = Extract<NewAccessToken, { kind: 'machine' }>;

function insertToken(
  { database, recordEvent }: PeopleRoutesPorts,
  { actor, team }: TeamCaller,
  token: NewMachineToken,
): Promise<Result<AccessToken, Refusal>> {
  const { id, name, grant, expiresAt, hash: _, ...shown } = token;
  return database.transact(async (sql) => {
    const known = await requireProjects(sql, team.id, grant.projects ?? []);
    if (!known.ok) return known;
    await accessTokenStoreOn(sql).insert(token);
    await recordEvent(sql, {
      teamId: team.id,
      type: 'token.created',
      actor,
      subject: { token: id },
      data: { name, expiresAt: expiresAt?.toISOString() ?? null, grant: { ...grant } },
    });
    const unlimited = { projects: null, serviceId: null, lastUsedAt: null };
    return ok({ ...shown, ...unlimited, id, name, grant, expiresAt });
  });
}

function revokeToken(
  { database, recordEvent, now }: PeopleRoutesPorts,
  { actor, team }: TeamCaller,
  id: string,
): Promise<Result<null, Refusal>> {
  return database.transact(async (sql) => {
    const isFirst = await accessTokenStoreOn(sql).revokeMachine(team.id, id, now());
    if (isFirst === undefined) return tokenNotFound(id);
    if (isFirst) {
      await recordEvent(sql, {
        teamId: team.id,
        type: 'token.revoked',
        actor,
        subject: { token: id },
      });
    }
    return ok(null);
  });
}

/** The limits that were given; what was left out stays out. */
function storedGrant({ role, actions, projects, environments }: Wished): StoredGrant {
  return {
    role,
    ...(actions && { actions }),
    ...(projects && { projects }),
    ...(environments && { environments }),
  };
}
type Wished = { [Key in keyof StoredGrant]: StoredGrant[Key] | undefined } & Pick<Grant, 'role'>;

function withExpiry(grant: StoredGrant, expiresAt: Date | null): Grant {
  return expiresAt === null ? grant : { ...grant, expiresAt };
}

async function requireProjects(
  sql: Sql,
  teamId: string,
  wished: readonly string[],
): Promise<Result<null, Refusal>> {
  const rows = await sql<{ project_id: string }>(
    'select project_id from project where team_id = $1 and project_id = any($2)',
    [teamId, wished],
  );
  const known = rows.map(({ project_id }) => project_id);
  const missing = wished.find((id) => !known.includes(id));
  return missing === undefined
    ? ok(null)
    : refuse('project_not_found', `There is no project '${missing}' in this team.`);
}
