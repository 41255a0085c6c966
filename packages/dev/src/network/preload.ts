import type Net from 'node:net';

/** What the preload has to know, as JSON in its file. */
export type PreloadView = {
  readonly names: readonly string[];
  readonly tlsPort: number;
  readonly isOffline: boolean;
};

/**
 * The file that Node loads before a program (`--import`). Clients that know nothing of proxies connect
 * through it, too: it changes nothing but where a connection to the marketplace's names leads.
 */
export function preloadFile(view: PreloadView): string {
  return [
    "import net from 'node:net';",
    "import { syncBuiltinESMExports } from 'node:module';",
    `(${leadAside})(net, ${JSON.stringify(view)});`,
    'syncBuiltinESMExports();',
    '',
  ].join('\n');
}

/**
 * Runs in the program's process, alone: it is written there as text, so it uses nothing from outside
 * itself, and nothing that Node 18 does not know.
 */
function leadAside(net: typeof Net, { names, tlsPort, isOffline }: PreloadView): void {
  const connect = net.Socket.prototype.connect;
  const isHere = (name: string) =>
    /^(localhost|.*\.localhost|::1|(::ffff:)?127\.[\d.]+)$/i.test(name);
  // biome-ignore lint/suspicious/noExplicitAny: Node itself passes its arguments in four forms
  net.Socket.prototype.connect = function (this: Net.Socket, ...given: any[]) {
    // Node's own callers pass options and listener as one array
    const [first, second, third] = Array.isArray(given[0]) ? given[0] : given;
    const isPort = typeof first === 'number' || (typeof first === 'string' && /^\d+$/.test(first));
    const isNamed = isPort && typeof second === 'string';
    const options = isPort ? { port: first, ...(isNamed && { host: second }) } : first;
    if (typeof options !== 'object' || options === null || options.path) {
      return connect.apply(this, given as never);
    }
    const name = String(options.host ?? 'localhost').toLowerCase();
    const listener = [second, third].find((each) => typeof each === 'function');
    if (names.includes(name) && Number(options.port) === 443) {
      const there = { ...options, host: '127.0.0.1', port: tlsPort };
      return connect.call(this, there, listener);
    }
    if (isOffline && !isHere(name)) {
      const message = `${name} is not reached: kontor dev runs with --offline.`;
      const error = Object.assign(new Error(message), { code: 'ENETUNREACH', host: name });
      process.nextTick(() => this.destroy(error));
      return this;
    }
    return connect.apply(this, given as never);
  };
}
