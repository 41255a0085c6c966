import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { serve } from './serve.ts';

test('a call on a connection that was open before the stop is answered, and the connection closed', async () => {
  const accepted = Promise.withResolvers<void>();
  const first = Promise.withResolvers<void>();
  const serving = await serve({
    port: 0,
    listenAddress: '127.0.0.1',
    protocol: async (incoming, outgoing) => {
      if (incoming.url === '/first') {
        accepted.resolve();
        await first.promise;
      }
      outgoing.end('done');
    },
    own: (_, outgoing) => outgoing.end(),
    console: undefined,
    log: () => {},
  });
  const port = Number(new URL(serving.baseUrl).port);
  // connections are accepted in their order: when the second one is heard, the first one is open
  const silent = connect(port, '127.0.0.1');
  await once(silent, 'connect');
  const early = connect(port, '127.0.0.1');
  early.write('GET /first HTTP/1.1\r\nhost: provider\r\n\r\n');
  await accepted.promise;

  const stopped = serving.stop();
  silent.write('GET /second HTTP/1.1\r\nhost: provider\r\n\r\n');
  const [toSecond] = await Promise.all([silent.toArray(), once(silent, 'end')]);
  first.resolve();
  const toFirst = await early.toArray();
  await stopped;

  expect(Buffer.concat(toSecond).toString().toLowerCase()).toContain('connection: close');
  expect(Buffer.concat(toFirst).toString().toLowerCase()).toContain('connection: close');
});
