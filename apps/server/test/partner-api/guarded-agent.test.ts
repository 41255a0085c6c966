import { createServer as createTlsServer } from 'node:tls';
import { type Dispatcher, interceptors, request } from 'undici';
import { beforeEach, describe, expect, it } from 'vitest';
import { isPublicAddress, permittedAddresses } from '../../src/partner-api/address-guard.ts';
import type { ResolveName } from '../../src/partner-api/dial.ts';
import { DialError } from '../../src/partner-api/dial-error.ts';
import { createGuardedAgent } from '../../src/partner-api/guarded-agent.ts';
import { dressed, insideHosts } from './inside.ts';
import { type Listening, listen, listenHttp, listenRaw } from './misbehaving-server.ts';
import { selfSignedCertificate } from './self-signed-certificate.ts';

/** Plays the public Internet: the one loopback address these tests permit. */
const publicHost = '127.0.0.2';
const permits = (address: string) => address === publicHost || isPublicAddress(address);

const names: Record<string, readonly string[]> = {
  'public.test': [publicHost],
  'loopback.test': ['127.0.0.1'],
  'metadata.test': ['169.254.169.254'],
  'private.test': ['10.1.2.3'],
  'mapped.test': ['::ffff:127.0.0.1'],
  'first-public.test': [publicHost, '127.0.0.1'],
  'first-private.test': ['::1', publicHost],
};
const resolve: ResolveName = async (name) => {
  const answers = names[name];
  if (!answers) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
  return answers;
};

let secret: Listening;
let secretHits: number;

beforeEach(async () => {
  secretHits = 0;
  secret = await listenRaw((socket) => {
    secretHits += 1;
    socket.resume();
  });
});

const insideNames = [
  'loopback.test',
  'metadata.test',
  'private.test',
  'mapped.test',
  'first-public.test',
  'first-private.test',
];

describe('an address that is not public', () => {
  it.each([...insideHosts, ...insideNames])('is not dialled: %s', async (host) => {
    const outcome = await get(`http://${host}:${secret.port}/`);

    expect({ outcome, secretHits }).toEqual({ outcome: 'blocked_address', secretHits: 0 });
  });

  it.each([...insideHosts, ...insideNames])('is not dialled after a redirect: %s', async (host) => {
    const open = await listenHttp((_request, response) => {
      response.writeHead(307, { location: `http://${host}:${secret.port}/` }).end();
    }, publicHost);

    const outcome = await get(`http://public.test:${open.port}/`, { follows: true });

    expect({ outcome, secretHits }).toEqual({ outcome: 'blocked_address', secretHits: 0 });
  });
});

it.each(dressed)('a host that is dressed up is not reached: %s', async (host) => {
  const outcome = await get(`http://${host}:${secret.port}/`).catch(() => 'no address');

  expect(['blocked_address', 'dns', 'no address']).toContain(outcome);
  expect(secretHits).toBe(0);
});

it.each(['[fe80::1%25lo]', '[::1%lo]'])('a zone is no part of an address: %s', (host) => {
  expect(URL.canParse(`http://${host}/`)).toBe(false);
});

describe('a public address', () => {
  it.each(['1.1.1.1', '8.8.8.8', '::ffff:8.8.8.8', '2606:4700:4700::1111', '2a00:1450:4001::1'])(
    'is permitted: %s',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it('is dialled by name', async () => {
    const open = await listenHttp((_request, response) => response.end('open'), publicHost);

    expect(await get(`http://public.test:${open.port}/`)).toBe('open');
  });
});

describe('a name that is rebound between two look-ups', () => {
  it('is reached at the address that was judged, whatever it answers next', async () => {
    const open = await listenHttp((_request, response) => response.end('open'), publicHost);
    const turns = [[publicHost], ['127.0.0.1']];

    const outcome = await get(`http://rebound.test:${open.port}/`, {
      resolve: async () => turns.shift() ?? [],
    });

    expect({ outcome, left: turns.length }).toEqual({ outcome: 'open', left: 1 });
  });

  it('is judged again for the next connection', async () => {
    const open = await listenHttp((_request, response) => {
      response.writeHead(200, { connection: 'close' }).end('open');
    }, publicHost);
    const turns = [[publicHost], ['127.0.0.1']];
    const agent = agentWith({ resolve: async () => turns.shift() ?? [] });

    const first = await get(`http://rebound.test:${open.port}/`, { agent });
    const second = await get(`http://rebound.test:${open.port}/`, { agent });

    expect([first, second]).toEqual(['open', 'blocked_address']);
  });
});

it('the connected socket is judged too: 0.0.0.0 leads to loopback', async () => {
  const agent = agentWith({ permits: (address) => address === '0.0.0.0' });

  const outcome = await get(`http://0.0.0.0:${secret.port}/`, { agent });

  expect(outcome).toBe('blocked_address');
  await expect.poll(() => secret.connections[0]?.readableEnded).toBe(true);
  expect(secret.connections[0]?.bytesRead).toBe(0);
});

describe('where private addresses are allowed', () => {
  const allowed = permittedAddresses({ allowPrivateAddresses: true });

  it.each([
    '127.0.0.1',
    '::1',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '100.64.0.1',
    'fd00::1',
    '1.1.1.1',
  ])('%s is permitted', (address) => {
    expect(allowed(address)).toBe(true);
  });

  it.each([
    '169.254.169.254',
    'fe80::1',
    '168.63.129.16',
    '100.100.100.200',
    'fd00:ec2::254',
    '0.0.0.0',
    '::',
    '224.0.0.1',
    '255.255.255.255',
    'not an address',
    '',
  ])('%s stays refused', (address) => {
    expect(allowed(address)).toBe(false);
  });
});

describe('a connection that cannot be opened says in which phase', () => {
  it('dns: the name has no address', async () => {
    expect(await get('http://nowhere.test/')).toBe('dns');
    expect(await get('http://nowhere.test/', { resolve: async () => [] })).toBe('dns');
  });

  it('dns: the name server never answers', async () => {
    expect(
      await get('http://slow.test/', { resolve: () => new Promise(() => {}), timeoutMs: 30 }),
    ).toBe('dns');
  });

  it('connect: nobody listens', async () => {
    const elsewhere = await listenRaw(() => {}, '127.0.0.3');

    expect(await get(`http://public.test:${elsewhere.port}/`)).toBe('connect');
  });

  it('tls: the server does not speak it', async () => {
    const plain = await listenHttp((_request, response) => response.end(), publicHost);

    expect(await get(`https://public.test:${plain.port}/`)).toBe('tls');
  });

  it('tls: the server hangs in the handshake', async () => {
    const mute = await listenRaw(() => {}, publicHost);

    expect(await get(`https://public.test:${mute.port}/`, { timeoutMs: 250 })).toBe('tls');
  });

  it('tls: the server hangs up in the handshake', async () => {
    const rude = await listenRaw(
      (socket) => socket.once('data', () => socket.destroy()),
      publicHost,
    );

    expect(await get(`https://public.test:${rude.port}/`)).toBe('tls');
  });

  it('tls: nobody vouches for the certificate, or it is for another name', async () => {
    const mine = selfSignedCertificate('public.test');
    const other = selfSignedCertificate('other.test');
    const server = await listen(createTlsServer(mine), publicHost);
    const wrong = await listen(createTlsServer(other), publicHost);

    expect(await get(`https://public.test:${server.port}/`)).toBe('tls');
    expect(await get(`https://public.test:${wrong.port}/`, { ca: other.cert })).toBe('tls');
  });
});

it('a server with a trusted certificate is reached over TLS, by its name', async () => {
  const identity = selfSignedCertificate('public.test');
  let asked: string | false | null = null;
  const server = createTlsServer(identity, (socket) => {
    asked = socket.servername;
    socket.once('data', () => {
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 4\r\nconnection: close\r\n\r\nopen');
    });
  });
  const listening = await listen(server, publicHost);

  expect(await get(`https://public.test:${listening.port}/`, { ca: identity.cert })).toBe('open');
  expect(asked).toBe('public.test');
});

it('one look-up of a name runs at a time, shared by those who wait for it', async () => {
  const open = await listenHttp((_request, response) => response.end('open'), publicHost);
  let lookups = 0;
  let answer: (addresses: readonly string[]) => void = () => {};
  const agent = agentWith({
    resolve: () => {
      lookups += 1;
      return new Promise((settle) => {
        answer = settle;
      });
    },
  });

  const both = [1, 2].map(() => get(`http://shared.test:${open.port}/`, { agent }));
  await expect.poll(() => lookups).toBe(1);
  answer([publicHost]);

  expect(await Promise.all(both)).toEqual(['open', 'open']);
  expect(lookups).toBe(1);
});

type World = { resolve?: ResolveName; permits?: typeof permits; timeoutMs?: number; ca?: string };

function agentWith(world: World) {
  return createGuardedAgent({ permits, resolve, timeoutMs: 10_000, ...world });
}

/** The body that was answered, or the phase in which dialling ended. */
async function get(url: string, options: World & { agent?: Dispatcher; follows?: boolean } = {}) {
  const { agent = agentWith(options), follows } = options;
  const dispatcher = follows ? agent.compose(interceptors.redirect({ maxRedirections: 3 })) : agent;
  try {
    const answer = await request(url, { dispatcher });
    return await answer.body.text();
  } catch (error) {
    if (error instanceof DialError) return error.reason;
    throw error;
  }
}
