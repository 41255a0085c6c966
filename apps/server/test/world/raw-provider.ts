import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** One call as it came over the wire. */
export type RawCall = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
};

export type RawAnswer = {
  readonly status: number;
  readonly body?: string | object;
  readonly type?: string;
};

/** A provider without the SDK: what comes in and goes out is its own. */
export type RawProvider = {
  readonly baseUrl: string;
  readonly calls: readonly RawCall[];
  /** What it found wrong with calls, in order. */
  readonly complaints: string[];
  /** Tells it which integration it serves, of which host. */
  readonly become: (clientId: string, hostUrl: string) => void;
  readonly close: () => Promise<void>;
};

export type Registration = { readonly clientId: string; readonly hostUrl: string };

/** Listens below a path of its own, as a base URL may have one. */
export async function listenRaw(
  answer: (call: RawCall, of: Registration) => Promise<RawAnswer> | RawAnswer,
  complaints: string[] = [],
): Promise<RawProvider> {
  const calls: RawCall[] = [];
  let registration: Registration = { clientId: '', hostUrl: '' };
  const server = http.createServer(async (request, response) => {
    const text = Buffer.concat(await request.toArray()).toString('utf8');
    const url = new URL(request.url ?? '/', 'http://provider.test');
    const call = {
      method: request.method ?? '',
      path: url.pathname.replace(/^\/base/, ''),
      query: url.searchParams,
      headers: request.headers,
      text,
    };
    calls.push(call);
    const { status, body, type } = await answer(call, registration);
    const written = typeof body === 'string' ? body : body && JSON.stringify(body);
    response.writeHead(status, type === undefined ? {} : { 'content-type': type });
    response.end(written);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/base`,
    calls,
    complaints,
    become: (clientId, hostUrl) => {
      registration = { clientId, hostUrl };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
