import { resolve } from 'node:path';
import { env } from 'node:process';
import type { LogWriter } from './log.ts';

export type PostgresProviderConfig = {
  /** 0 for any free one. */
  readonly port: number;
  /** The address to listen on; the administrator's endpoints answer on the loopback only. */
  readonly listenAddress?: string;
  /** Holds the keys, and the embedded server when there is one. */
  readonly dataDirectory: string;
  /** A server to make databases on; without one, an embedded server is started. */
  readonly adminUrl?: string | undefined;
  /** The database on that server in which the provider keeps its own records. */
  readonly stateDatabase?: string;
  readonly host: { readonly issuer: string; readonly apiUrl: string; readonly jwksUrl?: string };
  readonly integration: { readonly clientId: string; readonly clientSecret?: string };
  /** Takes each line of the log; without it nothing is logged. */
  readonly writeLog?: LogWriter;
  readonly clock?: () => Date;
  /** How often databases are measured and reported, in milliseconds; null for only when told. */
  readonly meterEveryMs?: number | null;
  /** How long transactions in a database are waited for before they are cut for a copy of it. */
  readonly branchPatienceMs?: number;
};

/** A configuration that cannot be started with; the message is for whoever starts the provider. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the configuration from environment variables; README.md lists them.
 *
 * @throws ConfigError naming the first variable that is wrong
 */
export function readConfig(variables: Environment = env): PostgresProviderConfig {
  const apiUrl = address(variables, 'KONTOR_HOST_URL');
  const jwksUrl = optional(variables, 'KONTOR_JWKS_URL');
  const clientSecret = optional(variables, 'KONTOR_CLIENT_SECRET');
  return {
    port: port(variables, 'KONTOR_PROVIDER_PORT', 4681),
    listenAddress: optional(variables, 'KONTOR_PROVIDER_LISTEN') ?? '127.0.0.1',
    dataDirectory: resolve(
      optional(variables, 'KONTOR_PROVIDER_DATA') ?? '.kontor/provider-postgres',
    ),
    adminUrl: optional(variables, 'KONTOR_POSTGRES_ADMIN_URL'),
    stateDatabase: optional(variables, 'KONTOR_PROVIDER_DATABASE') ?? 'kontor_provider',
    host: {
      apiUrl,
      issuer: optional(variables, 'KONTOR_ISSUER') ?? apiUrl,
      ...(jwksUrl !== undefined && { jwksUrl }),
    },
    meterEveryMs: seconds(variables, 'KONTOR_PROVIDER_METER_SECONDS', 3600, 1, 86_400) * 1000,
    branchPatienceMs: seconds(variables, 'KONTOR_PROVIDER_BRANCH_SECONDS', 10, 0, 20) * 1000,
    integration: {
      clientId: required(variables, 'KONTOR_CLIENT_ID'),
      ...(clientSecret !== undefined && { clientSecret }),
    },
  };
}

function optional(variables: Environment, name: string): string | undefined {
  const value = variables[name]?.trim();
  return value === '' ? undefined : value;
}

function required(variables: Environment, name: string): string {
  const value = optional(variables, name);
  if (value !== undefined) return value;
  throw new ConfigError(`${name} is not set. See the README for what it means.`);
}

function address(variables: Environment, name: string): string {
  const value = required(variables, name);
  if (/^https?:$/.test(URL.parse(value)?.protocol ?? '')) return value;
  throw new ConfigError(`${name} is not an address that begins with http:// or https://.`);
}

function seconds(
  variables: Environment,
  name: string,
  whenUnset: number,
  least: number,
  most: number,
): number {
  const value = Number(optional(variables, name) ?? whenUnset);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new ConfigError(`${name} is not a whole number of seconds from ${least} to ${most}.`);
}

function port(variables: Environment, name: string, whenUnset: number): number {
  const value = Number(optional(variables, name) ?? whenUnset);
  if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value;
  throw new ConfigError(`${name} is not a port: it is a whole number from 0 to 65535.`);
}
