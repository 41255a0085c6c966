import type { RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createGuardedAgent } from '../../src/partner-api/guarded-agent.ts';
import { sendDelivery } from '../../src/webhooks/send.ts';
import { listenHttp, listenRaw } from '../partner-api/misbehaving-server.ts';
import { callsOf, clientWith, database } from '../partner-api/provider-world.ts';
import { table, writeEvidence } from '../proof/evidence.ts';

/** What would fill the memory of whoever unpacks it. */
const BOMB_BYTES = 256 * 1024 * 1024;
/** The whole of a call may take so long here, and the process may grow so much meanwhile. */
const LIMIT_MS = 700;
const WITHIN_MS = 15_000;
const GROWTH_BYTES = 96 * 1024 * 1024;

const bombs: Record<string, Buffer> = {};
beforeAll(() => {
  const zeros = Buffer.alloc(BOMB_BYTES);
  bombs.gzip = gzipSync(zeros, { level: 1 });
  bombs.br = brotliCompressSync(zeros.subarray(0, BOMB_BYTES / 4));
  bombs.zstd = zstdCompressSync(zeros);
});

type Attack = {
  readonly called: string;
  readonly answers: RequestListener | { readonly raw: (socket: Socket) => void };
  /** What is recorded of a change that was answered so, and of a webhook. */
  readonly change: string;
  readonly webhook: string;
};

const attacks: readonly Attack[] = [
  ...['gzip', 'br'].map((encoding) => ({
    called: `a bomb in ${encoding}`,
    answers: answering((response) => {
      response.writeHead(200, { 'content-encoding': encoding }).end(bombs[encoding]);
    }),
    change: 'too_large',
    webhook: 'accepted',
  })),
  {
    called: 'a bomb in zstd, which nobody has asked for',
    answers: answering((response) => {
      response.writeHead(200, { 'content-encoding': 'zstd' }).end(bombs.zstd);
    }),
    change: 'unreadable',
    webhook: 'accepted',
  },
  {
    called: 'a bomb inside a bomb',
    answers: answering((response) => {
      response.writeHead(200, { 'content-encoding': 'gzip, gzip' });
      response.end(gzipSync(bombs.gzip ?? ''));
    }),
    change: 'unreadable',
    webhook: 'accepted',
  },
  {
    called: 'a body without an end',
    answers: answering((response) => {
      const more = () => void (response.destroyed || response.write('x'.repeat(65_536), more));
      response.writeHead(200);
      more();
    }),
    change: 'too_large',
    webhook: 'accepted',
  },
  {
    called: 'one byte at a time',
    answers: answering((response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(timer));
    }),
    change: 'timeout',
    webhook: 'accepted',
  },
  {
    called: 'one byte of the headers at a time',
    answers: {
      raw: (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nx-slow: ');
        const timer = setInterval(() => socket.write('x'), 20);
        socket.on('close', () => clearInterval(timer));
      },
    },
    change: 'timeout',
    webhook: 'timeout',
  },
  {
    called: 'half a million lists inside each other',
    answers: answering((response) => response.end('['.repeat(500_000))),
    change: 'unreadable',
    webhook: 'accepted',
  },
  {
    called: 'an object of half a million names',
    answers: answering((response) => {
      response.end(`{${'"a":1,'.repeat(120_000)}"a":1}`);
    }),
    change: 'unreadable',
    webhook: 'accepted',
  },
  {
    called: 'names that reach into what all objects have',
    answers: answering((response) => {
      const text = JSON.stringify({ ...database, name: 4 });
      response.end(
        `{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}},${text.slice(1)}`,
      );
    }),
    change: 'unreadable',
    webhook: 'accepted',
  },
  {
    called: 'headers of a megabyte',
    answers: {
      raw: (socket) => void socket.write(`HTTP/1.1 200 OK\r\nx-long: ${'x'.repeat(1_000_000)}`),
    },
    change: 'too_large',
    webhook: 'too-large',
  },
  {
    called: 'a hundred thousand headers',
    answers: {
      raw: (socket) => void socket.write(`HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(100_000)}\r\n`),
    },
    change: 'too_large',
    webhook: 'too-large',
  },
  {
    called: 'redirects to itself',
    answers: (request, response) => {
      response.writeHead(307, { location: request.url ?? '/' }).end();
    },
    change: '307',
    webhook: 'refused',
  },
  {
    called: 'a length that is longer than what comes',
    answers: {
      raw: (socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 900000\r\n\r\n{'),
    },
    change: 'timeout',
    webhook: 'accepted',
  },
  {
    called: 'a length that is shorter than what comes',
    answers: {
      raw: (socket) =>
        void socket.end(`HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n${JSON.stringify(database)}`),
    },
    change: 'unreadable',
    webhook: 'accepted',
  },
  {
    called: 'a length and chunks at once',
    answers: {
      raw: (socket) =>
        void socket.end(
          'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n1\r\n{\r\n0\r\n\r\n',
        ),
    },
    change: 'cut',
    webhook: 'cut',
  },
  {
    called: 'a length below nothing',
    answers: {
      raw: (socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n{}'),
    },
    change: 'unreadable',
    webhook: 'cut',
  },
  {
    called: 'a second answer behind the first',
    answers: {
      raw: (socket) => {
        const first = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}';
        socket.write(first + first + first);
      },
    },
    change: 'unreadable',
    webhook: 'accepted',
  },
];

const measured: (readonly [string, string, string, number])[] = [];

describe.each(attacks)(
  'where a provider answers $called',
  ({ called, answers, change, webhook }) => {
    test('a change ends in time, with a reason, and others are answered meanwhile', async () => {
      const url = await listenTo(answers);
      const { client, records } = clientWith({
        limits: { mutationTimeoutMs: LIMIT_MS, readTimeoutMs: LIMIT_MS },
      });
      const good = await listenHttp((_request, response) => response.end(JSON.stringify(database)));
      const before = process.memoryUsage.rss();
      const started = performance.now();

      const attacked = callsOf(client, url).provision();
      const beside = await callsOf(client, good.url, { integrationId: 'oac_2' }).read();
      const outcome = await attacked;

      const ms = performance.now() - started;
      const growth = process.memoryUsage.rss() - before;
      measured.push([called, change, webhook, Math.round(ms)]);
      expect('reason' in outcome ? outcome.reason : String(records[0]?.status)).toBe(change);
      expect(beside.kind).toBe('answered');
      expect(ms).toBeLessThan(WITHIN_MS);
      expect(growth).toBeLessThan(GROWTH_BYTES);
      expect(records).toHaveLength(2);
      expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
    });

    test('a webhook ends in time, with a reason', async () => {
      const url = await listenTo(answers);
      const before = process.memoryUsage.rss();
      const started = performance.now();

      const { record } = await send(url);

      expect(record.outcome).toBe(webhook);
      expect(performance.now() - started).toBeLessThan(WITHIN_MS);
      expect(process.memoryUsage.rss() - before).toBeLessThan(GROWTH_BYTES);
    });
  },
);

test('what was measured of them is written down', async () => {
  await writeEvidence('security', 'hostile-answers', {
    title: 'Hostile answers',
    parts: [
      `A provider, or whoever receives webhooks, answers to do harm. The whole of a call may take ${LIMIT_MS} ms here (60 s in production), and the process may grow by ${GROWTH_BYTES / 2 ** 20} MB meanwhile; bombs unpack to ${BOMB_BYTES / 2 ** 20} MB. Another provider is called at the same time and answered. Of webhooks the status alone decides, and at most 64 KB of what follows it are read.`,
      table(['Answer', 'A change is recorded as', 'A webhook as', 'ms'], measured),
    ],
  });
  expect(measured).toHaveLength(attacks.length);
});

function answering(answer: (response: ServerResponse) => unknown): RequestListener {
  return (request, response) => {
    request.resume();
    answer(response);
  };
}

async function listenTo(answers: Attack['answers']): Promise<string> {
  if (typeof answers === 'function') return (await listenHttp(answers)).url;
  const { url } = await listenRaw((socket) => void socket.once('data', () => answers.raw(socket)));
  return url;
}

function send(url: string) {
  const dispatcher = createGuardedAgent({
    permits: () => true,
    timeoutMs: LIMIT_MS,
  });
  onTestFinished(() => dispatcher.destroy());
  const delivery = { deliveryId: 'dlv_1', body: '{}' };
  return sendDelivery({ url, secret: 'secret' }, delivery, {
    dispatcher,
    allowPrivateAddresses: true,
    timeoutMs: LIMIT_MS,
    signal: new AbortController().signal,
    now: () => new Date(),
  });
}
