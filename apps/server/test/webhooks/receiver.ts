import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebhookEnvelope, webhookEnvelope } from '@kontor/protocol/webhooks';
import { onTestFinished } from 'vitest';

/** One request that arrived. */
export type Arrived = {
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
  readonly event: WebhookEnvelope;
};

export type Answer = (response: http.ServerResponse, arrived: Arrived) => void | Promise<void>;

/** Somebody who takes webhooks, and can be told to take them badly. */
export type Receiver = {
  readonly url: string;
  readonly arrived: Arrived[];
  /** The types that arrived, in order. */
  readonly types: () => string[];
  /** The most requests that were open at one time. */
  readonly mostAtOnce: () => number;
  /** How each request from now on is answered; 204 unless told. */
  answer: Answer;
  readonly down: () => Promise<void>;
  readonly up: () => Promise<void>;
};

export const accept: Answer = (response) => void response.writeHead(204).end();

export function answerWith(status: number, headers: http.OutgoingHttpHeaders = {}): Answer {
  return (response) => void response.writeHead(status, headers).end();
}

/** Listens until the test ends. */
export async function startReceiver(): Promise<Receiver> {
  const arrived: Arrived[] = [];
  let open = 0;
  let most = 0;
  const server = http.createServer((request, response) => {
    open += 1;
    most = Math.max(most, open);
    response.on('close', () => {
      open -= 1;
    });
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const event = webhookEnvelope.parse(JSON.parse(body));
      const one = { path: request.url ?? '', headers: request.headers, body, event };
      arrived.push(one);
      void receiver.answer(response, one);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const down = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  onTestFinished(down);
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/hooks?from=kontor`,
    arrived,
    types: () => arrived.map(({ event }) => event.type),
    mostAtOnce: () => most,
    answer: accept,
    down,
    up: async () => {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
  };
  return receiver;
}
