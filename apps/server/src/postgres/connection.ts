import pg from 'pg';

/**
 * What every connection of the host says first. Servers, databases and roles may be set otherwise, as whoever runs them
 * likes it, and moments would be read as others, numbers lose digits, and what runs at the same time be refused.
 *
 * No statement of the host reads so much that compiling it would gain anything. PostgreSQL 15 reckons so
 * much for a way that it was told to keep off, and has to go all the same, that it would compile such a statement each time, for seconds.
 */
export const OPENING = [
  "datestyle = 'ISO, MDY'",
  "intervalstyle = 'postgres'",
  "timezone = 'UTC'",
  'extra_float_digits = 1',
  "default_transaction_isolation = 'read committed'",
  'jit = off',
]
  .map((setting) => `set ${setting}`)
  .join('; ');

/** A connection of its own, open, which whoever asked for it ends. */
export async function connectTo(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  // one that is lost says so to whoever asks next
  client.on('error', () => {});
  await client.connect();
  await client.query(OPENING);
  return client;
}
