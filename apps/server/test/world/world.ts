import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RetrySchedule } from '@kontor/core';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { createTestDatabase, freePort } from '@kontor/testing';
import { pino } from 'pino';
import { createHost, type HostOptions } from '../../src/host.ts';
import type { ProviderLimits } from '../../src/partner-api/limits.ts';
import type { IdentityProviderSettings } from '../../src/people/identity-provider.ts';
import { type Database, openDatabase } from '../../src/postgres/database.ts';
import { migrate } from '../../src/postgres/migrate.ts';
import type { Tracing } from '../../src/tracing/tracing.ts';
import { type Api, createApi } from './api-client.ts';
import { type ScriptedProvider, startScriptedProvider } from './scripted-provider.ts';

export type Person = {
  readonly email: string;
  readonly password: string;
  readonly userId: string;
  readonly token: string;
  readonly api: Api;
};

export type World = {
  readonly url: string;
  readonly database: Database;
  readonly databaseUrl: string;
  readonly dataDirectory: string;
  readonly provider: ScriptedProvider;
  /** The owner of the team. */
  readonly owner: Person;
  readonly team: string;
  readonly integration: {
    readonly id: string;
    readonly slug: string;
    readonly clientSecret: string;
  };
  readonly signUp: (name: string) => Promise<Person>;
  readonly anonymous: Api;
  readonly logs: string[];
  /** Every address that the host answers, with its methods, as a tree. */
  readonly addresses: () => string;
  /** What Prometheus is told, where the world measures itself. */
  readonly metrics: () => Promise<string>;
  /**
   * Starts another process' host on the same database unless told, which answers at an address of its own, and does
   * what is due where it is not for answering alone.
   */
  readonly beside: (
    on?: Partial<Pick<HostOptions, 'databaseUrl' | 'dataDirectory' | 'role' | 'billingEveryMs'>>,
  ) => Promise<{ readonly url: string; readonly close: () => Promise<void> }>;
  readonly close: () => Promise<void>;
};

export type WorldOptions = {
  readonly schedule?: RetrySchedule;
  readonly limits?: Partial<ProviderLimits>;
  readonly answerWithinMs?: number;
  readonly now?: () => Date;
  /** Null for worlds that call more often than people do. */
  readonly taxes?: HostOptions['taxes'];
  readonly rateLimits?: number | null;
  readonly entrance?: NonNullable<HostOptions['entrance']>;
  readonly trustedProxies?: readonly string[];
  readonly billingEveryMs?: number;
  readonly testClocks?: HostOptions['testClocks'];
  readonly role?: HostOptions['role'];
  readonly payments?: NonNullable<HostOptions['payments']>;
  readonly webhookLimits?: NonNullable<HostOptions['webhookLimits']>;
  /** Where people arrive from who are signed in there, once the address of the host is known. */
  readonly identityProvider?: (url: string) => IdentityProviderSettings;
  readonly passwords?: boolean;
  readonly mail?: NonNullable<HostOptions['mail']>;
  readonly signUp?: HostOptions['signUp'];
  readonly listings?: NonNullable<HostOptions['listings']>;
  readonly dashboardFolder?: string;
  readonly docsFolder?: string;
  readonly metrics?: boolean;
  readonly tracing?: Tracing;
  readonly logLevel?: 'trace' | 'info' | 'warn';
  readonly settings?: NonNullable<HostOptions['settings']>;
  readonly liveLimits?: NonNullable<HostOptions['liveLimits']>;
};

/** A host that listens, over a database of its own, with a team and a provider that can misbehave. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const created = await createTestDatabase({
    migrate: async (url) => {
      await migrate(url);
    },
    templateKey: 'apps/server',
  });
  const dataDirectory = await mkdtemp(join(tmpdir(), 'kontor-host-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const logs: string[] = [];
  const hostOptions: HostOptions = {
    databaseUrl: hostUrl(created.url),
    dataDirectory,
    url,
    issuer: url,
    signUp: options.signUp ?? 'open',
    testClocks: options.testClocks ?? 'operators',
    allowPrivateAddresses: true,
    strictAnswers: true,
    role: options.role ?? 'all',
    answerWithinMs: options.answerWithinMs ?? 10_000,
    log: pino(
      { level: options.logLevel ?? 'debug' },
      { write: (line: string) => void logs.push(line) },
    ),
    schedule: options.schedule ?? [20, 40, 80],
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    ...(options.identityProvider && { identityProvider: options.identityProvider(url) }),
    ...(options.passwords === undefined ? {} : { passwords: options.passwords }),
    ...(options.now === undefined ? {} : { now: options.now }),
    ...(options.billingEveryMs === undefined ? {} : { billingEveryMs: options.billingEveryMs }),
    ...(options.mail && { mail: options.mail }),
    ...(options.listings && { listings: options.listings }),
    ...(options.entrance && { entrance: options.entrance }),
    ...(options.taxes === undefined ? {} : { taxes: options.taxes }),
    ...(options.payments === undefined ? {} : { payments: options.payments }),
    ...(options.rateLimits === undefined ? {} : { rateLimits: options.rateLimits }),
    ...(options.trustedProxies === undefined ? {} : { trustedProxies: options.trustedProxies }),
    ...(options.webhookLimits === undefined ? {} : { webhookLimits: options.webhookLimits }),
    ...(options.liveLimits === undefined ? {} : { liveLimits: options.liveLimits }),
    ...(options.tracing === undefined ? {} : { tracing: options.tracing }),
    ...(options.settings === undefined ? {} : { settings: options.settings }),
    ...(options.metrics === undefined ? {} : { metrics: options.metrics }),
    ...(options.docsFolder === undefined ? {} : { docsFolder: options.docsFolder }),
    ...(options.dashboardFolder === undefined ? {} : { dashboardFolder: options.dashboardFolder }),
  };
  const host = await createHost(hostOptions);
  await host.app.listen({ port, host: '127.0.0.1' });
  host.start();
  const provider = await startScriptedProvider();
  const seeded = await seed(url, provider);
  const database = openDatabase({ url: created.url, transactions: 4, readers: 2 });
  return {
    url,
    database,
    databaseUrl: created.url,
    dataDirectory,
    provider,
    ...seeded,
    anonymous: createApi(url, undefined),
    logs,
    addresses: () => host.app.printRoutes({ commonPrefix: false }),
    metrics: async () => (await host.metricsServer?.inject('/metrics'))?.body ?? '',
    beside: async ({ role = 'api', ...on } = {}) => {
      const other = await createHost({ ...hostOptions, role, ...on });
      const besidePort = await freePort();
      await other.app.listen({ port: besidePort, host: '127.0.0.1' });
      if (role !== 'api') other.start();
      return { url: `http://127.0.0.1:${besidePort}`, close: other.close };
    },
    close: async () => {
      await host.close();
      await provider.down();
      await database.close();
      await created.drop();
      await rm(dataDirectory, { recursive: true });
    },
  };
}

/** How connections of the host to its database are called, and those of a test are not. */
export const HOST_NAME = 'kontor-host';

function hostUrl(databaseUrl: string): string {
  const named = new URL(databaseUrl);
  named.searchParams.set('application_name', HOST_NAME);
  return named.href;
}

/** A person with a team, and the provider published as an integration, on a host that has neither. */
export async function seed(url: string, provider: ScriptedProvider) {
  const signUp = signUpAt(url);
  const owner = await signUp('Ada');
  const team = 'acme';
  await owner.api(k.createTeam, { body: { name: 'Acme', slug: team } });
  const integration = await publish(owner.api, team, provider.baseUrl);
  provider.become(integration.id, url, integration.clientSecret);
  return { owner, team, integration, signUp };
}

/** The metadata schema of the scripted provider's product. */
export const scriptedSchema = {
  type: 'object',
  properties: {
    region: {
      type: 'string',
      'ui:control': 'select',
      'ui:label': 'Region',
      'ui:options': [
        { value: 'fra1', label: 'Frankfurt' },
        { value: 'iad1', label: 'Washington' },
      ],
    },
    size: { type: 'number', 'ui:control': 'input', minimum: 1, maximum: 10, default: 1 },
  },
  required: ['region'],
} as const;

/** Registers and lists an integration whose provider listens there, called after its slug. */
export async function publish(api: Api, team: string, baseUrl: string, slug = 'scripted') {
  const registered = await api(k.createIntegration, {
    params: { team },
    body: {
      slug,
      name: `${slug.charAt(0).toUpperCase()}${slug.slice(1)}`,
      developer: 'Scripted Ltd',
      shortDescription: 'Databases that obey',
      category: 'Databases',
      contactEmail: 'dev@scripted.test',
      baseUrl,
      eulaUrl: 'https://scripted.test/eula',
      billsPerInstallation: true,
    },
  });
  if (registered.status !== 201) throw new Error(JSON.stringify(registered.error));
  const { integration, clientSecret } = registered.body;
  const params = { team, integration: integration.id };
  await api(k.putProduct, {
    params: { ...params, product: 'db' },
    body: {
      name: 'Database',
      metadataSchema: scriptedSchema,
      capabilities: { secretRotation: { maxDelayHours: 48 } },
      repl: { enabled: true, supportsReadOnlyMode: true },
    },
  });
  await api(k.submitListing, { params, body: {} });
  return { id: integration.id, slug: integration.slug, clientSecret };
}

function signUpAt(url: string) {
  let count = 0;
  return async (name: string): Promise<Person> => {
    count += 1;
    const email = `${name.toLowerCase()}-${count}@test.example`;
    const password = `correct horse ${name}`;
    const headers = { 'content-type': 'application/json', origin: url };
    const answer = await fetch(`${url}/kontor/v1/auth/sign-up/email`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ name, email, password }),
    });
    if (!answer.ok) throw new Error(await answer.text());
    const cookie = answer.headers
      .getSetCookie()
      .map((each) => each.split(';')[0])
      .join('; ');
    const made = await createApi(url, undefined)(k.createToken, {
      body: { name: 'test' },
      headers: { cookie, origin: url },
    });
    if (made.status !== 201) throw new Error(JSON.stringify(made.error));
    const token = made.body.secret;
    const api = createApi(url, token);
    const me = await api(k.getMe);
    return { email, password, userId: me.body.person.id, token, api };
  };
}
