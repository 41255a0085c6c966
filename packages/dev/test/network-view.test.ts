import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { access, readFile } from 'node:fs/promises';
import http from 'node:http';
import { connect } from 'node:net';
import { rootCertificates } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findPython } from '../../../scripts/python.mjs';
import { type NetworkView, openView } from '../src/network/open-view.ts';
import { startProxy } from '../src/network/proxy.ts';
import { type LocalServer, listenLocally } from '../src/network/server.ts';

const run = promisify(execFile);
const refused: string[] = [];
let host: LocalServer;
let view: NetworkView;
beforeAll(async () => {
  host = await listenLocally(http.createServer(echo));
  view = await openView({
    hostUrl: `http://127.0.0.1:${host.port}`,
    isOffline: true,
    inherited: { NODE_OPTIONS: '--no-deprecation', JAVA_TOOL_OPTIONS: '-Xmx1g' },
    now: new Date(),
    onRefused: (name) => refused.push(name),
  });
});
afterAll(async () => {
  await view.close();
  await host.close();
});

/** Answers what it was asked, and under which name. */
function echo(request: http.IncomingMessage, response: http.ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const { method, headers, url } = request;
    response.writeHead(201, { 'x-echo': 'yes' });
    response.end(`${method} ${headers.host}${url} ${Buffer.concat(chunks)}`);
  });
}

const inView = () => ({ env: { PATH: process.env.PATH, ...view.variables } as NodeJS.ProcessEnv });
const node = async (script: string) =>
  (await run(process.execPath, ['--input-type=module', '-e', script], inView())).stdout.trim();

test.each([
  'https://marketplace.vercel.com/.well-known/jwks',
  'https://api.vercel.com/v1/installations?x=1',
  'https://vercel.com/api/v2/teams',
])('fetch of Node reaches the local host at %s', async (url) => {
  const printed = await node(
    `const r = await fetch('${url}', { method: 'POST', body: 'hello' }); console.log(r.status, r.headers.get('x-echo'), await r.text())`,
  );
  expect(printed).toBe(`201 yes POST ${url.replace('https://', '')} hello`);
});

test('a client of Node that knows no proxy reaches it, too', async () => {
  const printed = await node(`
    import https from 'node:https';
    import { connect } from 'node:tls';
    const agent = new https.Agent({ keepAlive: true });
    https.get('https://api.vercel.com/one', { agent }, (answer) => {
      answer.pipe(process.stdout);
      answer.on('end', () => agent.destroy());
    });
    const socket = connect(443, 'vercel.com', { servername: 'vercel.com' }, () => {
      socket.destroy();
    });
  `);
  expect(printed).toBe('GET api.vercel.com/one');
});

test('Python reaches it by its environment alone', async () => {
  const script =
    "import urllib.request as u; print(u.urlopen('https://vercel.com/api/v1', b'hi').read().decode())";
  expect((await run(findPython() ?? 'python3', ['-c', script], inView())).stdout.trim()).toBe(
    'POST vercel.com/api/v1 hi',
  );
});

test('offline, nothing else is reached but this machine, and what was refused is told', async () => {
  const printed = await node(`
    import http from 'node:http';
    import net from 'node:net';
    await fetch('https://example.com/').catch((e) => console.log('fetch', e.name));
    http.get('http://example.org/', (answer) => console.log('http', answer.resume().statusCode));
    net.connect(443, 'example.net').on('error', (e) => console.log('net', e.code));
    console.log(await (await fetch('http://127.0.0.1:${host.port}/here')).text());
  `);
  expect(printed.split('\n').sort()).toEqual(
    [`GET 127.0.0.1:${host.port}/here`, 'fetch TypeError', 'http 403', 'net ENETUNREACH'].sort(),
  );
  expect(refused).toEqual(expect.arrayContaining(['example.com', 'example.org']));
});

test('what was set before stays, and what was made is gone with it', async () => {
  const { NODE_OPTIONS, JAVA_TOOL_OPTIONS } = view.variables;
  expect(NODE_OPTIONS).toMatch(/^--no-deprecation --import file:/);
  expect(JAVA_TOOL_OPTIONS).toMatch(/^-Xmx1g -Dhttps\.proxyHost=127\.0\.0\.1 /);

  const other = await openView({
    hostUrl: `http://127.0.0.1:${host.port}`,
    isOffline: false,
    inherited: {},
    now: new Date(),
  });
  const bundle = String(other.variables.SSL_CERT_FILE);
  await access(bundle);
  await other.close();
  await expect(access(bundle)).rejects.toThrow('ENOENT');
});

test('Java has a store of what the system trusts and the authority', async () => {
  const [, path = ''] =
    /-Djavax\.net\.ssl\.trustStore=(\S+)/.exec(String(view.variables.JAVA_TOOL_OPTIONS)) ?? [];
  const store = await readFile(path);
  const password = Buffer.from('changeit', 'utf16le').swap16();
  const body = store.subarray(0, -20);

  expect([body.readUInt32BE(0), body.readUInt32BE(4), body.readUInt32BE(8)]).toEqual([
    0xfeedfeed,
    2,
    rootCertificates.length + 1,
  ]);
  const digest = createHash('sha1').update(password).update('Mighty Aphrodite').update(body);
  expect(store.subarray(-20)).toEqual(digest.digest());
});

test('a proxy that is online passes on what is not the marketplace, through the one before it', async () => {
  const asked: string[] = [];
  const before = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end('from before');
  });
  before.on('connect', ({ method, url }, client) => {
    asked.push(`${method} ${url}`);
    client.write('HTTP/1.1 200 OK\r\n\r\nfrom beyond');
  });
  const upstream = await listenLocally(before);
  const proxy = await startProxy({
    tlsPort: 1,
    hostUrl: `http://127.0.0.1:${host.port}`,
    isOffline: false,
    upstream: `http://127.0.0.1:${upstream.port}`,
    onRefused: () => {},
  });

  expect(await tunnel(proxy.port, 'example.com:443')).toMatch(/^HTTP\/1.1 200 .*from beyond$/s);
  expect(await plain(proxy.port, 'http://example.com/a?b')).toBe('from before');
  expect(await plain(proxy.port, 'http://vercel.com/api/x')).toBe('GET vercel.com/api/x');
  expect(await tunnel(proxy.port, 'nonsense')).toMatch(/^HTTP\/1.1 400 /);
  expect(await tunnel(proxy.port, '127.0.0.1:1')).toMatch(/^HTTP\/1.1 502 /);
  expect(asked).toEqual(['CONNECT example.com:443', 'GET http://example.com/a?b']);
  await proxy.close();
  await upstream.close();
});

/** The first that comes back on a tunnel, up to its end or to what was waited for. */
async function tunnel(port: number, target: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`CONNECT ${target} HTTP/1.1\r\nhost: ${target}\r\n\r\n`);
  let text = '';
  for await (const chunk of socket) {
    text += chunk;
    if (text.includes('from beyond')) break;
  }
  return text;
}

async function plain(port: number, path: string): Promise<string> {
  const request = http.get({
    port,
    host: '127.0.0.1',
    path,
    headers: { host: new URL(path).host },
  });
  const [answer] = (await once(request, 'response')) as [http.IncomingMessage];
  return (await answer.toArray()).join('').trim();
}
