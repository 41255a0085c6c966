import { ok, projectNotFound, type Refusal, type Result, refuse } from '@kontor/core';
import type { ProjectId } from '@kontor/protocol/vocabulary';
import type { PersonCaller, TokenLimits } from '../http/route.ts';
import { mintId } from '../ids.ts';
import type { Database } from '../postgres/database.ts';
import type { Sql } from '../postgres/sql.ts';
import { type AccessToken, accessTokenStoreOn } from './access-token-store.ts';
import { teamNotFound } from './team-changes.ts';
import { teamStoreOn } from './team-store.ts';
import { hashToken, hintOf, mintToken } from './token-text.ts';

export type PersonalTokenPorts = {
  readonly database: Pick<Database, 'read' | 'transact'>;
  readonly now: () => Date;
};

/** A token that is wished for. Without a team it is good wherever its person is a member. */
export type WishedToken = {
  readonly name: string;
  readonly expiresAt: Date | null;
  /** Id or slug. */
  readonly team?: string | undefined;
  /** Ids or names; without a team, those of the person's first one. */
  readonly projects?: readonly string[] | undefined;
};

/** Makes a token for the caller, no wider than the one it is made with, and answers its text once. */
export async function createPersonalToken(
  { database, now }: PersonalTokenPorts,
  caller: PersonCaller,
  { name, expiresAt, ...where }: WishedToken,
): Promise<Result<{ readonly token: AccessToken; readonly secret: string }, Refusal>> {
  const { expiresAt: bound, userId } = caller;
  if (bound && (expiresAt === null || expiresAt > bound)) return outlives(bound);
  const limits = await limitsOf(database.read, caller, where);
  if (!limits.ok) return limits;
  const createdAt = now();
  const id = mintId('token', createdAt);
  const token = { id, userId, name, createdAt, expiresAt, limits: limits.value };
  return ok(await keepPersonalToken(database.read, token));
}

type NewPersonalToken = Pick<AccessToken, 'id' | 'name' | 'createdAt' | 'expiresAt'> & {
  readonly userId: string;
  readonly limits?: TokenLimits | undefined;
};

/** Mints the text of a token and keeps its hash. It is nobody's business here who may have it. */
export async function keepPersonalToken(
  sql: Sql,
  { userId, limits, ...made }: NewPersonalToken,
): Promise<{ readonly token: AccessToken; readonly secret: string }> {
  const { teamId, projects } = limits ?? {};
  const secret = mintToken('personal');
  const token: AccessToken = {
    ...made,
    kind: 'personal',
    hint: hintOf(secret),
    teamId: teamId ?? null,
    grant: null,
    projects: projects ?? null,
    serviceId: null,
    lastUsedAt: null,
  };
  await accessTokenStoreOn(sql).insert({
    ...made,
    hint: token.hint,
    kind: 'personal',
    userId,
    hash: hashToken(secret),
    ...(teamId !== undefined && { teamId }),
    ...(projects && { limits: { projects: [...projects] } }),
  });
  return { token, secret };
}

type Where = Pick<WishedToken, 'team' | 'projects'>;

async function limitsOf(
  sql: Sql,
  caller: PersonCaller,
  { team, projects }: Where,
): Promise<Result<TokenLimits | undefined, Refusal>> {
  const own = caller.limits;
  if (own === undefined && team === undefined && projects === undefined) return ok(undefined);
  const named = team ?? own?.teamId ?? (await teamStoreOn(sql).findFirstTeam(caller.userId));
  const membership = named && (await teamStoreOn(sql).findMembership(caller.userId, named));
  if (!membership || (own && own.teamId !== membership.team.id)) return teamNotFound(named ?? '');
  const { id: teamId } = membership.team;
  if (projects === undefined) return ok(own ?? { teamId });
  const found = await findProjects(sql, teamId, projects);
  if (!found.ok) return found;
  const beyond = found.value.find((id) => own?.projects?.includes(id) === false);
  return beyond === undefined ? ok({ teamId, projects: found.value }) : projectNotFound(beyond);
}

export async function findProjects(
  sql: Sql,
  teamId: string,
  named: readonly string[],
): Promise<Result<readonly ProjectId[], Refusal>> {
  const rows = await sql<{ project_id: ProjectId; name: string }>(
    'select project_id, name from project where team_id = $1 and (project_id = any($2) or name = any($2))',
    [teamId, named],
  );
  const missing = named.find(
    (each) => !rows.some(({ project_id, name }) => project_id === each || name === each),
  );
  return missing === undefined
    ? ok(rows.map(({ project_id }) => project_id))
    : projectNotFound(missing);
}

function outlives(bound: Date) {
  const until = bound.toISOString();
  return refuse(
    'forbidden',
    `A token made with a token may not outlive it: set expiresAt to ${until} or before, or sign in.`,
    { expiresAt: until },
  );
}
