import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import type { NodeListener } from '@kontor/provider/node';
import type { Log } from './log.ts';

export type Serving = {
  readonly baseUrl: string;
  /** Lets running calls end, for some seconds, and then the server. */
  readonly stop: () => Promise<void>;
};

type ServeOptions = {
  readonly port: number;
  readonly listenAddress: string;
  /** Answers the calls of the host. */
  readonly protocol: NodeListener;
  /** Answers `/healthz` and `/admin`. */
  readonly own: NodeListener;
  /** Answers `/console`; undefined where nobody can sign in. */
  readonly console: NodeListener | undefined;
  readonly log: Log;
};

/** How long running calls may take when the server stops, in milliseconds. */
const farewellMs = 10_000;

export async function serve(options: ServeOptions): Promise<Serving> {
  const { port, listenAddress, log } = options;
  const unanswered = new Set<ServerResponse>();
  let isStopping = false;
  const server = createServer((incoming, outgoing) => {
    logWhenAnswered(incoming, outgoing, log);
    if (isStopping) outgoing.shouldKeepAlive = false;
    unanswered.add(outgoing);
    outgoing.once('close', () => unanswered.delete(outgoing));
    chosen(incoming, options)(incoming, outgoing);
  });
  server.listen(port, listenAddress);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const host = isIP(listenAddress) === 6 ? `[${listenAddress}]` : listenAddress;

  return {
    baseUrl: `http://${host}:${address.port}`,
    stop: async () => {
      // a caller that keeps its connection would keep the server from ending
      isStopping = true;
      for (const outgoing of unanswered) outgoing.shouldKeepAlive = false;
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const late = setTimeout(() => server.closeAllConnections(), farewellMs);
      await closed;
      clearTimeout(late);
    },
  };
}

/** The administrator is only listened to from this machine, wherever the server listens. */
function chosen(
  { url = '', socket }: IncomingMessage,
  { own, protocol, console }: ServeOptions,
): NodeListener {
  const path = url.split('?', 1)[0] ?? '';
  if (path === '/healthz') return own;
  if (console && /^\/console(?:\/|$)/.test(path)) return console;
  return path.startsWith('/admin/') && isLoopback(socket.remoteAddress) ? own : protocol;
}

function isLoopback(address = ''): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}

function logWhenAnswered(incoming: IncomingMessage, outgoing: ServerResponse, log: Log): void {
  const startedAt = performance.now();
  const { method, url = '' } = incoming;
  outgoing.once('close', () => {
    const milliseconds = Math.round(performance.now() - startedAt);
    const path = url.split('?', 1)[0];
    // the query is left out: it holds what a team typed into a form
    log('info', 'answered', { method, path, status: outgoing.statusCode, milliseconds });
  });
}
