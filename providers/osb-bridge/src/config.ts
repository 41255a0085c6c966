import { resolve } from 'node:path';
import { env } from 'node:process';
import { type Environment, type LogWriter, settingsIn } from '@kontor/provider-process';

export type OsbBridgeConfig = {
  /** 0 for any free one. */
  readonly port: number;
  readonly listenAddress?: string;
  /** Holds the bridge's records and their key. */
  readonly dataDirectory: string;
  readonly broker: {
    /** Where it stands, without `/v2`. */
    readonly url: string;
    readonly username: string;
    readonly password: string;
    /** How long it may take to answer, in milliseconds: a minute unless told. */
    readonly timeoutMs?: number;
  };
  /** Whether plans that cost are sold: the bridge bills nobody for them. */
  readonly offersPaidPlans?: boolean;
  readonly host: { readonly issuer: string; readonly apiUrl: string; readonly jwksUrl?: string };
  readonly integration: { readonly clientId: string; readonly clientSecret?: string };
  /** How often the broker is asked about what is under way; null for only when told. */
  readonly pollEveryMs?: number | null;
  /** How long it is asked at most, where its plan does not say less. */
  readonly mostPollingMs?: number;
  readonly writeLog?: LogWriter;
  readonly clock?: () => Date;
};

/**
 * Reads the configuration from environment variables; README.md lists them.
 *
 * @throws ConfigError naming the first variable that is wrong
 */
export function readConfig(variables: Environment = env): OsbBridgeConfig {
  return { ...readBrokerConfig(variables), ...readHostConfig(variables) };
}

/** What is needed to look at a broker's catalogue alone. */
export function readBrokerConfig(variables: Environment = env) {
  const { optional, required, address, seconds } = settingsIn(variables);
  return {
    broker: {
      url: address('KONTOR_OSB_URL'),
      username: required('KONTOR_OSB_USERNAME'),
      password: required('KONTOR_OSB_PASSWORD'),
      timeoutMs: seconds('KONTOR_OSB_TIMEOUT_SECONDS', 60, [1, 600]) * 1000,
    },
    offersPaidPlans: optional('KONTOR_OSB_PAID_PLANS') === 'offered',
  };
}

function readHostConfig(variables: Environment) {
  const { optional, port, seconds, host } = settingsIn(variables);
  return {
    port: port('KONTOR_PROVIDER_PORT', 4683),
    listenAddress: optional('KONTOR_PROVIDER_LISTEN') ?? '127.0.0.1',
    dataDirectory: resolve(optional('KONTOR_PROVIDER_DATA') ?? '.kontor/provider-osb-bridge'),
    ...host(),
    pollEveryMs: seconds('KONTOR_OSB_POLL_SECONDS', 5, [1, 3600]) * 1000,
    mostPollingMs: seconds('KONTOR_OSB_MOST_POLLING_SECONDS', 86_400, [1, 604_800]) * 1000,
  };
}
