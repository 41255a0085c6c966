import { resolve } from 'node:path';
import { env } from 'node:process';
import { type Environment, type LogWriter, settingsIn } from '@kontor/provider-process';

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

/**
 * Reads the configuration from environment variables; README.md lists them.
 *
 * @throws ConfigError naming the first variable that is wrong
 */
export function readConfig(variables: Environment = env): PostgresProviderConfig {
  const { optional, port, seconds, host } = settingsIn(variables);
  const known = host();
  return {
    port: port('KONTOR_PROVIDER_PORT', 4681),
    listenAddress: optional('KONTOR_PROVIDER_LISTEN') ?? '127.0.0.1',
    dataDirectory: resolve(optional('KONTOR_PROVIDER_DATA') ?? '.kontor/provider-postgres'),
    adminUrl: optional('KONTOR_POSTGRES_ADMIN_URL'),
    stateDatabase: optional('KONTOR_PROVIDER_DATABASE') ?? 'kontor_provider',
    ...known,
    meterEveryMs: seconds('KONTOR_PROVIDER_METER_SECONDS', 3600, [1, 86_400]) * 1000,
    branchPatienceMs: seconds('KONTOR_PROVIDER_BRANCH_SECONDS', 10, [0, 20]) * 1000,
  };
}
