import { createServer } from 'node:net';

/** Every server here is reachable from this machine alone. */
export const HOST = '127.0.0.1';

/** The preferred port when nobody listens on it, otherwise one that the system picks. */
export async function choosePort(preferred: number | undefined): Promise<number> {
  if (preferred !== undefined && (await isPortFree(preferred))) return preferred;
  const port = await listenOnce(0);
  if (port === undefined) throw new Error('The system has no free port on the loopback address.');
  return port;
}

export async function isPortFree(port: number): Promise<boolean> {
  return (await listenOnce(port)) !== undefined;
}

/** Listens for a moment; answers the port, or undefined when it is not to be had. */
function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: HOST, exclusive: true }, () => {
      const address = server.address();
      const listening = typeof address === 'object' ? address?.port : undefined;
      server.close(() => resolve(listening));
    });
  });
}
