import { expect, test } from 'vitest';
import { secretsOf } from './secrets.ts';

const credentials = { database: 'kontor_1', role: 'kontor_1_a', password: 'p-_9' };

test('the address says the same as its parts', () => {
  const secrets = secretsOf({ host: 'db.test', port: 5433, sslmode: undefined }, credentials);

  expect(secrets).toEqual([
    { name: 'DATABASE_URL', value: 'postgres://kontor_1_a:p-_9@db.test:5433/kontor_1' },
    { name: 'PGHOST', value: 'db.test' },
    { name: 'PGPORT', value: '5433' },
    { name: 'PGUSER', value: 'kontor_1_a' },
    { name: 'PGPASSWORD', value: 'p-_9' },
    { name: 'PGDATABASE', value: 'kontor_1' },
  ]);
});

test('a server that wants encryption says so in both', () => {
  const address = { host: '::1', port: 5432, sslmode: 'require' };

  const secrets = secretsOf(address, credentials);

  expect(secrets[0]?.value).toBe('postgres://kontor_1_a:p-_9@[::1]:5432/kontor_1?sslmode=require');
  expect(secrets.at(-1)).toEqual({ name: 'PGSSLMODE', value: 'require' });
});
