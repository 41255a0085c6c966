import diagnostics from 'node:diagnostics_channel';
import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import pg from 'pg';
import type { Order, Point, Told } from './point.ts';

/**
 * Loaded into the process of a host before it (`node --import`), which knows nothing of it. It sees
 * every statement, every call to a provider and every answer go by, and kills the process at the one
 * it was told to: nothing is caught, closed or written down any more.
 */
let armed: Point | undefined;
let noted: Point[] | undefined;
const counts = new Map<string, number>();

process.on('message', (order: Order) => {
  counts.clear();
  armed = order.kind === 'arm' ? order.point : undefined;
  if (order.kind === 'tell') {
    process.send?.({ kind: 'points', points: noted ?? [] } satisfies Told);
    noted = undefined;
  }
  if (order.kind === 'note') noted = [];
});

function pass(when: Point['when'], label: string): void {
  if (armed === undefined && noted === undefined) return;
  const key = `${when} ${label}`;
  const nth = (counts.get(key) ?? 0) + 1;
  counts.set(key, nth);
  noted?.push({ when, label, nth });
  if (armed?.when === when && armed.label === label && armed.nth === nth) {
    process.kill(process.pid, 'SIGKILL');
    // not one step more, should the signal take its time
    for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
  }
}

/** Addresses without the ids in them. */
function shapeOf(path: string): string {
  return (path.split('?')[0] ?? '').replaceAll(/\/[^/]*\d[^/]*/g, (part) =>
    /^\/v\d$/.test(part) ? part : '/…',
  );
}

type Query = (this: object, ...args: unknown[]) => unknown;

/** What each connection is in the middle of, by its last statement; nothing between transactions. */
const transactions = new WeakMap<object, string>();

const proto: { query: unknown } = pg.Client.prototype;
const query = proto.query as Query;
proto.query = function (this: object, ...args: unknown[]) {
  const text = textOf(args[0]);
  if (text === undefined) return query.apply(this, args);
  const label = labelOf(this, text);
  pass('before', label);
  const isEffect = text === 'commit' || isLoneWrite(this, text);
  follow(this, text);
  const result = query.apply(this, args);
  // the server carries it out, whether or not anybody is there to hear of it
  if (isEffect) {
    send(this);
    pass('sent', label);
  }
  return result;
};

/** Has out what a connection gathers until the turn of the event loop is over. */
function send(connection: object): void {
  (connection as { connection: { stream: Socket } }).connection.stream.uncork();
}

function textOf(given: unknown): string | undefined {
  const text = typeof given === 'object' && given !== null && 'text' in given ? given.text : given;
  return typeof text === 'string' ? text.replaceAll(/\s+/g, ' ').trim() : undefined;
}

function labelOf(connection: object, text: string): string {
  if (text !== 'commit') return text.slice(0, 120);
  return `commit after ${transactions.get(connection)?.slice(0, 100)}`;
}

function isLoneWrite(connection: object, text: string): boolean {
  return !transactions.has(connection) && /^(?:insert|update|delete|with)\b/i.test(text);
}

function follow(connection: object, text: string): void {
  if (text === 'commit' || text === 'rollback') transactions.delete(connection);
  else if (text === 'begin' || transactions.has(connection)) transactions.set(connection, text);
}

type Sent = { readonly request: { readonly method: string; readonly path: string } };

const stages = [
  ['undici:client:sendHeaders', 'before'],
  ['undici:request:bodySent', 'sent'],
  ['undici:request:trailers', 'answered'],
] as const;
for (const [channel, when] of stages) {
  diagnostics.subscribe(channel, (message) => {
    const { method, path } = (message as Sent).request;
    pass(when, `call ${method} ${shapeOf(path)}`);
  });
}

const answers: { end: unknown } = ServerResponse.prototype;
const end = answers.end as Query;
answers.end = function (this: ServerResponse, ...args: unknown[]) {
  pass('before', answerOf(this.req));
  return end.apply(this, args);
};
diagnostics.subscribe('http.server.response.finish', (message) => {
  pass('answered', answerOf((message as { request: IncomingMessage }).request));
});

function answerOf({ method, url }: IncomingMessage): string {
  return `answer to ${method} ${shapeOf(url ?? '')}`;
}
