import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { ConfigError, readConfig } from './read-config.ts';
import { settingTexts } from './setting-texts.ts';
import { settings } from './settings.ts';

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

const DEFAULTS = {
  host: '127.0.0.1',
  port: 4680,
  url: 'http://localhost:4680',
  issuer: 'http://localhost:4680',
  databaseUrl: null,
  dataDirectory: resolve('.kontor'),
  signUp: 'first-person',
  listings: 'open',
  testClocks: 'operators',
  callsKeptDays: 7,
  plansKeptDays: 90,
  passwords: true,
  identityProvider: null,
  allowPrivateAddresses: false,
  metrics: null,
  traces: null,
  logLevel: 'info',
  role: 'all',
  answerWithinMs: 25_000,
  drainSeconds: 0,
  strictAnswers: false,
  rateLimits: 1,
  trustedProxies: [],
  taxes: null,
  payments: { kind: 'manual' },
  mail: null,
  secret: null,
  seller: { name: 'localhost:4680', address: null, taxId: null, email: null },
};

test('nothing has to be set', () => {
  expect(readConfig({ PATH: '/bin' })).toEqual(DEFAULTS);
});

test('what is empty counts as not set', () => {
  const empty = Object.fromEntries(Object.keys(settings).map((name) => [name, '']));

  expect(readConfig(empty)).toEqual(DEFAULTS);
});

test('everything can be set', () => {
  const config = readConfig({
    KONTOR_HOST: '0.0.0.0',
    KONTOR_PORT: '80',
    KONTOR_URL: 'https://kontor.example.com/',
    KONTOR_ISSUER: 'https://marketplace.example.com/',
    DATABASE_URL: 'postgres://u:p@db/kontor',
    KONTOR_DATA: '/var/lib/kontor',
    KONTOR_SIGN_UP: 'open',
    KONTOR_LISTINGS: 'approved',
    KONTOR_PASSWORDS: 'false',
    KONTOR_OIDC_ISSUER: 'https://platform.example.com',
    KONTOR_OIDC_CLIENT_ID: 'kontor',
    KONTOR_OIDC_CLIENT_SECRET: 'hush',
    KONTOR_OIDC_OPERATORS: 'u1, u2,',
    KONTOR_OIDC_ROLES_CLAIM: 'teams',
    KONTOR_OIDC_ROLES: 'admin=owner, dev=developer',
    KONTOR_ALLOW_PRIVATE_ADDRESSES: 'true',
    KONTOR_METRICS_PORT: '9464',
    KONTOR_METRICS_HOST: '10.0.0.3',
    KONTOR_TRACES_URL: 'http://collector:4318/v1/traces',
    KONTOR_TRACES_SHARE: '0.1',
    KONTOR_LOG_LEVEL: 'debug',
    KONTOR_ROLE: 'worker',
    KONTOR_DRAIN_SECONDS: '20',
    KONTOR_ANSWER_WITHIN_MS: '0',
    KONTOR_STRICT_ANSWERS: 'true',
    KONTOR_RATE_LIMITS: '2.5',
    KONTOR_TRUSTED_PROXIES: '10.0.0.7, fd00::/8',
    KONTOR_TAXES: '*:VAT=19',
    KONTOR_TEST_CLOCKS: 'owners',
    KONTOR_CALLS_KEPT_DAYS: '30',
    KONTOR_PLANS_KEPT_DAYS: '365',
    KONTOR_PAYMENTS: 'test',
    KONTOR_SMTP_URL: 'smtps://u:p@mail.example.com',
    KONTOR_MAIL_FROM: 'Kontor <kontor@example.com>',
    KONTOR_SECRET: 's'.repeat(32),
    KONTOR_SELLER_NAME: 'Kontor GmbH',
    KONTOR_SELLER_ADDRESS: 'Am Hafen 1; 20457 Hamburg',
    KONTOR_SELLER_TAX_ID: 'DE123456789',
    KONTOR_SELLER_EMAIL: 'bills@kontor.example.com',
  });

  expect(config).toEqual({
    host: '0.0.0.0',
    port: 80,
    url: 'https://kontor.example.com',
    issuer: 'https://marketplace.example.com/',
    databaseUrl: 'postgres://u:p@db/kontor',
    dataDirectory: '/var/lib/kontor',
    signUp: 'open',
    listings: 'approved',
    testClocks: 'owners',
    callsKeptDays: 30,
    plansKeptDays: 365,
    passwords: false,
    identityProvider: {
      issuer: 'https://platform.example.com',
      clientId: 'kontor',
      clientSecret: 'hush',
      operators: ['u1', 'u2'],
      rolesClaim: 'teams',
      roles: { admin: 'owner', dev: 'developer' },
    },
    allowPrivateAddresses: true,
    metrics: { host: '10.0.0.3', port: 9464 },
    traces: { url: 'http://collector:4318/v1/traces', share: 0.1 },
    logLevel: 'debug',
    role: 'worker',
    answerWithinMs: 0,
    drainSeconds: 20,
    strictAnswers: true,
    rateLimits: 2.5,
    trustedProxies: ['10.0.0.7', 'fd00::/8'],
    taxes: {
      countries: new Map(),
      teams: new Map(),
      everybody: [{ name: 'VAT', rate: '19' }],
    },
    payments: { kind: 'test' },
    mail: { smtpUrl: 'smtps://u:p@mail.example.com', from: 'Kontor <kontor@example.com>' },
    secret: 's'.repeat(32),
    seller: {
      name: 'Kontor GmbH',
      address: 'Am Hafen 1\n20457 Hamburg',
      taxId: 'DE123456789',
      email: 'bills@kontor.example.com',
    },
  });
});

test('address and issuer follow the port, and the issuer the address', () => {
  expect(readConfig({ KONTOR_PORT: '5000' })).toMatchObject({
    url: 'http://localhost:5000',
    issuer: 'http://localhost:5000',
  });
  expect(readConfig({ KONTOR_URL: 'https://a.example' })).toMatchObject({
    issuer: 'https://a.example',
  });
});

test.each([
  ['KONTOR_PORT', '0'],
  ['KONTOR_PORT', '65536'],
  ['KONTOR_PORT', '80a'],
  ['KONTOR_HOST', 'a b'],
  ['KONTOR_URL', 'kontor.example.com'],
  ['KONTOR_URL', 'ftp://kontor.example.com'],
  ['KONTOR_URL', 'https://kontor.example.com/market'],
  ['KONTOR_ISSUER', 'marketplace'],
  ['KONTOR_SIGN_UP', 'closed'],
  ['KONTOR_LISTINGS', 'closed'],
  ['KONTOR_ALLOW_PRIVATE_ADDRESSES', 'yes'],
  ['KONTOR_LOG_LEVEL', 'loud'],
  ['KONTOR_ROLE', 'leader'],
  ['KONTOR_ANSWER_WITHIN_MS', '-1'],
  ['KONTOR_ANSWER_WITHIN_MS', '60001'],
  ['KONTOR_STRICT_ANSWERS', '1'],
  ['KONTOR_RATE_LIMITS', '0'],
  ['KONTOR_RATE_LIMITS', 'on'],
  ['KONTOR_TRUSTED_PROXIES', 'proxy.example.com'],
  ['KONTOR_TRUSTED_PROXIES', '10.0.0.0/33'],
  ['KONTOR_TRUSTED_PROXIES', '10.0.0.0/8/8'],
  ['KONTOR_TAXES', 'VAT=19'],
  ['KONTOR_MAIL_FROM', 'Kontor'],
  ['KONTOR_MAIL_FROM', 'A <a@b.example>, c@d.example'],
] as const)('%s=%s stops the start and says what it may be', (name, value) => {
  const { allowed } = settings[name];

  expect(problemsOf({ [name]: value })).toEqual([`${name} is '${value}'. It must be ${allowed}.`]);
});

test.each([
  ['DATABASE_URL', 'mysql://root:hunter2@db/kontor'],
  ['KONTOR_SECRET', 'hunter2'],
  ['KONTOR_SMTP_URL', 'https://u:hunter2@mail.example.com'],
] as const)('the value of %s is not shown when it is wrong', (name, value) => {
  expect(problemsOf({ [name]: value })).toEqual([
    `The value of ${name} cannot be used. It must be ${settings[name].allowed}.`,
  ]);
});

test.each([
  ['KONTOR_PROT', ' Did you mean KONTOR_PORT?'],
  ['KONTOR_SIGNUP', ' Did you mean KONTOR_SIGN_UP?'],
  ['KONTOR_DATABASE_URL', ' Did you mean DATABASE_URL?'],
  ['KONTOR_STRIPE_API_URL', ' Did you mean KONTOR_STRIPE_API?'],
  ['KONTOR_PROVIDER_PROT', ' Did you mean KONTOR_PROVIDER_PORT?'],
  ['KONTOR_METRICS', ' Did you mean KONTOR_METRICS_PORT or KONTOR_METRICS_HOST?'],
  ['KONTOR_FLAVOUR', ''],
])('%s is not a setting and stops the start:%s', (name, meant) => {
  expect(problemsOf({ [name]: '80' })).toEqual([
    `${name} is not a setting.${meant} All settings are in docs/configuration.md.`,
  ]);
});

test('variables of the command line do not stop the host', () => {
  expect(
    problemsOf({ KONTOR_TOKEN: 'kpt_x', KONTOR_TEAM: 'a', KONTOR_COMPLETION_SECONDS: '3' }),
  ).toEqual([]);
});

test('several processes need a database that all of them reach', () => {
  expect(problemsOf({ KONTOR_ROLE: 'api' })).toEqual([
    'KONTOR_ROLE is api, and several processes need a database that all of them reach: set DATABASE_URL.',
  ]);
});

test('everything that is wrong is told at once', () => {
  const environment = { KONTOR_PORT: 'x', KONTOR_SIGN_UP: 'x', KONTOR_X: 'x' };

  expect(problemsOf(environment)).toHaveLength(3);
  expect(() => readConfig(environment)).toThrow(/KONTOR_X.*KONTOR_PORT.*KONTOR_SIGN_UP/s);
});

test('an identity provider is named whole, and is needed where nobody has a password', () => {
  expect(problemsOf({ KONTOR_OIDC_ISSUER: 'https://a.test', KONTOR_OIDC_CLIENT_ID: 'k' })).toEqual([
    'KONTOR_OIDC_CLIENT_SECRET must be set too: KONTOR_OIDC_ISSUER, KONTOR_OIDC_CLIENT_ID, KONTOR_OIDC_CLIENT_SECRET belong together.',
  ]);
  expect(problemsOf({ KONTOR_PASSWORDS: 'false' })).toEqual([
    'KONTOR_PASSWORDS is false, and nobody could sign in: set KONTOR_OIDC_ISSUER.',
  ]);
  expect(problemsOf({ KONTOR_OIDC_ROLES: 'admin=king' })).toHaveLength(1);
});

test('mail needs a server and a sender, and the address of the server is never shown', () => {
  expect(problemsOf({ KONTOR_SMTP_URL: 'smtp://u:hunter2@mail' })).toEqual([
    'KONTOR_MAIL_FROM must be set too: KONTOR_SMTP_URL and KONTOR_MAIL_FROM belong together.',
  ]);
  expect(problemsOf({ KONTOR_MAIL_FROM: 'a@b.example' })).toEqual([
    'KONTOR_SMTP_URL must be set too: KONTOR_SMTP_URL and KONTOR_MAIL_FROM belong together.',
  ]);
});

test('payments by Stripe need its key and the secret of its events, which are never shown', () => {
  expect(problemsOf({ KONTOR_PAYMENTS: 'stripe' })).toEqual([
    'KONTOR_STRIPE_SECRET_KEY must be set, because KONTOR_PAYMENTS is stripe.',
    'KONTOR_STRIPE_WEBHOOK_SECRET must be set, because KONTOR_PAYMENTS is stripe.',
  ]);
  const wrong = problemsOf({
    KONTOR_PAYMENTS: 'stripe',
    KONTOR_STRIPE_SECRET_KEY: 'pk_test_hush',
    KONTOR_STRIPE_WEBHOOK_SECRET: 'hush',
  });
  expect(wrong).toHaveLength(4);
  expect(wrong.join()).not.toContain('hush');
  const config = readConfig({
    KONTOR_PAYMENTS: 'stripe',
    KONTOR_STRIPE_SECRET_KEY: 'rk_live_1',
    KONTOR_STRIPE_WEBHOOK_SECRET: 'whsec_1',
    KONTOR_STRIPE_API: 'http://127.0.0.1:4242',
  });
  expect(config.payments).toEqual({
    kind: 'stripe',
    secretKey: 'rk_live_1',
    webhookSecret: 'whsec_1',
    api: 'http://127.0.0.1:4242',
  });
});

test('where measures are told needs a port', () => {
  expect(problemsOf({ KONTOR_METRICS_HOST: '10.0.0.3' })).toEqual([
    'KONTOR_METRICS_PORT must be set too: without it nothing is measured.',
  ]);
  expect(readConfig({ KONTOR_METRICS_PORT: '9464' }).metrics).toEqual({
    host: '127.0.0.1',
    port: 9464,
  });
});

test('which part of all traces is kept needs somebody who is told', () => {
  expect(problemsOf({ KONTOR_TRACES_SHARE: '0.5' })).toEqual([
    'KONTOR_TRACES_URL must be set too: without it nothing is traced.',
  ]);
  expect(readConfig({ KONTOR_TRACES_URL: 'http://collector/' }).traces).toEqual({
    url: 'http://collector/',
    share: 1,
  });
});

test('the documentation lists exactly the settings, with their values and defaults', () => {
  const page = readFileSync(new URL('../../../../docs/configuration.md', import.meta.url), 'utf8');
  const rows = page
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter((cells) => /^`(?:KONTOR_\w+|DATABASE_URL)`$/.test(cells[1] ?? '') && cells.length === 6)
    .map(([, name, allowed, byDefault, means]) => [name, allowed, byDefault, means]);

  const defaults: Record<keyof typeof settings, string> = {
    KONTOR_HOST: `\`${DEFAULTS.host}\``,
    KONTOR_PORT: `\`${DEFAULTS.port}\``,
    KONTOR_URL: '`http://localhost:<KONTOR_PORT>`',
    KONTOR_ISSUER: 'the value of `KONTOR_URL`',
    DATABASE_URL: 'the embedded database',
    KONTOR_DATA: '`./.kontor`',
    KONTOR_SIGN_UP: `\`${DEFAULTS.signUp}\``,
    KONTOR_LISTINGS: `\`${DEFAULTS.listings}\``,
    KONTOR_CALLS_KEPT_DAYS: `\`${DEFAULTS.callsKeptDays}\``,
    KONTOR_PLANS_KEPT_DAYS: `\`${DEFAULTS.plansKeptDays}\``,
    KONTOR_TEST_CLOCKS: `\`${DEFAULTS.testClocks}\``,
    KONTOR_PASSWORDS: `\`${DEFAULTS.passwords}\``,
    KONTOR_OIDC_ISSUER: 'no identity provider',
    KONTOR_OIDC_CLIENT_ID: 'none',
    KONTOR_OIDC_CLIENT_SECRET: 'none',
    KONTOR_OIDC_OPERATORS: 'nobody',
    KONTOR_OIDC_ROLES_CLAIM: 'no claim is read',
    KONTOR_OIDC_ROLES: 'roles are called as here',
    KONTOR_ALLOW_PRIVATE_ADDRESSES: `\`${DEFAULTS.allowPrivateAddresses}\``,
    KONTOR_METRICS_PORT: 'nothing is measured',
    KONTOR_METRICS_HOST: '`127.0.0.1`',
    KONTOR_TRACES_URL: 'nothing is traced',
    KONTOR_TRACES_SHARE: '`1`',
    KONTOR_LOG_LEVEL: `\`${DEFAULTS.logLevel}\``,
    KONTOR_ROLE: `\`${DEFAULTS.role}\``,
    KONTOR_ANSWER_WITHIN_MS: `\`${DEFAULTS.answerWithinMs}\``,
    KONTOR_DRAIN_SECONDS: '`5` with `DATABASE_URL`, otherwise `0`',
    KONTOR_STRICT_ANSWERS: `\`${DEFAULTS.strictAnswers}\``,
    KONTOR_RATE_LIMITS: `\`${DEFAULTS.rateLimits}\``,
    KONTOR_TRUSTED_PROXIES: 'nobody is',
    KONTOR_SELLER_NAME: 'the host of `KONTOR_URL`',
    KONTOR_SELLER_ADDRESS: 'none',
    KONTOR_SELLER_TAX_ID: 'none',
    KONTOR_SELLER_EMAIL: 'none',
    KONTOR_TAXES: 'no taxes',
    KONTOR_PAYMENTS: `\`${DEFAULTS.payments.kind}\``,
    KONTOR_STRIPE_SECRET_KEY: 'none',
    KONTOR_STRIPE_WEBHOOK_SECRET: 'none',
    KONTOR_STRIPE_API: "Stripe's own",
    KONTOR_SMTP_URL: 'no mail is sent',
    KONTOR_MAIL_FROM: 'none',
    KONTOR_SECRET: 'one that is made once and kept',
  };
  expect(rows).toEqual(
    Object.entries(settings).map(([name, { allowed }]) => [
      `\`${name}\``,
      allowed,
      defaults[name as keyof typeof settings],
      settingTexts[name as keyof typeof settings].means,
    ]),
  );
  expect(
    Object.fromEntries(Object.entries(settingTexts).map(([name, text]) => [name, text.byDefault])),
  ).toEqual(defaults);
});
