import { createServer } from 'node:net';
import type { StartSettings } from './settings.ts';
import { StartError } from './start-error.ts';

/** Whoever types `localhost` may get to either. */
const LOOPBACK = ['127.0.0.1', '::1'];

/**
 * Makes sure that nobody listens where the world is about to.
 *
 * @throws StartError that names the port and the variable that moves it
 */
export async function requireFreePorts({
  hostPort,
  providerPort,
}: Pick<StartSettings, 'hostPort' | 'providerPort'>): Promise<void> {
  const wanted = [
    { port: hostPort, whose: 'the host', variable: 'KONTOR_PORT' },
    { port: providerPort, whose: 'the provider', variable: 'KONTOR_PROVIDER_PORT' },
  ];
  for (const { port, whose, variable } of wanted) {
    if (await isPortFree(port)) continue;
    throw new StartError(
      `Port ${port}, where ${whose} should listen, is taken by another program. ` +
        `Stop that program, or choose another port, for instance: ${variable}=${port + 100} npm start`,
    );
  }
}

async function isPortFree(port: number): Promise<boolean> {
  const answers = await Promise.all(LOOPBACK.map((address) => canListen(port, address)));
  return answers.every(Boolean);
}

/** A machine without IPv6 has no such address, and so nobody who listens there. */
function canListen(port: number, address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', ({ code }: NodeJS.ErrnoException) => {
      resolve(code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT');
    });
    server.listen({ port, host: address, exclusive: true }, () => {
      server.close(() => resolve(true));
    });
  });
}
