import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { PartnerEndpoint } from '@kontor/protocol';
import { partnerEndpoints } from '@kontor/protocol/partner';
import { answerHost, type ProviderState, type ScriptedAnswer } from './answer-host.ts';

/** The operations of a provider, and the address for webhooks. */
export type CalledName = keyof typeof partnerEndpoints | 'webhook';

/** One call of the host, as it came. */
export type Received = {
  /** Which of the integrations it was for. */
  readonly label: string;
  /** Undefined where the protocol has no such operation. */
  readonly operation: CalledName | undefined;
  readonly method: string;
  /** Path and query below the base URL, as they were sent. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly json: unknown;
  /** By `performance.now()`. */
  readonly at: number;
  /** The status that was answered, or that nothing was. */
  answered: number | 'nothing';
};

/** What the next call of an operation meets instead of an answer of its own. */
export type Fault =
  /** The connection is cut: before anything was done, or when all was. */
  | { readonly cut: 'before' | 'after' }
  /** Nothing is done. */
  | ({ readonly answer: number } & Pick<ScriptedAnswer, 'body' | 'text' | 'headers'>)
  /** It is done, and told otherwise. */
  | { readonly alter: (answer: ScriptedAnswer) => ScriptedAnswer };

type Rule = { readonly operation: CalledName; readonly label: string | undefined; fault: Fault };

export type PlayedProvider = Awaited<ReturnType<typeof playProvider>>;

const routes = Object.values(partnerEndpoints).map((endpoint: PartnerEndpoint) => ({
  endpoint,
  pattern: new RegExp(`^${endpoint.path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
}));

/**
 * Listens as the servers of integrations do, each below a path of its own, keeps what a host sends, and
 * answers as a provider does that remembers idempotency keys; or as it is told to for once.
 */
export async function playProvider({
  listen: { address = '127.0.0.1', port = 0 } = {},
  publicUrl,
}: {
  readonly listen?: { readonly address?: string; readonly port?: number } | undefined;
  /** Where the host reaches what listens here. */
  readonly publicUrl?: string | undefined;
}) {
  const received: Received[] = [];
  const rules: Rule[] = [];
  const state: ProviderState = { installations: new Map(), resources: new Map(), idOfNext: [] };
  const done = new Map<string, ScriptedAnswer>();

  const server = createServer((request, response) => {
    void answer(request, response).catch(() => request.socket.destroy());
  });
  server.listen(port, address);
  await once(server, 'listening');
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('There is no port.');
  const url = `http://${address.includes(':') ? `[${address}]` : address}:${bound.port}`;
  const reachedAt = publicUrl ?? url;

  return {
    received: received as readonly Received[],
    state,
    /** Where it listens. */
    url,
    /** Where hosts reach one of the integrations. */
    baseUrl: (label: string) => `${reachedAt}/${label}`,
    /** The next calls of the operation meet these, one each. */
    meet: (operation: CalledName, ...faults: readonly Fault[]) => {
      for (const fault of faults) rules.push({ operation, label: undefined, fault });
    },
    /** Forgets what nobody has met yet. */
    behave: () => {
      rules.length = 0;
    },
    calls: (operation: CalledName, since = 0) =>
      received.filter((each) => each.operation === operation && each.at >= since),
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await request.toArray()).toString('utf8');
    const call = read(request, body);
    received.push(call);
    const { operation } = call;
    const at = rules.findIndex((rule) => rule.operation === operation);
    const fault = at < 0 ? undefined : rules.splice(at, 1)[0]?.fault;
    if (fault !== undefined && 'cut' in fault && fault.cut === 'before') {
      return void request.socket.destroy();
    }
    if (fault !== undefined && 'answer' in fault) {
      const { answer: status, ...rest } = fault;
      return write(response, call, { status, ...rest });
    }
    const right = perform(call);
    if (fault !== undefined && 'cut' in fault) return void request.socket.destroy();
    return write(response, call, fault === undefined ? right : fault.alter(right));
  }

  /** Does what is asked for, once for each key. */
  function perform(call: Received): ScriptedAnswer {
    const { 'idempotency-key': key } = call.headers;
    const name = `${call.label} ${call.method} ${call.path} ${key}`;
    const former = key === undefined ? undefined : done.get(name);
    if (former !== undefined) return former;
    const made = answerHost(call, state);
    if (key !== undefined) done.set(name, made);
    return made;
  }
}

function write(
  response: ServerResponse,
  call: Received,
  { status, body, text, headers }: ScriptedAnswer,
): void {
  call.answered = status;
  const said = text ?? (body === undefined ? undefined : JSON.stringify(body));
  response.writeHead(status, {
    ...(said !== undefined && text === undefined && { 'content-type': 'application/json' }),
    ...headers,
  });
  response.end(said);
}

function read(request: IncomingMessage, body: string): Received {
  const [, label = '', below = '/'] = /^\/([^/?]*)(.*)$/.exec(request.url ?? '/') ?? [];
  const [pathname = ''] = below.split('?');
  const method = request.method ?? '';
  const found = findOperation(method, pathname);
  return {
    label,
    operation: method === 'POST' && pathname === '/webhooks' ? 'webhook' : found?.operation,
    method,
    path: below,
    params: found?.params ?? {},
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    ),
    body,
    json: jsonOf(body),
    at: performance.now(),
    answered: 'nothing',
  };
}

function findOperation(method: string, pathname: string) {
  for (const { endpoint, pattern } of routes) {
    const found = endpoint.method === method ? pattern.exec(pathname) : null;
    if (found === null) continue;
    const params = Object.fromEntries(
      Object.entries(found.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
    return { operation: endpoint.id as keyof typeof partnerEndpoints, params };
  }
  return undefined;
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
