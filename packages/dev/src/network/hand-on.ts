import { once } from 'node:events';
import http from 'node:http';
import { pipeline } from 'node:stream/promises';

/** What is said to one neighbour and not to the next. @see RFC 9110, 7.6.1 */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]);

export type Exchange = {
  readonly request: http.IncomingMessage;
  readonly response: http.ServerResponse;
  /** The origin of who answers. */
  readonly url: string;
  /** Whether that is a proxy, which is told the whole address. */
  readonly isProxy?: boolean;
  readonly agent?: http.Agent;
};

/** Passes a request on under the name that it was sent to, and the answer back. */
export async function handOn(exchange: Exchange): Promise<void> {
  const { request, response } = exchange;
  try {
    const answer = await answerTo(exchange);
    response.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers));
    await pipeline(answer, response);
  } catch (error) {
    if (response.headersSent) return void response.destroy();
    response.writeHead(502, { 'content-type': 'text/plain' });
    response.end(`${request.headers.host} did not answer: ${(error as Error).message}\n`);
  }
}

async function answerTo({ request, url, isProxy = false, agent }: Exchange) {
  const { method, headers, url: target = '/' } = request;
  const onward = http.request(url, {
    method,
    path: isProxy ? target : pathOf(target),
    headers: endToEnd(headers),
    ...(agent && { agent }),
  });
  const answered = once(onward, 'response') as Promise<[http.IncomingMessage]>;
  const [[answer]] = await Promise.all([answered, pipeline(request, onward)]);
  return answer;
}

function pathOf(target: string): string {
  if (target.startsWith('/')) return target;
  const { pathname, search } = new URL(target);
  return pathname + search;
}

function endToEnd(headers: http.IncomingHttpHeaders): http.OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)));
}
