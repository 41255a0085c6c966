import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createTestHost } from '@kontor/provider/testing';
import { createQueues } from '../src/provider.ts';
import { openStore } from '../src/store.ts';

const folder = mkdtempSync(join(tmpdir(), 'queues-'));
after(() => rmSync(folder, { recursive: true }));

async function begin() {
  const host = await createTestHost();
  const file = join(folder, `${crypto.randomUUID()}.json`);
  const start = () => createQueues({ ...host.options, store: openStore(file) });
  return { host, start, provider: start() };
}
const order = {
  productId: 'queue',
  name: 'mails',
  metadata: { size: 'small' },
  billingPlanId: 'free',
};

test('a team installs, gets a queue, and finds it again after a restart', async () => {
  const { host, provider, start } = await begin();
  await host.install(provider);

  const made = await host.call(provider, 'POST', '/resources', { body: order, key: 'one' });
  const again = await host.call(start(), 'POST', '/resources', { body: order, key: 'one' });

  assert.equal(made.status, 200);
  assert.deepEqual(again.body, made.body);
});

test('a size that is not offered is refused at its field', async () => {
  const { host, provider } = await begin();
  await host.install(provider);

  const body = { ...order, metadata: { size: 'enormous' } };
  const refused = await host.call(provider, 'POST', '/resources', { body, key: 'one' });

  assert.equal(refused.status, 400);
  assert.match(JSON.stringify(refused.body), /size/);
});

test('nobody but the host is heard', async () => {
  const { host, provider } = await begin();
  const stranger = await createTestHost();

  const heard = await stranger.call(provider, 'GET', '/resources/any');

  assert.equal(heard.status, 403);
  assert.equal(host.received.length, 0);
});
