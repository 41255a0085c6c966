import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StartError } from './start-error.ts';

/** The folder of the checkout. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

type Variables = Readonly<Record<string, string | undefined>>;

/** Where the world of `npm start` lives and listens. */
export type StartSettings = {
  /** Holds everything that is kept between starts. */
  readonly dataDirectory: string;
  readonly hostPort: number;
  readonly providerPort: number;
  /** The host's public address. */
  readonly hostUrl: string;
  /** The address under which this machine reaches the host, also where the public one leads elsewhere. */
  readonly hostAddress: string;
  /** The address under which the host reaches the provider. */
  readonly providerUrl: string;
  /** What else was set is handed on to the host. */
  readonly variables: Variables;
};

const DEFAULT_HOST_PORT = 4680;
const DEFAULT_PROVIDER_PORT = 4681;

/**
 * Reads the settings from environment variables.
 *
 * @throws StartError when one of them is unusable
 */
export function readStartSettings(variables: Variables = process.env): StartSettings {
  const hostPort = readPort(variables, 'KONTOR_PORT', DEFAULT_HOST_PORT);
  const providerPort = readPort(variables, 'KONTOR_PROVIDER_PORT', DEFAULT_PROVIDER_PORT);
  if (hostPort === providerPort) {
    throw new StartError(
      `KONTOR_PORT and KONTOR_PROVIDER_PORT are both ${hostPort}. Choose two different ports.`,
    );
  }
  return {
    dataDirectory: resolve(root, variables.KONTOR_DATA || '.kontor'),
    hostPort,
    providerPort,
    hostUrl: variables.KONTOR_URL || `http://localhost:${hostPort}`,
    hostAddress: `http://${reachable(variables.KONTOR_HOST)}:${hostPort}`,
    providerUrl: `http://127.0.0.1:${providerPort}`,
    variables,
  };
}

function readPort(variables: Variables, name: string, otherwise: number): number {
  const text = variables[name];
  if (!text) return otherwise;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65_535) return port;
  throw new StartError(`${name} is "${text}", and a port is a number from 1 to 65535.`);
}

/** Who listens on every interface is reached on the loopback one, too. */
function reachable(listensOn: string | undefined): string {
  if (!listensOn || listensOn === '0.0.0.0') return '127.0.0.1';
  if (listensOn === '::') return '[::1]';
  return listensOn.includes(':') ? `[${listensOn}]` : listensOn;
}
