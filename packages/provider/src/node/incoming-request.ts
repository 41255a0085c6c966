import type { IncomingMessage } from 'node:http';

/** A request of Node's server as a web-standard one. */
export function incomingRequest(incoming: IncomingMessage, signal: AbortSignal): Request {
  const method = incoming.method ?? 'GET';
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return new Request(urlOf(incoming), {
    method,
    headers: headersOf(incoming),
    body: hasBody ? bodyOf(incoming) : null,
    duplex: 'half',
    signal,
  });
}

/** The host's name is whatever the caller says; only path and query are to be relied on. */
function urlOf({ url = '/', headers }: IncomingMessage): string {
  const origin = `http://${headers.host ?? 'localhost'}`;
  return URL.canParse(origin) ? `${new URL(origin).origin}${url}` : `http://localhost${url}`;
}

function headersOf({ headersDistinct }: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(headersDistinct)) {
    for (const value of values) headers.append(name, value);
  }
  return headers;
}

/**
 * The rest of a body that nobody reads is thrown away and the connection kept, so that the refusal of
 * a large one still arrives. Nothing is read ahead: Node throws away only what was not begun.
 */
function bodyOf(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  const chunks = incoming.iterator({ destroyOnReturn: false });
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await chunks.return?.();
        incoming.resume();
      },
    },
    { highWaterMark: 0 },
  );
}
