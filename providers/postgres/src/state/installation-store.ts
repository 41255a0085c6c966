import type { Vault } from '@kontor/provider-process';
import type { Pool } from 'pg';
import { transact } from './state-database.ts';

export type Installing = {
  readonly id: string;
  readonly accessToken: string;
  readonly scopes: readonly string[];
  readonly accountUrl: string;
  /** When each policy was accepted, in ISO 8601. */
  readonly acceptedPolicies: Readonly<Record<string, string>>;
};

export type InstallationStore = ReturnType<typeof installationStore>;

/** The installations, each with the token that opens calls back to the host. */
export function installationStore(state: Pool, vault: Vault) {
  return {
    /** Makes an installation known, or tells of it again. */
    upsert: (installing: Installing) =>
      transact(state, async (client) => {
        const { id, accessToken, scopes, accountUrl, acceptedPolicies } = installing;
        await client.query(
          `insert into installation (id, access_token, scopes, account_url) values ($1, $2, $3, $4)
           on conflict (id) do update
           set access_token = excluded.access_token, scopes = excluded.scopes,
               account_url = excluded.account_url, updated_at = now()`,
          [id, vault.seal(accessToken, placeOf(id)), scopes, accountUrl],
        );
        await client.query(
          `insert into policy_acceptance (installation_id, policy, accepted_at)
           select $1, policy, accepted_at from unnest($2::text[], $3::timestamptz[]) as t (policy, accepted_at)
           on conflict (installation_id, policy) do update set accepted_at = excluded.accepted_at`,
          [id, Object.keys(acceptedPolicies), Object.values(acceptedPolicies)],
        );
      }),

    /** The token for calls back; `undefined` where nothing is installed. */
    accessToken: async (id: string): Promise<string | undefined> => {
      const { rows } = await state.query<{ access_token: Buffer }>(
        'select access_token from installation where id = $1',
        [id],
      );
      return rows[0] && vault.open(rows[0].access_token, placeOf(id));
    },

    /** Every installation, those too that are being removed. */
    all: async (): Promise<string[]> => {
      const { rows } = await state.query<{ id: string }>('select id from installation order by id');
      return rows.map(({ id }) => id);
    },

    isInstalled: async (id: string): Promise<boolean> => {
      const { rowCount } = await state.query(
        "select from installation where id = $1 and status = 'installed'",
        [id],
      );
      return rowCount === 1;
    },

    /** From then on nothing is provisioned in it. Answers whether there is such an installation. */
    beginUninstall: async (id: string): Promise<boolean> => {
      const { rowCount } = await state.query(
        "update installation set status = 'uninstalling', updated_at = now() where id = $1",
        [id],
      );
      return rowCount === 1;
    },

    /** Forgets an installation whose resources are gone. */
    remove: async (id: string): Promise<void> => {
      await state.query('delete from installation where id = $1', [id]);
    },
  };
}

function placeOf(id: string): string {
  return `installation ${id}`;
}
