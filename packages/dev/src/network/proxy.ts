import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import { handOn } from './hand-on.ts';
import { isLoopback, isMarketplace } from './names.ts';
import { type LocalServer, listenLocally } from './server.ts';

export type ProxyOptions = {
  /** Where calls to the marketplace arrive. */
  readonly tlsPort: number;
  readonly hostUrl: string;
  /** Refuses whatever is neither the marketplace nor this machine. */
  readonly isOffline: boolean;
  /** The http address of the proxy that the machine has already, where it has one. */
  readonly upstream: string | undefined;
  /** Told of every name that was refused. */
  readonly onRefused: (name: string) => void;
};

type Target = { readonly name: string; readonly port: number };

/** A proxy that leads the names of the marketplace to the local host, and leaves everything else alone. */
export async function startProxy(options: ProxyOptions): Promise<LocalServer> {
  const server = http.createServer((request, response) => answerPlain(options, request, response));
  server.on('connect', (request: http.IncomingMessage, client: Duplex, head: Buffer) => {
    client.on('error', () => client.destroy());
    openTunnel(options, request, client, head).catch((error: Error) =>
      refuse(client, 502, error.message),
    );
  });
  return listenLocally(server);
}

/** `CONNECT name:port`: what everybody sends who wants TLS. */
async function openTunnel(
  options: ProxyOptions,
  { url = '' }: http.IncomingMessage,
  client: Duplex,
  head: Buffer,
): Promise<void> {
  const target = targetOf(url);
  if (target === undefined) return refuse(client, 400, `'${url}' is no name with a port.`);
  if (!mayReach(options, target)) return refuse(client, 403, refusalOf(target.name));
  const onward = await dial(options, target);
  onward.on('error', () => client.destroy());
  onward.once('close', () => client.destroy());
  client.once('close', () => onward.destroy());
  client.write('HTTP/1.1 200 Connection established\r\n\r\n');
  onward.write(head);
  onward.pipe(client).pipe(onward);
}

function targetOf(authority: string): Target | undefined {
  const { name, port } = /^(?<name>[^\s/]+):(?<port>\d{1,5})$/.exec(authority)?.groups ?? {};
  if (name === undefined || Number(port) > 65_535) return undefined;
  return { name: name.replace(/^\[|\]$/g, ''), port: Number(port) };
}

function mayReach({ isOffline, onRefused }: ProxyOptions, { name }: Target): boolean {
  if (!isOffline || isMarketplace(name) || isLoopback(name)) return true;
  onRefused(name);
  return false;
}

/** A connection on which what is written reaches the target. */
function dial({ tlsPort, upstream }: ProxyOptions, { name, port }: Target): Promise<Duplex> {
  if (isMarketplace(name)) return connected(net.connect(tlsPort, '127.0.0.1'));
  if (upstream === undefined || isLoopback(name)) return connected(net.connect(port, name));
  return dialThrough(upstream, `${name}:${port}`);
}

async function connected(socket: net.Socket): Promise<net.Socket> {
  await once(socket, 'connect');
  return socket;
}

/** Asks the proxy that the machine had before this one. */
async function dialThrough(upstream: string, path: string): Promise<Duplex> {
  const asked = http.request(upstream, { method: 'CONNECT', path, headers: { host: path } });
  asked.end();
  const [{ statusCode }, through, head] = (await once(asked, 'connect')) as [
    http.IncomingMessage,
    Duplex,
    Buffer,
  ];
  if (statusCode === 200) {
    through.unshift(head);
    return through;
  }
  through.destroy();
  throw new Error(`the proxy of this machine answered ${statusCode}`);
}

/** `GET http://name/…`: what is sent to a proxy without TLS. */
async function answerPlain(
  options: ProxyOptions,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const url = URL.parse(request.url ?? '');
  const target = url && { name: url.hostname, port: Number(url.port || 80) };
  if (target === null || url?.protocol !== 'http:') {
    return answer(response, 400, 'This is a proxy: it takes whole addresses.');
  }
  if (!mayReach(options, target)) return answer(response, 403, refusalOf(target.name));
  const { hostUrl, upstream } = options;
  if (isMarketplace(target.name)) return handOn({ request, response, url: hostUrl });
  if (upstream === undefined || isLoopback(target.name)) {
    return handOn({ request, response, url: url.origin });
  }
  return handOn({ request, response, url: upstream, isProxy: true });
}

function answer(response: http.ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain' });
  response.end(`${text}\n`);
}

function refuse(client: Duplex, status: number, text: string): void {
  if (client.destroyed) return;
  const reason = http.STATUS_CODES[status];
  client.end(
    `HTTP/1.1 ${status} ${reason}\r\ncontent-type: text/plain\r\nconnection: close\r\n\r\n${text}\n`,
  );
}

function refusalOf(name: string): string {
  return `${name} is not reached: kontor dev runs with --offline, and leads to the marketplace and this machine alone.`;
}
