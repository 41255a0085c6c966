import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import type { HostEndpoint } from '@kontor/protocol';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { restEndpoints } from '@kontor/protocol/rest';
import type * as z from 'zod';

const {
  listSharedEnvVariable,
  createSharedEnvVariable,
  updateSharedEnvVariable,
  unlinkSharedEnvVariable,
  deleteSharedEnvVariable,
  createProjectTransfer,
  acceptProjectTransfer,
} = restEndpoints;

/** What the command calls: the host's own endpoints, and of the protocol's those that it has no other for. */
const endpoints = {
  ...kontorEndpoints,
  listSharedEnvVariable,
  createSharedEnvVariable,
  updateSharedEnvVariable,
  unlinkSharedEnvVariable,
  deleteSharedEnvVariable,
  createProjectTransfer,
  acceptProjectTransfer,
};
type Endpoints = typeof endpoints;
export type EndpointId = keyof Endpoints;

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

type HandlerCall<E extends HostEndpoint> = {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Parsed<E extends { query: infer Query } ? Query : undefined>;
  readonly body: Parsed<E extends { request: infer Body } ? Body : undefined>;
};

type HandlerAnswer<E extends HostEndpoint> = {
  [Status in keyof E['responses'] & number]: readonly [
    Status,
    E['responses'][Status] extends z.ZodType ? z.input<E['responses'][Status]> : null,
  ];
}[keyof E['responses'] & number];

/** What a handler throws to refuse. */
export class Refused extends Error {
  readonly status: number;
  readonly body: object;

  constructor(status: number, code: string, message: string, facts: object = {}) {
    super(message);
    this.status = status;
    this.body = { error: { ...facts, code, message, requestId: 'req_test' } };
  }
}

export type Handlers = {
  readonly [Id in EndpointId]?: (
    call: HandlerCall<Endpoints[Id]>,
  ) => HandlerAnswer<Endpoints[Id]> | Promise<HandlerAnswer<Endpoints[Id]>>;
};

/** A request as it arrived. */
export type Recorded = {
  readonly id: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
  readonly url: string;
};

export type StandInOptions = {
  readonly handlers: Handlers;
  readonly isToken: (token: string) => boolean;
  /** Serves what no endpoint describes; answers whether it did. */
  readonly serveOther?: (
    request: IncomingMessage,
    response: ServerResponse,
    body: unknown,
  ) => boolean;
  /** Awaited after each line of an answer in JSON lines. */
  readonly afterLine?: () => Promise<void>;
  /** Asked before an answer is sent: what to do to this one. */
  readonly fault?: (id: string) => 'cut' | 'cut-unread' | undefined;
};

/**
 * A host on loopback that answers from the endpoint data: a request that the schemas refuse, and an
 * answer of a handler that they do not declare, is a failure of the test.
 */
export async function serve(options: StandInOptions) {
  const recorded: Recorded[] = [];
  const problems: string[] = [];
  const remembered = new Map<string, { status: number; body: unknown }>();
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      problems.push(String(error));
      response.writeHead(500, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { code: 'internal_error', message: String(error) } }));
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://stand-in');
    const text = await readText(request);
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    const found = match(request.method ?? '', url.pathname);
    const { headers } = request;
    recorded.push({ id: found?.id ?? url.pathname, headers, body, url: url.pathname + url.search });
    if (found === undefined) {
      if (options.serveOther?.(request, response, body) !== true)
        problems.push(`no endpoint at ${url.pathname}`);
      return;
    }
    const fault = options.fault?.(found.id);
    if (fault === 'cut-unread') return void request.socket.destroy();
    const outcome = await once(request, () => handle(found, url, { headers, body }));
    if (fault === 'cut') return void request.socket.destroy();
    const { streams, media } = found.endpoint as HostEndpoint;
    if (media !== undefined && outcome.body instanceof File) {
      response.writeHead(outcome.status, { 'content-type': media });
      return void response.end(await outcome.body.bytes());
    }
    if (media === 'text/event-stream' && Array.isArray(outcome.body)) {
      response.writeHead(outcome.status, { 'content-type': media });
      response.write('retry: 2000\n\n');
      for (const each of outcome.body) {
        response.write(`id: ${each.sequence}\ndata: ${JSON.stringify(each)}\n\n`);
      }
      return void response.end();
    }
    if (streams && media === undefined && Array.isArray(outcome.body)) {
      response.writeHead(outcome.status, { 'content-type': 'application/jsonl' });
      for (const each of outcome.body) {
        response.write(`${JSON.stringify(each)}\n`);
        await options.afterLine?.();
      }
      return void response.end();
    }
    response.writeHead(outcome.status, { 'content-type': 'application/json' });
    response.end(outcome.body === null ? undefined : JSON.stringify(outcome.body));
  }

  /** The answer that was given under the same Idempotency-Key, as the real host does. */
  async function once(
    { headers }: IncomingMessage,
    give: () => Promise<{ status: number; body: unknown }>,
  ) {
    const key = headers['idempotency-key'];
    if (typeof key !== 'string') return give();
    const before = remembered.get(key) ?? (await give());
    remembered.set(key, before);
    return before;
  }

  async function handle(
    { id, endpoint, params }: Match,
    url: URL,
    { headers, body }: { headers: IncomingMessage['headers']; body: unknown },
  ): Promise<{ status: number; body: unknown }> {
    try {
      if (endpoint.access.kind !== 'public') requireCaller(headers);
      const { query, request } = endpoint as HostEndpoint;
      const call = {
        params,
        query: query?.parse(Object.fromEntries(url.searchParams)),
        body: request?.parse(body),
      };
      const handler = options.handlers[id] as
        | ((call: unknown) => Promise<readonly [number, unknown]> | readonly [number, unknown])
        | undefined;
      if (handler === undefined) throw new Error(`the stand-in has no handler for ${id}`);
      const [status, answered] = await handler(call);
      const schema = (endpoint.responses as HostEndpoint['responses'])[status];
      if (schema === undefined) throw new Error(`${id} does not declare ${status}`);
      schema?.parse(answered);
      return { status, body: answered };
    } catch (error) {
      if (error instanceof Refused) return { status: error.status, body: error.body };
      throw error;
    }
  }

  function requireCaller({ authorization, cookie, origin }: IncomingMessage['headers']): void {
    const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
    const isPage = cookie === 'kontor.session=good' && origin === address;
    if (isPage || (token !== undefined && options.isToken(token))) return;
    throw new Refused(401, 'unauthenticated', 'This token is not known here.');
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    address,
    recorded,
    problems,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

type Match = {
  readonly id: EndpointId;
  readonly endpoint: Endpoints[EndpointId];
  readonly params: Readonly<Record<string, string>>;
};

function match(method: string, path: string): Match | undefined {
  for (const [id, endpoint] of Object.entries(endpoints)) {
    const pattern = endpoint.path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
    const found = new RegExp(`^${pattern}$`).exec(path);
    if (endpoint.method !== method || found === null) continue;
    const params = Object.fromEntries(
      Object.entries(found.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
    return { id: id as EndpointId, endpoint, params };
  }
  return undefined;
}
