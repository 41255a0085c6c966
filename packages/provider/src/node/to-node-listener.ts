import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { incomingRequest } from './incoming-request.ts';

export type NodeListener = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

/** Puts a provider behind Node's own server: `createServer(toNodeListener(provider))`. */
export function toNodeListener(provider: (request: Request) => Promise<Response>): NodeListener {
  return (incoming, outgoing) => {
    const hangUp = new AbortController();
    outgoing.once('close', () => hangUp.abort());
    answer(provider, { incoming, outgoing, signal: hangUp.signal }).catch(() => {
      // the answer has begun or the host has hung up: there is nobody left to tell
      outgoing.destroy();
    });
  };
}

type Exchange = {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly signal: AbortSignal;
};

async function answer(
  provider: (request: Request) => Promise<Response>,
  { incoming, outgoing, signal }: Exchange,
): Promise<void> {
  const response = await provider(incomingRequest(incoming, signal));
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body === null) outgoing.end();
  else await pipeline(Readable.fromWeb(response.body), outgoing);
}
