import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { expect, test } from 'vitest';
import { startReceiver } from '../webhooks/receiver.ts';
import { eventually } from '../world/story.ts';
import { useKillableHost } from './killable-host.ts';

const held = useKillableHost();

test('a webhook in flight when the host is killed arrives again after a restart, under the same id', {
  timeout: 90_000,
}, async () => {
  const { owner, team } = held.world;
  const receiver = await startReceiver();
  receiver.answer = () => {};
  const made = await owner.api(k.createWebhook, {
    params: { team },
    body: { url: receiver.url, events: ['project.created'] },
  });
  await owner.api(k.createProject, { params: { team }, body: { name: 'in-flight' } });
  await eventually(async () => receiver.arrived.length === 1);

  const params = { team, receiver: made.body.receiver.id };
  const { body: sending } = await owner.api(k.listDeliveries, { params, query: {} });
  const [{ id = '' } = {}] = sending.deliveries;
  const under = await owner.api(k.getDelivery, { params: { ...params, delivery: id } });
  expect(under.body.delivery).toMatchObject({
    state: 'waiting',
    tries: [{ attempt: 1, outcome: 'running', status: null }],
  });

  await held.kill();
  receiver.answer = (response) => void response.writeHead(204).end();
  await held.start();

  await eventually(async () => receiver.arrived.length === 2, 60_000);
  expect(receiver.arrived[1]?.body).toBe(receiver.arrived[0]?.body);
  const delivery = await eventually(async () => {
    const { body } = await owner.api(k.listDeliveries, { params, query: {} });
    return body.deliveries[0]?.state === 'delivered' && body.deliveries[0];
  });
  const shown = await owner.api(k.getDelivery, { params: { ...params, delivery: delivery.id } });
  expect(shown.body.delivery.tries.map(({ outcome }) => outcome)).toEqual([
    'interrupted',
    'accepted',
  ]);
});
