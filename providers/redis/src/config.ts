import { resolve } from 'node:path';
import { env } from 'node:process';
import {
  ConfigError,
  type Environment,
  type LogWriter,
  settingsIn,
} from '@kontor/provider-process';

export type RedisProviderConfig = {
  /** 0 for any free one. */
  readonly port: number;
  readonly listenAddress?: string;
  /** Holds the keys, and the data of the provider's own server. */
  readonly dataDirectory: string;
  /** A server to make key spaces on, with a user who may everything; without one, it starts its own. */
  readonly adminUrl?: string | undefined;
  /** The program of its own server; the one of this machine unless given. */
  readonly redisProgram?: string | undefined;
  /** The port of its own server, 0 for a free one that is kept from then on. */
  readonly redisPort?: number;
  readonly host: { readonly issuer: string; readonly apiUrl: string; readonly jwksUrl?: string };
  readonly integration: { readonly clientId: string; readonly clientSecret?: string };
  /** Takes each line of the log; without it nothing is logged. */
  readonly writeLog?: LogWriter;
  readonly clock?: () => Date;
  /** How often key spaces are measured, drawn for and reported, in milliseconds; null for only when told. */
  readonly meterEveryMs?: number | null;
};

/**
 * Reads the configuration from environment variables; README.md lists them.
 *
 * @throws ConfigError naming the first variable that is wrong
 */
export function readConfig(variables: Environment = env): RedisProviderConfig {
  const { optional, port, seconds, host } = settingsIn(variables);
  const adminUrl = optional('KONTOR_REDIS_ADMIN_URL');
  if (adminUrl !== undefined && !/^rediss?:$/.test(URL.parse(adminUrl)?.protocol ?? '')) {
    throw new ConfigError('KONTOR_REDIS_ADMIN_URL does not begin with redis:// or rediss://.');
  }
  return {
    port: port('KONTOR_PROVIDER_PORT', 4682),
    listenAddress: optional('KONTOR_PROVIDER_LISTEN') ?? '127.0.0.1',
    dataDirectory: resolve(optional('KONTOR_PROVIDER_DATA') ?? '.kontor/provider-redis'),
    adminUrl,
    redisProgram: optional('KONTOR_REDIS'),
    redisPort: port('KONTOR_REDIS_PORT', 0),
    ...host(),
    meterEveryMs: seconds('KONTOR_PROVIDER_METER_SECONDS', 300, [1, 3600]) * 1000,
  };
}
