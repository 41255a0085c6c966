import { effectiveScopes, type StandingMandate } from '@kontor/core';
import { type ApiScopes, type ProjectId, tokenId } from '@kontor/protocol/vocabulary';
import { mandateStore } from '../postgres/mandate-store.ts';
import type { Sql } from '../postgres/sql.ts';
import { personalLimits, type StoredGrant, storedGrant } from './access-token-store.ts';
import type { TokenKind } from './token-text.ts';

/** What a token is found to stand for when somebody presents it. */
export type PresentedToken = {
  readonly tokenId: string;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
} & (
  | {
      readonly kind: 'personal';
      readonly userId: string;
      readonly email: string;
      readonly name: string;
      readonly isOperator: boolean;
      readonly teamId: string | null;
      readonly projects: readonly ProjectId[] | null;
      readonly serviceId: string | null;
    }
  | { readonly kind: 'machine'; readonly teamId: string; readonly grant: StoredGrant }
  | {
      readonly kind: 'agent';
      readonly userId: string;
      readonly email: string;
      readonly name: string;
      readonly teamId: string;
      readonly mandate: StandingMandate;
    }
  | {
      readonly kind: 'installation';
      readonly teamId: string;
      readonly installationId: string;
      readonly integrationId: string;
      readonly isFinalized: boolean;
      /** The time by which its team is billed, where that is not the real one. */
      readonly testClock: Date | null;
      /** Of a linked account: what it may do for its team. */
      readonly linked: LinkedAccount | null;
    }
);

/** What a token stands for, by its hash: one indexed read, two for an installation's. */
export async function findPresentedToken(
  sql: Sql,
  hash: Buffer,
): Promise<PresentedToken | undefined> {
  const [row] = await sql<PresentedRow>(FIND_PRESENTED, [hash]);
  if (row === undefined) return undefined;
  if (row.kind === 'agent') return presentedMandate(sql, row);
  return row.kind === 'installation'
    ? presentedInstallation(row, await standingOf(sql, row))
    : presented(row);
}

const FIND_PRESENTED = `
  select t.token_id, t.kind, t.user_id, t.team_id, t."grant", t.installation_id, t.integration_id,
    t.expires_at, t.revoked_at, t.last_used_at, t.service_id,
    u."email", u."name", o.user_id is not null as is_operator
  from access_token t
  left join people."user" u on u."id" = t.user_id
  left join people.operator o on o.user_id = t.user_id
  where t.token_hash = $1`;

type PresentedRow = {
  readonly token_id: string;
  readonly kind: TokenKind;
  readonly user_id: string | null;
  readonly team_id: string | null;
  readonly grant: unknown;
  readonly installation_id: string | null;
  readonly integration_id: string | null;
  readonly expires_at: Date | null;
  readonly revoked_at: Date | null;
  readonly last_used_at: Date | null;
  readonly service_id: string | null;
  readonly email: string | null;
  readonly name: string | null;
  readonly is_operator: boolean;
};

export type LinkedAccount = {
  readonly disabledAt: Date | null;
  readonly disabledReason: string | null;
  readonly scopes: ApiScopes;
  readonly projects: readonly string[] | null;
};

type Standing = {
  readonly isFinalized: boolean;
  readonly testClock: Date | null;
  readonly linked: LinkedAccount | null;
};
type StandingRow = {
  readonly kind: string;
  readonly test_clock: Date | null;
  readonly scopes: string[];
  readonly projects: string[] | null;
  readonly api_scopes: ApiScopes | null;
  readonly disabled_at: Date | null;
  readonly disabled_reason: string | null;
};

/** The installation stands with its team's data, so it is asked for once the team is known. */
async function standingOf(sql: Sql, row: PresentedRow): Promise<Standing> {
  const [found] = await sql<StandingRow>(
    `select i.kind, i.scopes, i.projects, g.api_scopes, a.disabled_at, a.disabled_reason,
       (select c.now from test_clock c where c.team_id = i.team_id) as test_clock
     from installation i left join integration g on g.integration_id = i.integration_id
     left join linked_account a on a.team_id = i.team_id and a.installation_id = i.installation_id
     where i.team_id = $1 and i.installation_id = $2 and i.finalized_at is null`,
    [row.team_id, row.installation_id],
  );
  const isLinked = found?.kind === 'connectable';
  return {
    isFinalized: found === undefined,
    testClock: found?.test_clock ?? null,
    linked: isLinked
      ? {
          disabledAt: found.disabled_at,
          disabledReason: found.disabled_reason,
          scopes: effectiveScopes(found.scopes, found.api_scopes ?? {}),
          projects: found.projects,
        }
      : null,
  };
}

function lifeOf(row: PresentedRow) {
  return {
    tokenId: row.token_id,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
  };
}

function presentedInstallation(row: PresentedRow, standing: Standing): PresentedToken {
  return {
    ...lifeOf(row),
    kind: 'installation',
    teamId: given(row.team_id),
    installationId: given(row.installation_id),
    integrationId: given(row.integration_id),
    ...standing,
  };
}

/** What the agent may do stands with its team's data. */
async function presentedMandate(sql: Sql, row: PresentedRow): Promise<PresentedToken | undefined> {
  const teamId = given(row.team_id);
  const mandate = await mandateStore(sql, teamId).find(tokenId.parse(row.token_id));
  if (mandate === undefined) return undefined;
  return {
    ...lifeOf(row),
    kind: 'agent',
    userId: given(row.user_id),
    email: given(row.email),
    name: given(row.name),
    teamId,
    mandate,
  };
}

function presented(row: PresentedRow): PresentedToken {
  if (row.kind === 'machine') {
    const grant = storedGrant.parse(row.grant);
    return { ...lifeOf(row), kind: 'machine', teamId: given(row.team_id), grant };
  }
  return {
    ...lifeOf(row),
    kind: 'personal',
    userId: given(row.user_id),
    email: given(row.email),
    name: given(row.name),
    // whoever is limited to a team runs no host
    isOperator: row.is_operator && row.team_id === null,
    teamId: row.team_id,
    projects: row.grant === null ? null : (personalLimits.parse(row.grant).projects ?? null),
    serviceId: row.service_id,
  };
}

function given(value: string | null): string {
  if (value === null) throw new Error('a row of access_token lacks what its kind needs');
  return value;
}
