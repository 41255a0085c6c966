import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import { Socket } from 'node:net';

/**
 * Imported before the command line, and before every Node process that it starts: whatever looks up a
 * name or calls an address that is not this machine's own is refused, and noted in `REACHED_OUT`.
 */
const note = process.env.REACHED_OUT ?? '';

function isLoopback(host: unknown): boolean {
  return typeof host !== 'string' || host === 'localhost' || host === '::1' || /^127\./.test(host);
}

function refuse(host: unknown): Error {
  appendFileSync(note, `${String(host)}\n`);
  return new Error(`Nothing but this machine may be called: ${String(host)}`);
}

const { connect } = Socket.prototype;
Socket.prototype.connect = function guarded(this: Socket, ...args: unknown[]): Socket {
  // what node itself hands over is the list of its own arguments
  const [first] = args.flat() as [unknown];
  const { host } = (typeof first === 'object' && first !== null ? first : {}) as { host?: unknown };
  if (!isLoopback(host)) throw refuse(host);
  return Reflect.apply(connect, this, args);
};

const { lookup } = dns;
dns.lookup = Object.assign((...args: unknown[]) => {
  if (!isLoopback(args[0])) throw refuse(args[0]);
  return Reflect.apply(lookup, dns, args);
}, lookup) as typeof dns.lookup;
