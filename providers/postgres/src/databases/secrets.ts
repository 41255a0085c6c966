import { isIPv6 } from 'node:net';
import type { Secret } from '@kontor/provider';
import type { Address } from '../cluster/cluster.ts';

export type Credentials = {
  readonly database: string;
  readonly role: string;
  readonly password: string;
};

/** The keyset of a resource: one address for libraries that take one, and its parts for all others. */
export function secretsOf(
  { host, port, sslmode }: Address,
  { database, role, password }: Credentials,
): Secret[] {
  const url = new URL('postgres://host');
  url.host = isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
  url.pathname = `/${database}`;
  url.username = role;
  url.password = password;
  if (sslmode) url.searchParams.set('sslmode', sslmode);
  return [
    { name: 'DATABASE_URL', value: url.href },
    { name: 'PGHOST', value: host },
    { name: 'PGPORT', value: String(port) },
    { name: 'PGUSER', value: role },
    { name: 'PGPASSWORD', value: password },
    { name: 'PGDATABASE', value: database },
    ...(sslmode ? [{ name: 'PGSSLMODE', value: sslmode }] : []),
  ];
}
