import { resolve } from 'node:path';
import { ConfigError } from '@kontor/provider-process';
import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

const least = { KONTOR_HOST_URL: 'http://127.0.0.1:4680', KONTOR_CLIENT_ID: 'oac_1' };

test('host and client id suffice', () => {
  expect(readConfig(least)).toEqual({
    meterEveryMs: 3_600_000,
    branchPatienceMs: 10_000,
    port: 4681,
    listenAddress: '127.0.0.1',
    dataDirectory: resolve('.kontor/provider-postgres'),
    adminUrl: undefined,
    stateDatabase: 'kontor_provider',
    host: { apiUrl: 'http://127.0.0.1:4680', issuer: 'http://127.0.0.1:4680' },
    integration: { clientId: 'oac_1' },
  });
});

test('everything can be told', () => {
  const config = readConfig({
    ...least,
    KONTOR_ISSUER: 'https://marketplace.vercel.com',
    KONTOR_JWKS_URL: 'http://127.0.0.1:4680/.well-known/jwks',
    KONTOR_CLIENT_SECRET: 'secret',
    KONTOR_PROVIDER_METER_SECONDS: '60',
    KONTOR_PROVIDER_BRANCH_SECONDS: '0',
    KONTOR_PROVIDER_PORT: '0',
    KONTOR_PROVIDER_LISTEN: '0.0.0.0',
    KONTOR_PROVIDER_DATA: '/data',
    KONTOR_PROVIDER_DATABASE: 'other',
    KONTOR_POSTGRES_ADMIN_URL: 'postgres://admin@db/postgres',
  });

  expect(config).toEqual({
    meterEveryMs: 60_000,
    branchPatienceMs: 0,
    port: 0,
    listenAddress: '0.0.0.0',
    dataDirectory: '/data',
    adminUrl: 'postgres://admin@db/postgres',
    stateDatabase: 'other',
    host: {
      apiUrl: 'http://127.0.0.1:4680',
      issuer: 'https://marketplace.vercel.com',
      jwksUrl: 'http://127.0.0.1:4680/.well-known/jwks',
    },
    integration: { clientId: 'oac_1', clientSecret: 'secret' },
  });
});

test.each([
  ['KONTOR_HOST_URL', ''],
  ['KONTOR_HOST_URL', 'localhost:4680'],
  ['KONTOR_CLIENT_ID', '  '],
  ['KONTOR_PROVIDER_PORT', '65536'],
  ['KONTOR_PROVIDER_PORT', 'x'],
  ['KONTOR_PROVIDER_BRANCH_SECONDS', '21'],
  ['KONTOR_PROVIDER_METER_SECONDS', '0'],
])('%s as "%s" stops the start, and the message names it', (name, value) => {
  const read = () => readConfig({ ...least, [name]: value });

  expect(read).toThrow(ConfigError);
  expect(read).toThrow(name);
});
