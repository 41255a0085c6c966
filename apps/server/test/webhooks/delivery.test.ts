import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../world/story.ts';
import { type HooksWorld, pair, startHooksWorld } from './hooks-world.ts';
import { accept, answerWith, startReceiver } from './receiver.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

let world: HooksWorld;
beforeAll(async () => {
  world = await startHooksWorld({ timeoutMs: 2_000 });
});
afterAll(() => world.close());

/** How the newest delivery to the integration is. */
async function newest() {
  const [row] = await world.database.read<{ state: string; attempts: number; outcomes: string[] }>(
    `select d.state, d.attempts, array(
       select coalesce(a.outcome, 'running') from webhook_attempt a
       where a.delivery_id = d.delivery_id order by a.attempt) as outcomes
     from webhook_delivery d where d.receiver_id = $1 order by d.position desc limit 1`,
    [world.integration.id],
  );
  return row;
}

test('what is not accepted is sent again with the same id and bytes, until it is', async () => {
  const receiver = await world.listen();
  receiver.answer = answerWith(503);
  await (await pair(world)).connect();
  await eventually(async () => receiver.arrived.length === 1);
  world.pass(MINUTE_MS);
  await eventually(async () => receiver.arrived.length === 2);
  receiver.answer = accept;
  world.pass(MINUTE_MS);

  await eventually(async () => (await newest())?.state === 'delivered');
  expect(await newest()).toEqual({
    state: 'delivered',
    attempts: 3,
    outcomes: ['refused', 'refused', 'accepted'],
  });
  expect(new Set(receiver.arrived.map(({ body }) => body)).size).toBe(1);
  expect(new Set(receiver.arrived.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
});

test('a receiver that is down gets what waits when it is up again', async () => {
  const receiver = await world.listen();
  await receiver.down();
  await (await pair(world)).connect();
  await eventually(async () => (await newest())?.outcomes[0] === 'connect');
  await receiver.up();
  world.pass(MINUTE_MS);

  await eventually(async () => receiver.arrived.length === 1);
});

test('a redirect is not followed', async () => {
  const elsewhere = await startReceiver();
  const receiver = await world.listen();
  receiver.answer = answerWith(307, { location: elsewhere.url });
  await (await pair(world)).connect();

  await eventually(async () => (await newest())?.outcomes[0] === 'refused');
  expect(elsewhere.arrived).toEqual([]);
});

test('what was tried for a day is parked and kept, and what comes after it goes on', async () => {
  const receiver = await world.listen();
  receiver.answer = answerWith(500);
  const { connect } = await pair(world);
  const disconnect = await connect();
  await disconnect();
  await eventually(async () => receiver.arrived.length === 1);
  receiver.answer = (response, arrived) =>
    answerWith(arrived.event.type.endsWith('disconnected') ? 204 : 500)(response, arrived);
  world.pass(DAY_MS);

  await eventually(async () =>
    receiver.types().includes('integration-resource.project-disconnected'),
  );
  const states = await world.database.read<{ state: string }>(
    `select state from webhook_delivery where receiver_id = $1 order by position desc limit 2`,
    [world.integration.id],
  );
  expect(states.map(({ state }) => state)).toEqual(['delivered', 'parked']);
});

test('of two about the same the later one waits for the earlier, and others do not', async () => {
  const receiver = await world.listen();
  receiver.answer = answerWith(500);
  const stuck = await pair(world);
  await (await stuck.connect())();
  await eventually(async () => receiver.arrived.length === 1);
  receiver.answer = accept;
  await (await (await pair(world)).connect())();

  await eventually(async () => receiver.arrived.length === 3);
  const resources = receiver.arrived.map(({ event }) => event.payload.resourceId);
  expect(resources.filter((id) => id === stuck.resource.externalId)).toHaveLength(1);
  world.pass(MINUTE_MS);
  await eventually(async () => receiver.arrived.length === 5);
  const ofStuck = receiver.arrived
    .filter(({ event }) => event.payload.resourceId === stuck.resource.externalId)
    .map(({ event }) => event.type);
  expect(ofStuck).toEqual([
    'integration-resource.project-connected',
    'integration-resource.project-connected',
    'integration-resource.project-disconnected',
  ]);
});
