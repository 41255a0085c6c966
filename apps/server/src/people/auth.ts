import { role } from '@kontor/protocol/vocabulary';
import { betterAuth } from 'better-auth';
import { isAPIError } from 'better-auth/api';
import { organization } from 'better-auth/plugins';
import { createAccessControl } from 'better-auth/plugins/access';
import type { FastifyBaseLogger } from 'fastify';
import pg from 'pg';
import { mintId, randomText } from '../ids.ts';
import { OPENING } from '../postgres/connection.ts';
import { endQuietly } from '../postgres/database.ts';
import { ownOrigins } from './own-origins.ts';
import { passkeyPlugin } from './passkey-plugin.ts';

/** Where people sign in and out, below the host's address. */
export const AUTH_PATH = '/kontor/v1/auth';
/** Carries the address that a request came from; whatever a client sends under it is dropped. */
export const CLIENT_ADDRESS_HEADER = 'x-kontor-client-address';
export const PASSWORD_LENGTH = { shortest: 8, longest: 128 } as const;

/** Hashing a password keeps a core busy, so more connections would only wait. */
const CONNECTIONS = 4;

export type AuthOptions = {
  readonly databaseUrl: string;
  /** The host's public address. */
  readonly url: string;
  /** Signs session cookies. Another one ends every session. */
  readonly secret: string;
  readonly log: Pick<FastifyBaseLogger, 'error'>;
  /** How often one address may try to sign in, sign up or change a password in a minute. */
  readonly attemptsPerMinute?: number;
};

const ATTEMPTS_PER_MINUTE = 10;

/** Accounts, passwords and sessions, kept by better-auth in the schema `people`. */
export type Auth = ReturnType<typeof createAuth>;

export function createAuth(options: AuthOptions) {
  const pool = peoplePool(options);
  return { ...betterAuth(authConfig(options, pool)), pool, close: () => endQuietly(pool) };
}

/** What better-auth is told, apart from the host's own checks before it. */
export function authConfig(
  { url, secret, log, attemptsPerMinute = ATTEMPTS_PER_MINUTE }: AuthOptions,
  pool: pg.Pool,
) {
  const attempts = { window: 60, max: attemptsPerMinute };
  return {
    appName: 'Kontor',
    baseURL: new URL(url).origin,
    basePath: AUTH_PATH,
    // stated as a list, because otherwise a variable of the environment would replace it
    secrets: [{ version: 1, value: secret }],
    database: pool,
    trustedOrigins: [...ownOrigins(url)],
    emailAndPassword: {
      enabled: true,
      minPasswordLength: PASSWORD_LENGTH.shortest,
      maxPasswordLength: PASSWORD_LENGTH.longest,
      revokeSessionsOnPasswordReset: true,
    },
    // whoever reads the database sets nobody's password
    verification: {
      storeIdentifier: { default: 'plain', overrides: { 'reset-password:': 'hashed' } },
    },
    // a copy in the cookie would outlive the session; what is remembered for a moment is in memory
    session: { cookieCache: { enabled: false } },
    rateLimit: {
      enabled: true,
      storage: 'database',
      customRules: {
        '/sign-in/email': attempts,
        '/sign-up/email': attempts,
        '/change-password': attempts,
        '/reset-password': attempts,
        '/passkey/verify-authentication': attempts,
        // reading a session guesses nothing, and pages do it often
        '/get-session': false,
      },
    },
    advanced: {
      cookiePrefix: 'kontor',
      useSecureCookies: new URL(url).protocol === 'https:',
      // both are off under test unless they are stated
      disableCSRFCheck: false,
      disableOriginCheck: false,
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
      database: {
        generateId: ({ model }: { model: string }) => mintPeopleId(model),
        // the host's migrations make its tables, and a test compares them; each start would read every table's columns
        validateSchema: false,
      },
    },
    plugins: [organizationPlugin, passkeyPlugin(url, pool)],
    telemetry: { enabled: false },
    onAPIError: {
      onError: (err: unknown) => {
        if (!isAPIError(err) || err.statusCode >= 500) log.error({ err }, 'sign-in failed');
      },
    },
    logger: {
      level: 'error',
      log: (_level: string, message: string, ...[err]: unknown[]) =>
        log.error({ err }, `sign-in: ${message}`),
    },
  } as const satisfies Parameters<typeof betterAuth>[0];
}

/** Connections that find better-auth's tables without naming their schema. */
export function peoplePool({ databaseUrl, log }: Pick<AuthOptions, 'databaseUrl' | 'log'>) {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: CONNECTIONS,
    types: countsAsNumbers,
    onConnect: async (client) => {
      await client.query(`${OPENING}; set search_path to people`);
    },
  });
  pool.on('error', (err) => log.error({ err }, 'a database connection for sign-in was lost'));
  return pool;
}

const INT8 = 20;

/** better-auth adds to what it reads, and `pg` gives large integers as text. Times in ms fit a number. */
const countsAsNumbers: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === INT8 ? Number : pg.types.getTypeParser(oid, format as 'text'),
};

// what each role may do is decided in core; better-auth only has to know their names
const roles = Object.fromEntries(
  role.options.map((name) => [name, createAccessControl({}).newRole({})]),
);

export const organizationPlugin = organization({ roles, creatorRole: 'owner' });

function mintPeopleId(model: string): string {
  if (model === 'user') return mintId('user');
  if (model === 'organization') return mintId('team');
  return randomText(24);
}
