import { randomBytes } from 'node:crypto';
import type { Database } from '../postgres/database.ts';
import type { Vault } from './vault.ts';

/** What the host keeps secret for itself, each value for one purpose. */
export type HostSecretName = 'sessions' | 'installation-tokens' | 'pairwise-ids' | 'device-logins';

const SECRET_BYTES = 32;

type Ports = { readonly database: Pick<Database, 'read'>; readonly vault: Vault };

/**
 * Answers a secret of the host: 32 random bytes, made the first time anyone asks and the same ever
 * after, for every process.
 */
export async function hostSecret(name: HostSecretName, { database, vault }: Ports) {
  const context = `host-secret:${name}`;
  const found = await select(name, database);
  if (found) return vault.open('host', context, found);
  await database.read(
    'insert into host_secret (name, sealed) values ($1, $2) on conflict do nothing',
    [name, await vault.seal('host', context, randomBytes(SECRET_BYTES))],
  );
  const kept = await select(name, database);
  if (!kept) throw new Error(`the host secret ${name} is not there after it was written`);
  return vault.open('host', context, kept);
}

async function select(
  name: HostSecretName,
  { read }: Pick<Database, 'read'>,
): Promise<Buffer | undefined> {
  const rows = await read<{ sealed: Buffer }>('select sealed from host_secret where name = $1', [
    name,
  ]);
  return rows[0]?.sealed;
}
