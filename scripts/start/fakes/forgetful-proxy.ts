import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/**
 * Stands between a client and the host, and loses the answer to every change the first time: the
 * host has done what was asked for, and the client does not know. So it is after a kill.
 */
export async function startForgetfulProxy(
  target: string,
): Promise<{ readonly url: string; readonly lost: readonly string[] }> {
  const lost: string[] = [];
  const server = createServer(async (request, response) => {
    const answer = await forward(target, request);
    const change = `${request.method} ${request.url}`;
    if (request.method === 'GET' || lost.includes(change)) return giveBack(answer, response);
    lost.push(change);
    request.socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return { url: `http://127.0.0.1:${port}`, lost };
}

async function forward(target: string, request: IncomingMessage): Promise<Response> {
  const { method = '', url = '', headers } = request;
  const passed = ['authorization', 'content-type', 'cookie', 'origin'].flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  const body = (await text(request)) || null;
  return fetch(new URL(url, target), { method, headers: Object.fromEntries(passed), body });
}

async function giveBack(answer: Response, response: ServerResponse): Promise<void> {
  response.setHeader('set-cookie', answer.headers.getSetCookie());
  response.writeHead(answer.status).end(await answer.text());
}
