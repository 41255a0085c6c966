import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What passes by, as one may change it. */
export type Passing = {
  method: string;
  /** Path and query. */
  path: string;
  headers: Record<string, string>;
  body: string;
};

export type Passed = { status: number; headers: Record<string, string>; body: string };

/** Hands a call on, changed or not, or answers in the place of the other side. */
export type Meddling = (call: Passing, handOn: HandOn) => Promise<Passed>;
export type HandOn = (call: Passing) => Promise<Passed>;

const ofOneConnection = ['connection', 'transfer-encoding', 'keep-alive', 'host', 'content-length'];

/** Stands between two sides that speak HTTP. What is cut on one side is cut on the other. */
export async function startBetween(target: () => string, meddle: Meddling) {
  const server = createServer((request, response) => {
    pass(request, response).catch(() => request.socket.destroy());
  });

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call: Passing = {
      method: request.method ?? '',
      path: request.url ?? '/',
      headers: kept(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
      body: Buffer.concat(await request.toArray()).toString('utf8'),
    };
    const { status, headers, body } = await meddle(call, handOn);
    response.writeHead(status, headers).end(body);
  }

  async function handOn({ method, path, headers, body }: Passing): Promise<Passed> {
    const answer = await fetch(target() + path, {
      method,
      headers,
      redirect: 'manual',
      ...(body !== '' && { body }),
    });
    const { 'content-encoding': _, ...others } = kept([...answer.headers]);
    return { status: answer.status, headers: others, body: await answer.text() };
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function kept(headers: readonly (readonly [string, string])[]): Record<string, string> {
  return Object.fromEntries(headers.filter(([name]) => !ofOneConnection.includes(name)));
}
