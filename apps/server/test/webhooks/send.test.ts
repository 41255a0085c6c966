import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { permittedAddresses } from '../../src/partner-api/address-guard.ts';
import { createGuardedAgent } from '../../src/partner-api/guarded-agent.ts';
import { sendDelivery } from '../../src/webhooks/send.ts';
import { listenRaw } from '../partner-api/misbehaving-server.ts';
import { startReceiver } from './receiver.ts';

const delivery = {
  deliveryId: 'dlv_1',
  body: '{"id":"dlv_1","type":"test-webhook","createdAt":0,"region":null,"payload":{}}',
};

type More = { allowPrivateAddresses?: boolean; leadsTo?: string; signal?: AbortSignal };

const send = (url: string, more: More = {}) => sender(more)(url);

/** Whose connections are kept from one delivery to the next. */
function sender(more: More = {}) {
  const { allowPrivateAddresses = true, leadsTo = '127.0.0.1' } = more;
  const dispatcher = createGuardedAgent({
    permits: permittedAddresses({ allowPrivateAddresses }),
    timeoutMs: 1_000,
    resolve: async () => [leadsTo],
  });
  onTestFinished(() => dispatcher.destroy());
  return (url: string) =>
    sendDelivery({ url, secret: 'secret' }, delivery, {
      dispatcher,
      allowPrivateAddresses,
      timeoutMs: 5_000,
      signal: more.signal ?? new AbortController().signal,
      now: () => new Date(),
    });
}

test.each([
  'https://127.0.0.1/',
  'https://[::1]/',
  'https://169.254.169.254/',
  'http://93.184.215.14/',
])('nothing is sent to %s, which is not public or not secure', async (url) => {
  const { outcome, record } = await send(url, { allowPrivateAddresses: false });

  expect(outcome).toEqual({ kind: 'failed' });
  expect(record).toMatchObject({ outcome: 'not-sent', status: null });
});

test.each(['10.0.0.1', '169.254.169.254', '100.100.100.200', '::ffff:127.0.0.1'])(
  'a public name that leads to %s is not called',
  async (leadsTo) => {
    const { record } = await send('https://hooks.example.com/', {
      allowPrivateAddresses: false,
      leadsTo,
    });

    expect(record).toMatchObject({ outcome: 'blocked_address', status: null });
    expect(record.message).toContain(leadsTo);
  },
);

test('addresses of clouds that hand out credentials are not called, private ones allowed or not', async () => {
  const { record } = await send('http://hooks.example.com/', { leadsTo: '169.254.169.254' });

  expect(record.outcome).toBe('blocked_address');
});

test('of an answer is kept what a text can keep', async () => {
  const receiver = await listenRaw((socket) => {
    socket.once('data', () => socket.end('HTTP/1.1 500 No\r\ncontent-length: 5\r\n\r\na\0b\xffc'));
  });

  const { record } = await send(receiver.url);

  expect(record.responseBody).toMatch(/^a\u{fffd}b/u);
});

const broken: [string, (socket: Socket) => void][] = [
  [
    'nobody listens',
    (socket) => {
      socket.destroy();
    },
  ],
  [
    'what is spoken is not HTTP',
    (socket) => {
      socket.end('HELO\r\n\r\n');
    },
  ],
];

test.each(broken)('where %s the attempt has failed', async (_title, serve) => {
  const { url } = await listenRaw(serve);

  const sent = await send(url);

  expect(sent).toMatchObject({
    outcome: { kind: 'failed' },
    record: { outcome: 'cut', status: null },
  });
});

const TAKEN = 'HTTP/1.1 204 Taken\r\n\r\n';

test('a receiver that closes a connection just as it is used again is sent to on another one', async () => {
  const taken: number[] = [];
  const receiver = await listenRaw((socket) => {
    const connection = taken.push(0) - 1;
    socket.on('data', () => {
      taken[connection] = (taken[connection] ?? 0) + 1;
      if (taken[connection] === 1) socket.write(TAKEN);
      else socket.end();
    });
  });
  const sendAgain = sender();

  const first = await sendAgain(receiver.url);
  // a connection is free once what has ended on it is over
  await setImmediate();
  const second = await sendAgain(receiver.url);

  expect([first.outcome, second.outcome]).toEqual([{ kind: 'accepted' }, { kind: 'accepted' }]);
  expect(taken).toEqual([2, 1]);
});

test('a receiver that closes every connection is sent to once in an attempt', async () => {
  let connections = 0;
  const receiver = await listenRaw((socket) => {
    connections += 1;
    socket.once('data', () => socket.end());
  });

  const { record } = await send(receiver.url);

  expect(record).toMatchObject({ outcome: 'cut', status: null });
  expect(connections).toBe(1);
});

test('an answer that comes before the body was read counts', async () => {
  const { url } = await listenRaw((socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
    socket.end();
  });

  expect(await send(url)).toMatchObject({ outcome: { kind: 'accepted' }, record: { status: 200 } });
});

test('an answer that breaks off was given all the same', async () => {
  const { url } = await listenRaw((socket) => {
    socket.once('data', () => {
      socket.write('HTTP/1.1 202 Accepted\r\ncontent-length: 100\r\n\r\nwell');
      setImmediate(() => socket.destroy());
    });
  });

  const { outcome, record } = await send(url);

  expect(outcome).toEqual({ kind: 'accepted' });
  expect(record).toMatchObject({ status: 202, message: 'The answer did not end.' });
});

test.each([
  [200, { kind: 'accepted' }],
  [299, { kind: 'accepted' }],
  [301, { kind: 'failed' }],
  [400, { kind: 'failed' }],
  [404, { kind: 'failed' }],
  [410, { kind: 'gone' }],
  [500, { kind: 'failed' }],
] as const)('the status %i decides', async (status, outcome) => {
  const receiver = await startReceiver();
  receiver.answer = (response) => void response.writeHead(status).end();

  expect(await send(receiver.url)).toMatchObject({ outcome, record: { status } });
});

test('who stops waiting has not heard', async () => {
  const receiver = await startReceiver();
  receiver.answer = () => {};
  const stopping = new AbortController();
  const sent = send(receiver.url, { signal: stopping.signal });
  stopping.abort();

  expect(await sent).toMatchObject({
    outcome: { kind: 'failed' },
    record: { outcome: 'cancelled' },
  });
});
