import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Pool } from 'undici';

type Backend = { readonly url: string; readonly pool: Pool; isReady: boolean };

/** What stands before several processes: asks each whether it is ready, and keeps connections to them open. */
export type Balancer = {
  /** Sends nothing to a process that is gone, and asks a new one at the same address. */
  readonly isReady: (url: string) => boolean;
  /** Requests that reached a process and were not answered. */
  readonly broken: readonly string[];
  readonly close: () => Promise<void>;
};

const ASK_EVERY_MS = 200;

export async function startBalancer(port: number, urls: readonly string[]): Promise<Balancer> {
  const backends = urls.map(
    (url): Backend => ({ url, pool: new Pool(url, { connections: 32 }), isReady: false }),
  );
  const broken: string[] = [];
  let turn = 0;

  const asking = setInterval(() => backends.forEach(ask), ASK_EVERY_MS);
  const server = createServer((request, response) => {
    forward(request, response).catch((error: unknown) => {
      broken.push(`${request.method} ${request.url}: ${error}`);
      response.writeHead(502).end();
    });
  });

  async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await request.toArray());
    turn += 1;
    const inTurn = backends.map(
      (_, index) => backends[(turn + index) % backends.length] as Backend,
    );
    // those that are not ready come last, should there be no other
    inTurn.sort((a, b) => Number(b.isReady) - Number(a.isReady));
    for (const backend of inTurn) {
      const answer = await send(backend, request, body);
      if (answer === undefined) continue;
      const { connection, 'keep-alive': _, ...headers } = answer.headers;
      response.writeHead(answer.statusCode, headers);
      return void response.end(Buffer.from(await answer.body.arrayBuffer()));
    }
    throw new Error('no process listens');
  }

  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await Promise.all(backends.map(ask));
  return {
    broken,
    isReady: (url) => backends.some((each) => each.url === url && each.isReady),
    close: async () => {
      clearInterval(asking);
      server.close();
      server.closeAllConnections();
      await Promise.all(backends.map(({ pool }) => pool.close()));
    },
  };
}

async function ask(backend: Backend): Promise<void> {
  backend.isReady = await backend.pool.request({ method: 'GET', path: '/readyz' }).then(
    async ({ statusCode, body }) => {
      await body.dump();
      return statusCode === 200;
    },
    () => false,
  );
}

/** Undefined where nobody listened, so that it can be sent elsewhere; whatever else breaks is thrown. */
async function send({ pool }: Backend, request: IncomingMessage, body: Buffer) {
  const { host, connection, 'content-length': _length, ...headers } = request.headers;
  try {
    return await pool.request({
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      headers,
      ...(body.length > 0 && { body }),
    });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED')
      return undefined;
    throw error;
  }
}
