import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shownSettings } from '../../src/config/read-config.ts';
import { settings } from '../../src/config/settings.ts';
import { startWorld, type World } from '../world/world.ts';

const environment = {
  KONTOR_URL: 'https://market.example',
  KONTOR_TRACES_URL: 'http://someone:hidden@collector:4318/v1/traces',
  KONTOR_TAXES: '*:VAT=19',
  KONTOR_RATE_LIMITS: 'off',
  DATABASE_URL: 'postgres://kontor:hidden-password@db.example/kontor',
  KONTOR_SECRET: 'hidden-secret-hidden-secret-hidden',
  KONTOR_LOG_LEVEL: '',
};

let world: World;
beforeAll(async () => {
  world = await startWorld({ settings: shownSettings(environment) });
});
afterAll(() => world.close());

test('an operator sees every setting, what it is for and where it comes from, and no secret', async () => {
  const { body } = await world.owner.api(k.getSettings, {});

  expect(body.settings.map(({ name }) => name)).toEqual(Object.keys(settings));
  const shown = Object.fromEntries(body.settings.map((each) => [each.name, each]));
  expect(shown).toMatchObject({
    KONTOR_URL: { value: 'https://market.example', isSet: true, isSecret: false },
    KONTOR_TRACES_URL: { value: 'http://…@collector:4318/v1/traces' },
    KONTOR_LOG_LEVEL: { value: null, isSet: false, byDefault: '`info`' },
    DATABASE_URL: { value: null, isSet: true, isSecret: true },
    KONTOR_SECRET: { value: null, isSet: true, isSecret: true },
  });
  expect(JSON.stringify(body)).not.toContain('hidden');
  expect(body.settings.filter(({ means }) => means.length < 10)).toEqual([]);
});

test('an operator sees the version, the database with its schema, and what is off', async () => {
  const { body } = await world.owner.api(k.getSettings, {});
  const [newest] = await world.database.read<{ name: string; count: number }>(
    'select max(name) as name, count(*)::int as count from schema_migration',
  );

  expect(body.node).toBe(process.versions.node);
  expect(body.database).toMatchObject({
    isEmbedded: false,
    schema: newest?.name,
    migrations: newest?.count,
  });
  expect(body.off.map(({ setting }) => setting)).toEqual([
    'KONTOR_SMTP_URL',
    'KONTOR_PAYMENTS',
    'KONTOR_OIDC_ISSUER',
    'KONTOR_METRICS_PORT',
    'KONTOR_RATE_LIMITS',
  ]);
});

test('whoever is no operator sees nothing of it', async () => {
  const member = await world.signUp('Moritz');

  const answer = await member.api(k.getSettings, {});

  expect([answer.status, answer.error.code]).toEqual([403, 'forbidden']);
});
