import Fastify from 'fastify';
import { Client } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { createDrain } from './drain.ts';
import { mountHealth } from './health.ts';

async function listening() {
  const app = Fastify();
  const drain = createDrain(app);
  mountHealth(app, { read: async () => [], isDraining: drain.isDraining });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const client = new Client(url);
  onTestFinished(async () => {
    await client.destroy();
    await app.close();
  });
  const ask = async (path: string) => {
    const { statusCode, headers, body } = await client.request({ method: 'GET', path });
    await body.dump();
    return { statusCode, connection: headers.connection };
  };
  return { drain, ask };
}

test('a process that ends says so to load balancers, and answers everybody on a last connection', async () => {
  const { drain, ask } = await listening();
  const before = [await ask('/readyz'), await ask('/healthz')];

  const over = drain.begin(60_000);

  expect(before).toEqual([
    { statusCode: 200, connection: 'keep-alive' },
    { statusCode: 200, connection: 'keep-alive' },
  ]);
  expect(await ask('/readyz')).toEqual({ statusCode: 503, connection: 'close' });
  expect(await ask('/healthz')).toEqual({ statusCode: 200, connection: 'close' });
  await over;
});

test('whoever stays connected and asks nothing is waited for no longer than that', async () => {
  const { drain, ask } = await listening();
  await ask('/healthz');

  const start = performance.now();
  await drain.begin(200);

  expect(performance.now() - start).toBeGreaterThan(190);
});
