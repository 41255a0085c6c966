import type { SsoGrant } from '@kontor/core';
import type { InstallationId, IntegrationId, TeamId, UserId } from '@kontor/protocol/vocabulary';
import type { Sql } from './sql.ts';

/** What a provider holds of a sign-on: to read who it is, or to ask again later. */
export type SsoTokenKind = 'access' | 'refresh';

export type SsoToken = {
  /** Of the grant that the token was got with. */
  readonly codeHash: Buffer;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
  readonly grant: SsoGrant;
};

/** Sign-ons on the connection that `sql` runs on: by code and by token, as their teams are unknown. */
export function ssoStoreOn(sql: Sql) {
  return {
    insert: async (codeHash: Buffer, grant: SsoGrant): Promise<void> => {
      await sql(
        `insert into sso_grant (code_hash, flow, integration_id, installation_id, team_id, user_id,
           redirect_uri, state_hash, nonce, code_challenge, created_at, code_expires_at, scope,
           signed_in_at)
         values ($1, $2, $3, $4, $5, $6, $7, decode($8, 'hex'), $9, $10, $11, $12, $13, $14)`,
        [
          codeHash,
          grant.flow,
          grant.integrationId,
          grant.installationId,
          grant.teamId,
          grant.userId,
          grant.redirectUri,
          grant.stateHash,
          grant.nonce,
          grant.codeChallenge,
          grant.createdAt,
          grant.codeExpiresAt,
          grant.scope,
          grant.signedInAt,
        ],
      );
    },

    /** Reads the grant of a code and keeps others from using it until the transaction ends. */
    lock: async (codeHash: Buffer): Promise<SsoGrant | undefined> => {
      const [row] = await sql<GrantRow>(
        `select ${GRANT} from sso_grant g where g.code_hash = $1 for update`,
        [codeHash],
      );
      return row && grantOf(row);
    },

    markExchanged: async (codeHash: Buffer, at: Date): Promise<void> => {
      await sql('update sso_grant set exchanged_at = $2 where code_hash = $1', [codeHash, at]);
    },

    /** From then on nothing can be had of it, by code or by token. */
    end: async (codeHash: Buffer, at: Date): Promise<void> => {
      await sql('update sso_grant set ended_at = coalesce(ended_at, $2) where code_hash = $1', [
        codeHash,
        at,
      ]);
    },

    insertToken: async (token: NewToken): Promise<void> => {
      await sql(
        `insert into sso_token (token_hash, code_hash, kind, created_at, expires_at)
         values ($1, $2, $3, $4, $5)`,
        [token.hash, token.codeHash, token.kind, token.createdAt, token.expiresAt],
      );
    },

    /** Reads a token with its grant and keeps others from using either until the transaction ends. */
    lockToken: async (hash: Buffer, kind: SsoTokenKind): Promise<SsoToken | undefined> =>
      one(await sql<TokenRow>(`${TOKEN} for update`, [hash, kind])),

    findToken: async (hash: Buffer, kind: SsoTokenKind): Promise<SsoToken | undefined> =>
      one(await sql<TokenRow>(TOKEN, [hash, kind])),

    markUsed: async (hash: Buffer, at: Date): Promise<void> => {
      await sql('update sso_token set used_at = $2 where token_hash = $1', [hash, at]);
    },

    /** Removes what nobody can get anything with any more, and answers how many grants went. */
    prune: async (at: Date): Promise<number> => {
      await sql('delete from sso_token where expires_at < $1', [at]);
      const gone = await sql(
        `delete from sso_grant g where g.code_expires_at < $1
           and not exists (select from sso_token t where t.code_hash = g.code_hash)
         returning 1`,
        [at],
      );
      return gone.length;
    },
  };
}

type NewToken = {
  readonly hash: Buffer;
  readonly codeHash: Buffer;
  readonly kind: SsoTokenKind;
  readonly createdAt: Date;
  readonly expiresAt: Date;
};

const GRANT = `g.flow, g.integration_id, g.installation_id, g.team_id, g.user_id, g.redirect_uri,
  encode(g.state_hash, 'hex') as state_hash, g.nonce, g.code_challenge, g.signed_in_at, g.scope, g.created_at,
  g.code_expires_at, g.exchanged_at, g.ended_at`;
const TOKEN = `select ${GRANT}, t.code_hash, t.expires_at, t.used_at
  from sso_token t join sso_grant g on g.code_hash = t.code_hash
  where t.token_hash = $1 and t.kind = $2`;

type GrantRow = {
  flow: SsoGrant['flow'];
  integration_id: IntegrationId;
  installation_id: InstallationId;
  team_id: TeamId;
  user_id: UserId;
  redirect_uri: string;
  state_hash: string | null;
  nonce: string | null;
  code_challenge: string | null;
  signed_in_at: Date | null;
  scope: string;
  created_at: Date;
  code_expires_at: Date;
  exchanged_at: Date | null;
  ended_at: Date | null;
};
type TokenRow = GrantRow & { code_hash: Buffer; expires_at: Date; used_at: Date | null };

function one([row]: readonly TokenRow[]): SsoToken | undefined {
  return (
    row && {
      codeHash: row.code_hash,
      expiresAt: row.expires_at,
      usedAt: row.used_at,
      grant: grantOf(row),
    }
  );
}

function grantOf(row: GrantRow): SsoGrant {
  return {
    flow: row.flow,
    integrationId: row.integration_id,
    installationId: row.installation_id,
    teamId: row.team_id,
    userId: row.user_id,
    redirectUri: row.redirect_uri,
    stateHash: row.state_hash,
    nonce: row.nonce,
    codeChallenge: row.code_challenge,
    signedInAt: row.signed_in_at,
    scope: row.scope,
    createdAt: row.created_at,
    codeExpiresAt: row.code_expires_at,
    exchangedAt: row.exchanged_at,
    endedAt: row.ended_at,
  };
}
