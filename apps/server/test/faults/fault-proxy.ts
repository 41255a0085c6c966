import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Chance } from './chance.ts';

/** What a network, or whatever stands before a provider, does to one request. */
export const faults = [
  /** It comes late, and so does its answer. */
  'delayed',
  /** The connection ends before the provider has heard of it. */
  'cut before',
  /** The provider does it, and the connection ends before its answer. */
  'cut after',
  /** The provider hears of it twice at once; the first answer counts. */
  'duplicated',
  /** The provider hears of it once more, a while after it has answered. */
  'repeated late',
  /** It waits until another request has overtaken it. */
  'overtaken',
  /** Somebody before the provider answers 5xx. */
  '5xx before',
  /** The provider does it, and somebody before it answers 5xx. */
  '5xx after',
  /** The provider does it, and half of its answer arrives. */
  'truncated',
] as const;
export type FaultName = (typeof faults)[number];

export type FaultProxy = {
  readonly baseUrl: string;
  /** How often each fault was laid on a request, and how many requests had none. */
  readonly counts: ReadonlyMap<FaultName | 'none', number>;
  /** The keys that tokens were signed with that came by. */
  readonly signedBy: ReadonlySet<string>;
  /** From now on nothing goes wrong. */
  readonly heal: () => void;
  /** Waits for everything that is still on its way to the provider. */
  readonly idle: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export type FaultProxyOptions = {
  readonly target: string;
  readonly chance: Chance;
  /** The part of requests that something is done to. */
  readonly share: number;
};

const OVERTAKEN_AT_MOST_MS = 150;

type Passed = {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
};

/** Stands between host and provider, over HTTP, and does to requests what networks do. */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const { chance, share } = options;
  const target = new URL(options.target);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
  const counts = new Map<FaultName | 'none', number>();
  const signedBy = new Set<string>();
  const underway = new Set<Promise<unknown>>();
  const overtakers = new Set<() => void>();
  let isIll = true;

  const tracked = <Value>(work: Promise<Value>): Promise<Value> => {
    underway.add(work);
    void work.catch(() => undefined).finally(() => underway.delete(work));
    return work;
  };

  async function serve(request: http.IncomingMessage, response: http.ServerResponse) {
    const body = Buffer.concat(await request.toArray());
    noteKey(signedBy, request.headers.authorization);
    const fault = isIll && chance.isWithin(share) ? chance.pick(faults) : 'none';
    counts.set(fault, (counts.get(fault) ?? 0) + 1);
    for (const overtake of overtakers) overtake();
    const pass = () => forward({ target, agent, request, body });
    switch (fault) {
      case 'none':
        return answer(response, await pass());
      case 'delayed':
        await pause(chance.next() * 60);
        answer(response, await pass(), chance.next() * 60);
        return;
      case 'cut before':
        request.socket.destroy();
        return;
      case 'cut after':
        await pass();
        request.socket.destroy();
        return;
      case 'duplicated': {
        const both = [pass(), pass()];
        answer(response, await Promise.race(both));
        await Promise.allSettled(both);
        return;
      }
      case 'repeated late':
        answer(response, await pass());
        await pause(50 + chance.next() * 200);
        await pass();
        return;
      case 'overtaken':
        await overtaken();
        return answer(response, await pass());
      case '5xx before':
        return fail(response, chance.pick([500, 502, 503]));
      case '5xx after':
        await pass();
        return fail(response, chance.pick([500, 502, 504]));
      case 'truncated':
        return truncate(response, await pass());
    }
  }

  async function overtaken(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    overtakers.add(resolve);
    await Promise.race([promise, pause(OVERTAKEN_AT_MOST_MS)]);
    overtakers.delete(resolve);
  }

  const server = http.createServer((request, response) => {
    tracked(serve(request, response)).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    counts,
    signedBy,
    heal: () => {
      isIll = false;
    },
    idle: async () => {
      while (underway.size > 0) await Promise.allSettled(underway);
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      agent.destroy();
    },
  };
}

type Forwarded = {
  readonly target: URL;
  readonly agent: http.Agent;
  readonly request: http.IncomingMessage;
  readonly body: Buffer;
};

async function forward({ target, agent, request, body }: Forwarded): Promise<Passed> {
  const sent = http.request({
    agent,
    host: target.hostname,
    port: target.port,
    method: request.method,
    path: request.url,
    headers: { ...request.headers, host: target.host },
  });
  sent.end(body);
  const [answered] = (await once(sent, 'response')) as [http.IncomingMessage];
  return {
    status: answered.statusCode ?? 0,
    headers: answered.headers,
    body: Buffer.concat(await answered.toArray()),
  };
}

function answer(response: http.ServerResponse, passed: Passed, afterMs = 0): void {
  const write = () => response.writeHead(passed.status, lengthOf(passed)).end(passed.body);
  if (afterMs === 0) write();
  else setTimeout(write, afterMs);
}

function fail(response: http.ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'text/html' }).end('<h1>Something went wrong</h1>');
}

/** Says how long the answer is, and ends in the middle. */
function truncate(response: http.ServerResponse, passed: Passed): void {
  if (passed.body.length < 2) return void response.destroy();
  response.writeHead(passed.status, lengthOf(passed));
  response.write(passed.body.subarray(0, passed.body.length / 2), () => response.destroy());
}

function lengthOf({ headers, body, status }: Passed): http.OutgoingHttpHeaders {
  const { 'content-type': type, 'retry-after': retryAfter } = headers;
  return {
    ...(type === undefined ? {} : { 'content-type': type }),
    ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
    ...(status === 204 ? {} : { 'content-length': body.length }),
  };
}

function noteKey(signedBy: Set<string>, authorization: string | undefined): void {
  const [header] = (authorization ?? '').replace('Bearer ', '').split('.');
  if (header === undefined || header === '') return;
  const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString('utf8'));
  signedBy.add(String(kid));
}
