import { escapeIdentifier } from 'pg';
import type { Cluster } from '../cluster/cluster.ts';

/** What "common extensions" means. All of them are trusted: they give no way out of the database. */
export const commonExtensions = [
  'pg_trgm',
  'pgcrypto',
  'citext',
  'hstore',
  'unaccent',
  'fuzzystrmatch',
  'uuid-ossp',
] as const;

/**
 * Installs those of the common extensions that this server has. Repeating it is fine.
 *
 * @returns those that it does not have
 */
export async function installExtensions(cluster: Cluster, database: string): Promise<string[]> {
  return cluster.within(database, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      'select distinct name from pg_available_extension_versions where trusted and name = any($1)',
      [commonExtensions],
    );
    const available = new Set(rows.map(({ name }) => name));
    // made as the owner, so that the team can drop and update them
    await client.query(`set role ${escapeIdentifier(database)}`);
    for (const name of available) {
      await client.query(`create extension if not exists ${escapeIdentifier(name)}`);
    }
    return commonExtensions.filter((name) => !available.has(name));
  });
}
