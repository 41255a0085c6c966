import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net';
import { onTestFinished } from 'vitest';

/** A server that is really listening, and gone when the test ends. */
export type Listening = {
  readonly port: number;
  readonly url: string;
  /** Every connection ever accepted, in order. */
  readonly connections: readonly Socket[];
};

/** An HTTP server on a loopback address; several tests may stand in for several machines that way. */
export function listenHttp(answer: RequestListener, host = '127.0.0.1'): Promise<Listening> {
  return listen(createHttpServer(answer), host);
}

/** A server below HTTP, for what a well-behaved one would never do. */
export function listenRaw(serve: (socket: Socket) => void, host = '127.0.0.1'): Promise<Listening> {
  return listen(createTcpServer(serve), host);
}

export async function listen(server: Server, host = '127.0.0.1'): Promise<Listening> {
  const connections: Socket[] = [];
  server.on('connection', (socket: Socket) => {
    socket.on('error', () => {});
    connections.push(socket);
  });
  server.listen(0, host);
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of connections) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { port, url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`, connections };
}
