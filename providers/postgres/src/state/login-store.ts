import type { Vault } from '@kontor/provider-process';
import type { Pool } from 'pg';
import { databaseNameOf } from '../databases/names.ts';

/** A role that signs in to a resource's database. */
export type Login = {
  readonly role: string;
  readonly resourceId: string;
  readonly database: string;
  readonly password: string;
};

export type LoginStore = ReturnType<typeof loginStore>;

/** The logins of all resources: the newest is in use, older ones are on their way out. */
export function loginStore(state: Pool, vault: Vault) {
  return {
    /** Writes down a login that is to be made, and answers it; what an earlier try wrote down stays. */
    intend: async (wanted: Omit<Login, 'database'>): Promise<Login> => {
      const { role, resourceId, password } = wanted;
      await state.query(
        `insert into login (role, resource_id, password) values ($1, $2, $3)
         on conflict (role) do nothing`,
        [role, resourceId, vault.seal(password, role)],
      );
      const { rows } = await state.query<{ password: Buffer }>(
        'select password from login where role = $1',
        [role],
      );
      if (!rows[0]) throw new Error(`The login ${role} was removed while it was made.`);
      const kept = vault.open(rows[0].password, role);
      return { role, resourceId, database: databaseNameOf(resourceId), password: kept };
    },

    /** The roles of a resource. */
    rolesOf: async (resourceId: string): Promise<string[]> => {
      const { rows } = await state.query<{ role: string }>(
        'select role from login where resource_id = $1 order by created_at, role',
        [resourceId],
      );
      return rows.map(({ role }) => role);
    },

    /** The login that is in use; none while the resource is being made or removed. */
    newest: async (resourceId: string, now: Date): Promise<Login | undefined> => {
      const { rows } = await state.query<{ role: string; password: Buffer }>(
        `select role, password from login where resource_id = $1 and (expires_at is null or expires_at > $2)
         order by expires_at desc nulls first, created_at desc limit 1`,
        [resourceId, now],
      );
      const [row] = rows;
      if (row === undefined) return undefined;
      const password = vault.open(row.password, row.role);
      return { role: row.role, resourceId, database: databaseNameOf(resourceId), password };
    },

    /** Notes when a login ends; one that was to end sooner keeps its time. Answers when it does. */
    expire: async (role: string, at: Date): Promise<Date> => {
      const { rows } = await state.query<{ expires_at: Date }>(
        'update login set expires_at = least(expires_at, $2) where role = $1 returning expires_at',
        [role, at],
      );
      return rows[0]?.expires_at ?? at;
    },

    /** The roles of a resource whose time is over. */
    expired: async (resourceId: string, now: Date): Promise<string[]> => {
      const { rows } = await state.query<{ role: string }>(
        'select role from login where resource_id = $1 and expires_at <= $2',
        [resourceId, now],
      );
      return rows.map(({ role }) => role);
    },

    resourcesWithExpired: async (now: Date): Promise<string[]> => {
      const { rows } = await state.query<{ resource_id: string }>(
        'select distinct resource_id from login where expires_at <= $1',
        [now],
      );
      return rows.map(({ resource_id }) => resource_id);
    },

    remove: async (role: string): Promise<void> => {
      await state.query('delete from login where role = $1', [role]);
    },
  };
}
