import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { buildConnector } from 'undici';
import type { PermitsAddress } from './address-guard.ts';
import { DialError } from './dial-error.ts';

/** Answers every address of a name, or throws where it has none. */
export type ResolveName = (name: string) => Promise<readonly string[]>;

export type DialOptions = {
  readonly permits: PermitsAddress;
  /** One budget for the name, the connection and the handshake together. */
  readonly timeoutMs: number;
  readonly resolve?: ResolveName;
  /** Certificate authorities to trust in place of Node's own, as PEM. */
  readonly ca?: string;
};

type Destination = {
  readonly hostname: string;
  readonly port: number;
  readonly signal: AbortSignal;
};

/**
 * A connector for undici that only dials permitted addresses.
 *
 * A name is resolved once for each connection, one address that is not permitted condemns it, and the
 * connection goes to the very addresses that were judged: a second, different answer of the name server
 * has no effect. The socket's own idea of its peer is judged once more before anything is sent, the TLS
 * handshake included. As it runs for every connection, it judges every hop of a redirect.
 *
 * Fails with a `DialError`, never with another.
 */
export function createConnector(options: DialOptions): buildConnector.connector {
  const resolve = shareLookups(options.resolve ?? systemLookup);
  const startTls = buildConnector({
    allowH2: false,
    timeout: 0,
    ...(options.ca && { ca: options.ca }),
  });

  async function dial(target: buildConnector.Options): Promise<Socket> {
    const { hostname, protocol } = target;
    const isSecure = protocol === 'https:';
    const signal = AbortSignal.timeout(options.timeoutMs);
    const destination = { hostname, port: Number(target.port || (isSecure ? 443 : 80)), signal };

    const addresses = await judgedAddresses(destination, resolve, options.permits);
    const socket = await openSocket(destination, addresses);
    const peer = socket.remoteAddress;
    if (peer === undefined)
      throw new DialError('connect', `The connection to ${hostname} was reset.`);
    if (!options.permits(peer)) {
      socket.destroy();
      throw blocked(hostname, peer);
    }
    return isSecure ? secure(startTls, { ...target, httpSocket: socket }, signal) : socket;
  }

  return (target, callback) => {
    dial(target).then(
      (socket) => callback(null, socket),
      (error: unknown) => callback(asDialError(target.hostname, error), null),
    );
  };
}

async function judgedAddresses(
  { hostname, signal }: Destination,
  resolve: ResolveName,
  permits: PermitsAddress,
): Promise<readonly string[]> {
  const addresses = isIP(hostname) ? [hostname] : await resolveWithin(hostname, resolve, signal);
  const refused = addresses.find((address) => !permits(address));
  if (refused !== undefined) throw blocked(hostname, refused);
  return addresses;
}

async function resolveWithin(
  hostname: string,
  resolve: ResolveName,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const addresses = await unlessAborted(resolve(hostname), signal).catch((cause: unknown) => {
    throw new DialError('dns', `The name ${hostname} could not be resolved${codeOf(cause)}.`, {
      cause,
    });
  });
  if (addresses.length === 0) throw new DialError('dns', `The name ${hostname} has no address.`);
  return addresses;
}

async function openSocket(
  { hostname, port, signal }: Destination,
  addresses: readonly string[],
): Promise<Socket> {
  const entries = addresses.map((address) => ({ address, family: isIP(address) }));
  const answerJudged: LookupFunction = (_name, { all }, callback) => {
    const [first] = entries;
    if (all) callback(null, entries);
    else callback(null, first?.address ?? '', first?.family);
  };
  const socket = connect({
    host: hostname,
    port,
    lookup: answerJudged,
    noDelay: true,
    keepAlive: true,
  });
  // For as long as it lives: a reset between two owners of the socket must not end the process.
  socket.on('error', () => {});
  try {
    await unlessAborted(once(socket, 'connect'), signal);
    return socket;
  } catch (cause) {
    socket.destroy();
    throw new DialError('connect', `No connection to ${hostname}:${port}${codeOf(cause)}.`, {
      cause,
    });
  }
}

async function secure(
  startTls: buildConnector.connector,
  target: buildConnector.Options & { readonly httpSocket: Socket },
  signal: AbortSignal,
): Promise<Socket> {
  const handshake = new Promise<Socket>((settle, reject) => {
    startTls(target, (error, socket) => (error ? reject(error) : settle(socket)));
  });
  try {
    return await unlessAborted(handshake, signal);
  } catch (cause) {
    target.httpSocket.destroy();
    const message = `No trusted TLS connection to ${target.hostname}${codeOf(cause)}.`;
    throw new DialError('tls', message, { cause });
  }
}

async function systemLookup(name: string): Promise<readonly string[]> {
  const answers = await lookup(name, { all: true, order: 'verbatim' });
  return answers.map((answer) => answer.address);
}

/**
 * One look-up of a name at a time. The system's resolver has few threads, and a provider whose name
 * server hangs may hold one of them, not all.
 */
function shareLookups(resolve: ResolveName): ResolveName {
  const running = new Map<string, Promise<readonly string[]>>();
  return (name) => {
    const shared = running.get(name) ?? resolve(name).finally(() => running.delete(name));
    running.set(name, shared);
    return shared;
  };
}

function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((settle, reject) => {
    const giveUp = () => reject(signal.reason);
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    work.then(settle, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}

function blocked(hostname: string, address: string): DialError {
  const leads = hostname === address ? hostname : `${hostname} leads to ${address}, which`;
  return new DialError('blocked_address', `${leads} is not an address that this host may call.`);
}

function asDialError(hostname: string, error: unknown): DialError {
  if (error instanceof DialError) return error;
  return new DialError('connect', `No connection to ${hostname}${codeOf(error)}.`, {
    cause: error,
  });
}

/** What went wrong in the system's words: ` (ECONNREFUSED)`, ` (timed out)`, or nothing. */
function codeOf(error: unknown): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') return ' (timed out)';
  if (error instanceof Error && 'code' in error) return ` (${String(error.code)})`;
  return '';
}
