import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';

/** A server of this machine, for this machine alone. */
export type LocalServer = { readonly port: number; readonly close: () => Promise<void> };

/** Lets a server listen at a free port of the loopback, and end with all its connections. */
export async function listenLocally(server: Server): Promise<LocalServer> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
