import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, project } from '../world/story.ts';
import { type HooksWorld, pair, startHooksWorld } from './hooks-world.ts';
import { accept, answerWith, startReceiver } from './receiver.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

let world: HooksWorld;
beforeAll(async () => {
  world = await startHooksWorld({ timeoutMs: 2_000 });
});
afterAll(() => world.close());

test('what is not accepted is sent again with the same id and bytes, until it is', async () => {
  const receiver = await world.listen();
  receiver.answer = answerWith(503);
  const { connect, toldTo, deliveries, attempted } = await pair(world);
  await connect();
  await attempted(1);
  world.pass(MINUTE_MS);
  await attempted(2);
  receiver.answer = accept;
  world.pass(MINUTE_MS);

  await eventually(async () => (await deliveries())[0]?.state === 'delivered');
  expect(await deliveries()).toEqual([
    { state: 'delivered', attempts: 3, outcomes: ['refused', 'refused', 'accepted'] },
  ]);
  const told = toldTo(receiver);
  expect(new Set(told.map(({ body }) => body)).size).toBe(1);
  expect(new Set(told.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
});

test('a receiver that is down gets what waits when it is up again', async () => {
  const receiver = await world.listen();
  await receiver.down();
  const { connect, toldTo, deliveries } = await pair(world);
  await connect();
  await eventually(async () => (await deliveries())[0]?.outcomes[0] === 'connect');
  await receiver.up();
  world.pass(MINUTE_MS);

  await eventually(async () => toldTo(receiver).length === 1);
});

test('a redirect is not followed', async () => {
  const elsewhere = await startReceiver();
  const receiver = await world.listen();
  receiver.answer = answerWith(307, { location: elsewhere.url });
  const { connect, deliveries } = await pair(world);
  await connect();

  await eventually(async () => (await deliveries())[0]?.outcomes[0] === 'refused');
  expect(elsewhere.arrived).toEqual([]);
});

test('what was tried for a day is parked and kept, and what comes after it goes on', async () => {
  const receiver = await world.listen();
  receiver.answer = (response, arrived) =>
    answerWith(arrived.event.type.endsWith('disconnected') ? 204 : 500)(response, arrived);
  const { connect, deliveries, attempted } = await pair(world);
  await (await connect())();
  await attempted(1);
  world.pass(DAY_MS);

  await eventually(async () => (await deliveries())[0]?.state === 'delivered');
  expect(await deliveries()).toEqual([
    { state: 'delivered', attempts: 1, outcomes: ['accepted'] },
    { state: 'parked', attempts: 2, outcomes: ['refused', 'refused'] },
  ]);
});

test('of two about the same the later one waits for the earlier, and others do not', async () => {
  const receiver = await world.listen();
  receiver.answer = answerWith(500);
  const stuck = await pair(world);
  await (await stuck.connect())();
  await stuck.attempted(1);
  receiver.answer = accept;
  const other = await pair(world);
  await (await other.connect())();

  await eventually(async () => other.toldTo(receiver).length === 2);
  expect(stuck.toldTo(receiver)).toHaveLength(1);
  world.pass(MINUTE_MS);
  await eventually(async () => stuck.toldTo(receiver).length === 3);
  expect(stuck.toldTo(receiver).map(({ event }) => event.type)).toEqual([
    'integration-resource.project-connected',
    'integration-resource.project-connected',
    'integration-resource.project-disconnected',
  ]);
});

test('a receiver that is gone is sent a delivery once, and the delivery is kept', async () => {
  const receiver = await world.listen();
  receiver.answer = answerWith(410);
  const { connect, toldTo, deliveries } = await pair(world);
  await connect();

  await eventually(async () => (await deliveries())[0]?.state === 'parked');
  expect(toldTo(receiver)).toHaveLength(1);
});

test('a receiver that asks for time is left alone for so long', async () => {
  const receiver = await world.listen();
  receiver.answer = answerWith(429, { 'retry-after': '3600' });
  const { connect, toldTo, deliveries } = await pair(world);
  await connect();
  await eventually(async () => (await deliveries())[0]?.outcomes[0] === 'refused');
  receiver.answer = accept;
  world.pass(59 * MINUTE_MS);
  const other = await pair(world);
  await other.connect();
  await eventually(async () => other.toldTo(receiver).length === 1);
  expect(toldTo(receiver)).toHaveLength(1);
  world.pass(MINUTE_MS);

  await eventually(async () => toldTo(receiver).length === 2);
});

test('an answer that never ends is an answer, and costs no more than its limit', async () => {
  const receiver = await world.listen();
  let sent = 0;
  receiver.answer = (response) => {
    const chunk = Buffer.alloc(16 * 1024, 'x');
    const write = () => {
      while (!response.destroyed && response.write(chunk)) sent += chunk.length;
      if (!response.destroyed) response.once('drain', write);
    };
    response.writeHead(200);
    write();
  };
  const { connect, deliveries } = await pair(world);
  await connect();

  await eventually(async () => (await deliveries())[0]?.state === 'delivered');
  const [row] = await world.database.read<{ response_body: string }>(
    'select response_body from webhook_attempt where response_body is not null limit 1',
  );
  expect(row?.response_body.length).toBeLessThanOrEqual(2_001);
  expect(sent).toBeGreaterThan(0);
});

test('an answer that is late is none, and one that trickles is the status it began with', async () => {
  const receiver = await world.listen();
  receiver.answer = () => {};
  const late = await pair(world);
  await late.connect();
  await eventually(async () => (await late.deliveries())[0]?.outcomes[0] === 'timeout');
  receiver.answer = (response) => {
    response.writeHead(202).write('wait');
  };
  const trickling = await pair(world);
  await trickling.connect();

  await eventually(async () => (await trickling.deliveries())[0]?.state === 'delivered');
});

test('what hangs at one receiver holds up no other', async () => {
  const slow = await world.listen();
  slow.answer = () => {};
  const stuck = await Promise.all(Array.from({ length: 12 }, () => pair(world)));
  await Promise.all(stuck.map(({ connect }) => connect()));
  await eventually(async () => slow.arrived.length > 0);
  const quick = await startReceiver();
  const { status } = await world.owner.api(r.createRestWebhook, {
    query: { slug: world.team },
    body: { url: quick.url, events: ['project.removed'] },
  });
  expect(status).toBe(200);
  await project(world, 'quick');
  await world.owner.api(k.deleteProject, { params: { team: world.team, project: 'quick' } });

  await eventually(async () => quick.arrived.length === 1);
  expect(slow.mostAtOnce()).toBeLessThanOrEqual(8);
});
