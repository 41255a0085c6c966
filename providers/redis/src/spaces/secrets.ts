import type { Secret } from '@kontor/provider';
import type { User } from '../server/rights.ts';

/** The keyset of a resource: one address for libraries that take one, its parts, and the start of its keys. */
export function secretsOf(serverUrl: string, { name, password, prefix }: User): Secret[] {
  const url = new URL(serverUrl);
  url.username = name;
  url.password = password;
  return [
    { name: 'REDIS_URL', value: url.href },
    { name: 'REDIS_HOST', value: url.hostname },
    { name: 'REDIS_PORT', value: url.port || '6379' },
    { name: 'REDIS_USERNAME', value: name },
    { name: 'REDIS_PASSWORD', value: password },
    { name: 'REDIS_PREFIX', value: prefix },
  ];
}
