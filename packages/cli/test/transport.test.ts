import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { token } from './stand-in/goods.ts';
import { machine } from './stand-in/kontor.ts';
import { marketplace } from './stand-in/marketplace.ts';
import { selfSigned } from './stand-in/self-signed.ts';

const closing: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server that is no Kontor host, or a broken one. */
async function serverThat(
  answer: Parameters<typeof createServer>[1],
): Promise<{ readonly address: string; readonly env: Record<string, string> }> {
  const server = createServer(answer as never);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { address, env: { KONTOR_HOST_URL: address, KONTOR_TOKEN: token } };
}

/** Cuts the connections of the first `times` requests to one endpoint. */
function cutting(endpoint: string, how: 'cut' | 'cut-unread', times: number) {
  let left = times;
  return (id: string) => {
    if (id !== endpoint || left === 0) return undefined;
    left -= 1;
    return how;
  };
}

test.each(['cut', 'cut-unread'] as const)(
  'a change whose connection was %s is sent again under the same key, and done once',
  async (how) => {
    const host = await marketplace({ fault: cutting('install', how, 2) });
    const { kontor } = machine();

    const installed = await kontor(['install', 'lagoon', '--accept-all'], { env: host.signedIn });

    expect(installed).toMatchObject({ code: 0 });
    const keys = host.requestsTo('install').map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(host.installations).toHaveLength(1);
  },
);

test('a host that keeps cutting is given up on after four attempts', async () => {
  const host = await marketplace({ fault: cutting('install', 'cut', 100) });
  const { kontor } = machine();

  const lost = await kontor(['install', 'lagoon', '--accept-all'], { env: host.signedIn });

  expect(lost).toMatchObject({ code: 8, stdout: '' });
  expect(host.requestsTo('install')).toHaveLength(4);
});

test('a change that no key protects is not sent again', async () => {
  const host = await marketplace({ fault: cutting('createToken', 'cut', 1) });
  const { kontor } = machine();

  const lost = await kontor(['tokens', 'create', 'laptop'], { env: host.signedIn });

  expect(lost).toMatchObject({ code: 8 });
  expect(host.requestsTo('createToken')).toHaveLength(1);
});

test('a host that is too busy is asked again when it said', async () => {
  let requests = 0;
  const { env } = await serverThat((_, response) => {
    requests += 1;
    const isBusy = requests === 1;
    response.writeHead(isBusy ? 429 : 200, {
      'content-type': 'application/json',
      ...(isBusy ? { 'retry-after': '0' } : {}),
    });
    const error = { code: 'rate_limited', message: 'Too many requests.' };
    response.end(JSON.stringify(isBusy ? { error } : { teams: [] }));
  });
  const { kontor } = machine();

  expect(await kontor(['teams', 'list'], { env })).toMatchObject({ code: 0 });
  expect(requests).toBe(2);
});

test('where no host is running, it is said how to start one', async () => {
  const { address } = await marketplace();
  const gone = await serverThat(() => {});
  for (const close of closing.splice(0)) close();
  const { kontor } = machine();

  const refused = await kontor(['catalog', '--json'], { env: gone.env });

  expect(gone.address).not.toBe(address);
  expect(refused).toMatchObject({ code: 8, stderr: '' });
  const { error } = JSON.parse(refused.stdout);
  expect(error).toMatchObject({ code: 'host_unreachable', exitCode: 8, host: gone.address });
  expect(error.message).toContain('`npm start`');
});

test('this machine is spoken to by http where no scheme is typed, and any other by https', async () => {
  const host = await marketplace();
  const { kontor } = machine();

  const here = await kontor(['catalog', '--host', new URL(host.address).host], {
    env: host.signedIn,
  });
  const elsewhere = await kontor(['logout', '--host', 'market.example']);

  expect(here).toMatchObject({ code: 0, stdout: expect.stringContaining('lagoon') });
  expect(elsewhere.stdout).toBe('You were not signed in at https://market.example.\n');
});

test('an address that goes on after the host is told from one where no host is', async () => {
  const { address } = await serverThat((request, response) => {
    response.writeHead(404, { 'content-type': 'application/json' });
    const message = `There is nothing at GET ${request.url}.`;
    response.end(
      JSON.stringify({ error: { code: 'not_found', reason: 'route_not_found', message } }),
    );
  });
  const { kontor } = machine();

  const page = await kontor(['catalog', '--host', `${address}/teams/acme`, '--json']);

  expect(page.code).toBe(8);
  expect(JSON.parse(page.stdout).error).toMatchObject({
    code: 'not_a_host',
    host: address,
    next: [`kontor catalog --host ${address} --json`],
  });
});

test('a host whose certificate is not trusted is sent nothing, is asked once, and what to do is said', async () => {
  let requests = 0;
  let connections = 0;
  const server = createSecureServer(selfSigned, () => {
    requests += 1;
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  const address = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { kontor } = machine();

  const refused = await kontor(['teams', 'list', '--json'], {
    env: { KONTOR_HOST_URL: address, KONTOR_TOKEN: token },
  });

  expect(refused).toMatchObject({ code: 8, stderr: '' });
  const { error } = JSON.parse(refused.stdout);
  expect(error).toMatchObject({ code: 'host_not_trusted', exitCode: 8, host: address });
  expect(error.message).toContain('NODE_EXTRA_CA_CERTS');
  expect([requests, connections]).toEqual([0, 1]);
});

test.each([
  ['a page of a proxy', 502, 'text/html', '<h1>Bad gateway</h1>', 8, 'not a Kontor host'],
  ['a redirect, which is not followed', 302, 'text/html', '', 8, 'not a Kontor host'],
  ['an answer of another release', 200, 'application/json', '{"teams": 1}', 1, 'same release'],
  ['no JSON at all', 200, 'text/plain', 'hello', 1, 'same release'],
])('%s is told from an answer of the host', async (_, status, type, body, code, told) => {
  const { env } = await serverThat((_request, response) => {
    response.writeHead(status, { 'content-type': type, location: 'http://127.0.0.1:1/' });
    response.end(body);
  });
  const { kontor } = machine();

  const refused = await kontor(['teams', 'list'], { env });

  expect(refused).toMatchObject({ code, stdout: '' });
  expect(refused.stderr).toContain(told);
});

test('a host that does not answer is given up on when the time is over', async () => {
  const { env } = await serverThat(() => {});
  const { kontor } = machine();

  const read = await kontor(['teams', 'list', '--timeout', '0.3'], { env });
  const changed = await kontor(['projects', 'create', 'x', '--team', 'a', '--timeout', '0.3'], {
    env,
  });

  expect(read).toMatchObject({ code: 8, stdout: '' });
  expect(changed).toMatchObject({ code: 7, stdout: '' });
  expect(changed.stderr).toContain('may still be going on');
});

test('Ctrl-C ends a command with 130 while the host goes on', async () => {
  let arrived = () => {};
  const isAsked = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const { env } = await serverThat(() => arrived());
  const { kontor } = machine();

  const interrupted = await kontor(['teams', 'list', '--json'], {
    env,
    whileRunning: async (interrupt) => {
      await isAsked;
      interrupt();
    },
  });

  expect(interrupted).toMatchObject({ code: 130, stderr: '' });
  expect(JSON.parse(interrupted.stdout)).toMatchObject({ error: { code: 'interrupted' } });
});

test('every request names the command and its release, and asks for JSON', async () => {
  const host = await marketplace();
  const { kontor } = machine();
  await kontor(['projects', 'create', 'shop'], { env: host.signedIn });

  for (const { headers } of host.recorded) {
    expect(headers).toMatchObject({
      'user-agent': expect.stringMatching(/^kontor-cli\/\d+\.\d+\.\d+ node\/\d/),
      accept: 'application/json',
      authorization: `Bearer ${token}`,
    });
  }
  expect(host.requestsTo('createProject')[0]?.headers['idempotency-key']).toBeDefined();
  expect(host.requestsTo('listTeams')[0]?.headers['idempotency-key']).toBeUndefined();
});
