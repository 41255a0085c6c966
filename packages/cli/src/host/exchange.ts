import type { ClientRequest, IncomingMessage } from 'node:http';

/** How long connecting may take, in milliseconds. */
const CONNECT_LIMIT_MS = 10_000;

export type Asked = {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly signal: AbortSignal;
};

export type Answered = {
  readonly status: number;
  readonly headers: AnsweredHeaders;
  /** The body as it comes. */
  readonly parts: AsyncIterable<Uint8Array>;
};

/** Those of the web, as far as anybody asks for them. */
export type AnsweredHeaders = Pick<Headers, 'get' | 'getSetCookie'>;

/**
 * Sends one request and answers once the head of its answer has come. A redirect is an answer like any
 * other: a token goes to the host it belongs to, and nowhere that host points at.
 *
 * `fetch` would bring HTTP/2, web streams and all of their types, which take longer to load than the whole
 * rest of a command.
 */
export function exchange(url: string, { method, headers, body, signal }: Asked): Promise<Answered> {
  // an import would ask for all that the module has, and so load what is meant to be loaded when it is used
  const { request } = url.startsWith('https:')
    ? process.getBuiltinModule('node:https')
    : process.getBuiltinModule('node:http');
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const sent = request(url, { method, headers: { ...headers, ...length }, signal });
    sent.once('response', (response) => resolve(answeredBy(response)));
    sent.on('error', reject);
    limitConnecting(sent);
    sent.end(body);
  });
}

function answeredBy(response: IncomingMessage): Answered {
  const { statusCode = 0, headers } = response;
  const get = (name: string) => {
    const value = headers[name];
    return Array.isArray(value) ? value.join(', ') : (value ?? null);
  };
  const getSetCookie = () => headers['set-cookie'] ?? [];
  return { status: statusCode, headers: { get, getSetCookie }, parts: response };
}

/** Gives up where nobody says that there is no one. */
function limitConnecting(sent: ClientRequest): void {
  sent.once('socket', (socket) => {
    if (!socket.connecting) return;
    const limit = setTimeout(() => {
      sent.destroy(Object.assign(new Error('No connection was made.'), { code: 'ETIMEDOUT' }));
    }, CONNECT_LIMIT_MS);
    const end = () => clearTimeout(limit);
    socket.once('connect', end);
    sent.once('close', end);
  });
}
