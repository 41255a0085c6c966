import { rowsIn, type SqlClient } from '../stores/sql-client.ts';
import type { LastingUsageStore, UsageState } from './usage-store.ts';

type Row = { readonly version: string; readonly state: string };

/**
 * Keeps running totals in the table of `sqlStoreTables`. Whoever loses a race for an installation
 * counts once more on top of the winner.
 */
export function sqlUsageStore({ client }: { readonly client: SqlClient }): LastingUsageStore {
  const find = async (installationId: string): Promise<Row | undefined> => {
    const found = await client.query(
      'select version::text, state from kontor_usage where installation_id = $1',
      [installationId],
    );
    return rowsIn<Row>(found)[0];
  };
  const write = async (installationId: string, row: Row | undefined, state: UsageState) => {
    const text = JSON.stringify(state);
    const { rows } = row
      ? await client.query(
          `update kontor_usage set version = version + 1, state = $3
           where installation_id = $1 and version = $2::bigint returning version`,
          [installationId, row.version, text],
        )
      : await client.query(
          `insert into kontor_usage (installation_id, version, state) values ($1, 1, $2)
           on conflict (installation_id) do nothing returning version`,
          [installationId, text],
        );
    return rows.length > 0;
  };

  return {
    read: async (installationId) => stateIn(await find(installationId)),
    change: async (installationId, change) => {
      for (;;) {
        const row = await find(installationId);
        const changed = change(stateIn(row));
        if (await write(installationId, row, changed)) return changed;
      }
    },
    forget: async (installationId) => {
      await client.query('delete from kontor_usage where installation_id = $1', [installationId]);
    },
  };
}

function stateIn(row: Row | undefined): UsageState | undefined {
  return row && JSON.parse(row.state);
}
