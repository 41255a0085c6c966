import { type ClientRequest, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { setTimeout as elapse } from 'node:timers/promises';
import type { Request } from './exchange.ts';

const GIVEN_UP = () => {};

/** Sends a request whole and hangs up: when the answer begins to come, or before it can. */
export async function sendAndHangUp(
  request: Request,
  { when }: { readonly when: 'at-the-answer' | 'before-the-answer' | 'in-the-middle' },
): Promise<void> {
  const outgoing = opened(request);
  outgoing.on('error', GIVEN_UP);
  const closed = new Promise<void>((resolve) => void outgoing.once('close', resolve));
  if (when === 'in-the-middle') {
    outgoing.write((request.body ?? '').slice(0, Math.floor((request.body ?? '').length / 2)));
    outgoing.once('socket', (socket) => {
      const cut = () => setTimeout(() => outgoing.destroy(), 20);
      if (socket.connecting) socket.once('connect', cut);
      else cut();
    });
  } else {
    outgoing.end(request.body);
    if (when === 'at-the-answer') outgoing.once('response', () => outgoing.destroy());
    else outgoing.once('finish', () => setImmediate(() => outgoing.destroy()));
  }
  await closed;
}

/** Sends the body in small pieces with pauses between them, and answers the status. */
export async function sendSlowly(
  request: Request,
  { pieces, pauseMs }: { readonly pieces: number; readonly pauseMs: number },
): Promise<number | undefined> {
  const outgoing = opened(request);
  const answered = new Promise<number | undefined>((resolve) => {
    outgoing.once('response', (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode));
    });
    outgoing.on('error', () => resolve(undefined));
  });
  const body = request.body ?? '';
  const size = Math.ceil(body.length / pieces);
  for (let at = 0; at < body.length; at += size) {
    outgoing.write(body.slice(at, at + size));
    await elapse(pauseMs);
  }
  outgoing.end();
  return answered;
}

function opened({ method, url, headers, body }: Request): ClientRequest {
  const open = url.startsWith('https:') ? overHttps : overHttp;
  const length = { 'content-length': String(Buffer.byteLength(body ?? '')) };
  return open(url, { method, headers: { ...headers, ...length }, agent: false });
}
