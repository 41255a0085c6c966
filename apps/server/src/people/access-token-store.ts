import type { Grant } from '@kontor/core';
import { action, type ProjectId, projectId, role } from '@kontor/protocol/vocabulary';
import * as z from 'zod';
import type { Sql } from '../postgres/sql.ts';

/** A token as its people see it: what it is for, never what it is. */
export type AccessToken = {
  readonly id: string;
  readonly kind: 'personal' | 'machine';
  readonly name: string;
  readonly hint: string;
  readonly teamId: string | null;
  readonly grant: StoredGrant | null;
  /** The projects of the team that a personal token is limited to; null for all of them. */
  readonly projects: readonly ProjectId[] | null;
  /** The service that made it for its person; null when they did themselves. */
  readonly serviceId: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
};

export type NewAccessToken = Pick<
  AccessToken,
  'id' | 'name' | 'hint' | 'createdAt' | 'expiresAt'
> & {
  readonly hash: Buffer;
} & (
    | {
        readonly kind: 'personal';
        readonly userId: string;
        readonly teamId?: string;
        readonly limits?: PersonalLimits;
        readonly serviceId?: string;
      }
    | { readonly kind: 'machine'; readonly teamId: string; readonly grant: StoredGrant }
    | {
        /** What it may do stands in its mandate. */
        readonly kind: 'agent';
        readonly userId: string;
        readonly teamId: string;
        /** The personal token that it is made with, and ends with; null for a session. */
        readonly madeWith: string | null;
      }
    | {
        readonly kind: 'installation';
        readonly teamId: string;
        readonly installationId: string;
        readonly integrationId: string;
      }
  );

/** Enough of an installation's token to tell which of its serials it is. */
export type LiveInstallationToken = { readonly id: string; readonly hash: Buffer };

/** A {@link Grant} without its expiry, which the token has itself. */
export type StoredGrant = Omit<Grant, 'expiresAt'>;
export const storedGrant = z.strictObject({
  role,
  actions: z.array(action).exactOptional(),
  projects: z.array(projectId).exactOptional(),
  environments: z.array(z.string()).exactOptional(),
});

/** What a personal token that is limited to a team keeps in the place of a grant. */
export type PersonalLimits = z.output<typeof personalLimits>;
export const personalLimits = z.strictObject({ projects: z.array(projectId).exactOptional() });

/** Tokens as rows: made, listed, revoked. */
export function accessTokenStoreOn(sql: Sql) {
  return {
    insert: async (token: NewAccessToken): Promise<void> => {
      await sql(
        `insert into access_token (token_hash, token_id, kind, name, hint, created_at, expires_at,
           user_id, team_id, "grant", installation_id, integration_id, service_id, made_with)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
        [
          token.hash,
          token.id,
          token.kind,
          token.name,
          token.hint,
          token.createdAt,
          token.expiresAt,
          'userId' in token ? token.userId : null,
          'teamId' in token ? token.teamId : null,
          limitsOf(token),
          'installationId' in token ? token.installationId : null,
          'integrationId' in token ? token.integrationId : null,
          'serviceId' in token ? token.serviceId : null,
          'madeWith' in token ? token.madeWith : null,
        ],
      );
    },

    /**
     * The live tokens of a person, newest first; only those limited to a team, if it is given. Those
     * that a service made are many and short, so they are listed until they expire.
     */
    listPersonal: async (
      userId: string,
      { at, teamId }: { readonly at: Date; readonly teamId?: string | undefined },
    ): Promise<AccessToken[]> => {
      const rows = await sql<ListedRow>(
        `${LIST} where user_id = $1 and kind = 'personal' and revoked_at is null
           and ($2::text is null or team_id = $2)
           and (service_id is null or expires_at > $3) ${NEWEST_FIRST}`,
        [userId, teamId ?? null, at],
      );
      return rows.map(listed);
    },

    /** A live token of a person. */
    findPersonal: async (userId: string, tokenId: string): Promise<AccessToken | undefined> => {
      const [row] = await sql<ListedRow>(
        `${LIST} where user_id = $1 and token_id = $2 and kind = 'personal' and revoked_at is null`,
        [userId, tokenId],
      );
      return row && listed(row);
    },

    /** The live machine tokens of a team, newest first. */
    listMachine: async (teamId: string): Promise<AccessToken[]> => {
      const rows = await sql<ListedRow>(
        `${LIST} where team_id = $1 and kind = 'machine' and revoked_at is null ${NEWEST_FIRST}`,
        [teamId],
      );
      return rows.map(listed);
    },

    /**
     * Answers whether this call revoked it, or undefined when the person has no such token. What was
     * made with it for agents ends too.
     */
    revokePersonal: async (
      userId: string,
      tokenId: string,
      at: Date,
    ): Promise<boolean | undefined> => {
      const isFirst = await revoke(sql, "user_id = $2 and kind = 'personal'", [
        tokenId,
        userId,
        at,
      ]);
      if (isFirst) await endMandates(sql, 'made_with = $1', [tokenId, at]);
      return isFirst;
    },

    /** Ends an agent token. */
    revokeAgent: (tokenId: string, at: Date): Promise<void> =>
      endMandates(sql, 'token_id = $1', [tokenId, at]),

    /** Ends those that act for a person in a team. */
    revokeAgentsOf: (teamId: string, userId: string, at: Date): Promise<void> =>
      endMandates(sql, 'team_id = $1 and user_id = $3', [teamId, at, userId]),

    /** Answers whether this call revoked it, or undefined when the team has no such token. */
    revokeMachine: (teamId: string, tokenId: string, at: Date): Promise<boolean | undefined> =>
      revoke(sql, "team_id = $2 and kind = 'machine'", [tokenId, teamId, at]),

    /** How many tokens an installation has had. Rows of revoked ones stay, so this never falls. */
    countOfInstallation: async (installationId: string): Promise<number> => {
      const [row] = await sql<{ issued: number }>(
        'select count(*)::int as issued from access_token where installation_id = $1',
        [installationId],
      );
      return row?.issued ?? 0;
    },

    /** The tokens of an installation that are not revoked. */
    listLiveOfInstallation: async (installationId: string): Promise<LiveInstallationToken[]> => {
      const rows = await sql<{ token_id: string; token_hash: Buffer }>(
        `select token_id, token_hash from access_token
         where installation_id = $1 and kind = 'installation' and revoked_at is null`,
        [installationId],
      );
      return rows.map((row) => ({ id: row.token_id, hash: row.token_hash }));
    },

    /** Of a token of the installation: its id, and whether it is live. */
    findOfInstallation: async (
      installationId: string,
      hash: Buffer,
    ): Promise<{ readonly id: string; readonly isLive: boolean } | undefined> => {
      const [row] = await sql<{ token_id: string; is_live: boolean }>(
        `select token_id, revoked_at is null as is_live from access_token
         where token_hash = $2 and installation_id = $1 and kind = 'installation'`,
        [installationId, hash],
      );
      return row && { id: row.token_id, isLive: row.is_live };
    },

    /** Answers whether this call revoked it, or undefined when the installation has no such token. */
    revokeOfInstallation: (
      installationId: string,
      tokenId: string,
      at: Date,
    ): Promise<boolean | undefined> =>
      revoke(sql, "installation_id = $2 and kind = 'installation'", [tokenId, installationId, at]),

    /** Notes that a token was used, to the minute. */
    touch: async (tokenId: string, at: Date): Promise<void> => {
      await sql(
        `update access_token set last_used_at = $2
         where token_id = $1 and (last_used_at is null or last_used_at <= $3)`,
        [tokenId, at, new Date(at.getTime() - USE_NOTED_EVERY_MS)],
      );
    },
  };
}

/** A token's last use is written at most this often. */
export const USE_NOTED_EVERY_MS = 60_000;

const LIST = `select token_id, kind, name, hint, team_id, "grant", created_at, expires_at,
  last_used_at, service_id from access_token`;
const NEWEST_FIRST = 'order by created_at desc, token_id desc';

type ListedRow = {
  readonly token_id: string;
  readonly kind: 'personal' | 'machine';
  readonly name: string;
  readonly hint: string;
  readonly team_id: string | null;
  readonly grant: unknown;
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly last_used_at: Date | null;
  readonly service_id: string | null;
};

function listed(row: ListedRow): AccessToken {
  return {
    id: row.token_id,
    kind: row.kind,
    name: row.name,
    hint: row.hint,
    teamId: row.team_id,
    grant: row.kind === 'machine' ? storedGrant.parse(row.grant) : null,
    projects: row.kind === 'personal' ? projectsIn(row.grant) : null,
    serviceId: row.service_id,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
  };
}

/** The projects that a personal token is limited to, of what is kept of its limits. */
function projectsIn(limits: unknown): readonly ProjectId[] | null {
  return limits === null ? null : (personalLimits.parse(limits).projects ?? null);
}

function limitsOf(token: NewAccessToken): string | null {
  if (token.kind === 'machine') return JSON.stringify(token.grant);
  if (token.kind === 'personal' && token.limits) return JSON.stringify(token.limits);
  return null;
}

async function revoke(
  sql: Sql,
  whose: string,
  values: readonly [tokenId: string, owner: string, at: Date],
): Promise<boolean | undefined> {
  const rows = await sql<{ was_live: boolean }>(
    `with found as (
       select token_id, revoked_at from access_token where token_id = $1 and ${whose} for update)
     update access_token t set revoked_at = coalesce(found.revoked_at, $3) from found
     where t.token_id = found.token_id returning found.revoked_at is null as was_live`,
    values,
  );
  return rows[0]?.was_live;
}

/** Ends live agent tokens, and those made with them. */
async function endMandates(
  sql: Sql,
  which: string,
  values: readonly [id: string, at: Date, ...more: string[]],
): Promise<void> {
  await sql(
    `with ended as (
       update access_token set revoked_at = $2
       where kind = 'agent' and revoked_at is null and ${which} returning team_id, token_id)
     update mandate d set revoked_at = $2 from ended
     where d.team_id = ended.team_id and d.token_id = ended.token_id and d.revoked_at is null`,
    values,
  );
}
