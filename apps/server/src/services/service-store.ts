import { type ServiceScope, serviceScope } from '@kontor/protocol/vocabulary';
import * as z from 'zod';
import type { Sql } from '../postgres/sql.ts';

export type ServiceRow = {
  readonly id: string;
  readonly name: string;
  readonly signsPeopleIn: boolean;
  readonly createdAt: Date;
};

export type ServiceTokenRow = {
  readonly id: string;
  readonly name: string;
  readonly hint: string;
  readonly scopes: ServiceScope[];
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
};

const SERVICE = `service_id as id, name, signs_people_in as "signsPeopleIn", created_at as "createdAt"`;
const TOKEN = `token_id as id, name, hint, scopes, created_at as "createdAt",
  expires_at as "expiresAt", last_used_at as "lastUsedAt"`;

/** Platforms that may call as services, and their tokens. */
export function serviceStoreOn(sql: Sql) {
  return {
    list: (): Promise<ServiceRow[]> =>
      sql<ServiceRow>(`select ${SERVICE} from service where removed_at is null order by name`),

    /** By id or name. */
    find: async (named: string): Promise<ServiceRow | undefined> => {
      const [row] = await sql<ServiceRow>(
        `select ${SERVICE} from service where removed_at is null and (service_id = $1 or name = $1)`,
        [named],
      );
      return row;
    },

    /** Answers false when another service has the name. */
    insert: async (service: ServiceRow & { readonly createdBy: string }): Promise<boolean> => {
      const { id, name, signsPeopleIn, createdAt, createdBy } = service;
      const rows = await sql(
        `insert into service (service_id, name, signs_people_in, created_at, created_by)
         values ($1, $2, $3, $4, $5)
         on conflict (name) where removed_at is null do nothing returning 1`,
        [id, name, signsPeopleIn, createdAt, createdBy],
      );
      return rows.length === 1;
    },

    /** Ends a service, its tokens, and those that it made for people. Answers false when it had ended. */
    remove: async (serviceId: string, at: Date): Promise<boolean> => {
      const ended = await sql(
        'update service set removed_at = $2 where service_id = $1 and removed_at is null returning 1',
        [serviceId, at],
      );
      for (const table of ['service_token', 'access_token']) {
        await sql(
          `update ${table} set revoked_at = $2 where service_id = $1 and revoked_at is null`,
          [serviceId, at],
        );
      }
      return ended.length === 1;
    },

    listTokens: async (serviceId: string): Promise<ServiceTokenRow[]> => {
      const rows = await sql<ServiceTokenRow>(
        `select ${TOKEN} from service_token where service_id = $1 and revoked_at is null
         order by created_at desc, token_id desc`,
        [serviceId],
      );
      return rows.map((row) => ({ ...row, scopes: scopes.parse(row.scopes) }));
    },

    insertToken: async (
      token: Omit<ServiceTokenRow, 'lastUsedAt'> & { serviceId: string; hash: Buffer },
    ): Promise<void> => {
      await sql(
        `insert into service_token (token_hash, token_id, service_id, name, hint, scopes, created_at,
           expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          token.hash,
          token.id,
          token.serviceId,
          token.name,
          token.hint,
          token.scopes,
          token.createdAt,
          token.expiresAt,
        ],
      );
    },

    /** Answers its name and whether it was good until now; undefined when the service has no such token. */
    revokeToken: async (
      serviceId: string,
      tokenId: string,
      at: Date,
    ): Promise<{ readonly name: string; readonly wasGood: boolean } | undefined> => {
      const [row] = await sql<{ name: string; wasGood: boolean }>(
        `select name, revoked_at is null as "wasGood" from service_token
         where service_id = $1 and token_id = $2 for update`,
        [serviceId, tokenId],
      );
      if (row?.wasGood) {
        await sql(
          'update service_token set revoked_at = $3 where service_id = $1 and token_id = $2',
          [serviceId, tokenId, at],
        );
      }
      return row;
    },
  };
}

const scopes = z.array(serviceScope);

/** What a token of a service is found to stand for when somebody presents it. */
export type PresentedServiceToken = {
  readonly tokenId: string;
  readonly serviceId: string;
  readonly name: string;
  readonly signsPeopleIn: boolean;
  readonly scopes: readonly ServiceScope[];
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
};

export async function findPresentedServiceToken(
  sql: Sql,
  hash: Buffer,
): Promise<PresentedServiceToken | undefined> {
  const [row] = await sql<PresentedServiceToken>(
    `select t.token_id as "tokenId", s.service_id as "serviceId", s.name,
       s.signs_people_in as "signsPeopleIn", t.scopes, t.expires_at as "expiresAt",
       t.revoked_at as "revokedAt", t.last_used_at as "lastUsedAt"
     from service_token t join service s using (service_id) where t.token_hash = $1`,
    [hash],
  );
  return row && { ...row, scopes: scopes.parse(row.scopes) };
}

/** Notes that a token was used. */
export async function touchServiceToken(sql: Sql, tokenId: string, at: Date): Promise<void> {
  await sql('update service_token set last_used_at = $2 where token_id = $1', [tokenId, at]);
}
