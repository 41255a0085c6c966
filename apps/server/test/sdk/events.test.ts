import { afterAll, beforeAll, expect, test } from 'vitest';
import { install, project, provision } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';
import { sdkFor } from './sdk.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

test('user.listUserEvents answers what happened', async () => {
  await project(world, 'web');

  const { events } = await sdkFor(world.url, world.owner.token).user.listUserEvents({ limit: 1 });

  expect(events).toMatchObject([
    { type: 'project-created', categories: ['project'], userId: world.owner.userId },
  ]);
});

test('user.listUserEvents answers payloads that the client reads, whatever happened', async () => {
  await provision(world, await install(world));
  const { user } = sdkFor(world.url, world.owner.token);

  const { events } = await user.listUserEvents({ limit: 100, withPayload: 'true' });

  expect(events.length).toBeGreaterThan(5);
  expect(events.filter(({ payload }) => payload === undefined)).toEqual([]);
});

test('user.listEventTypes answers types that the client knows', async () => {
  const { types, categories } = await sdkFor(world.url, world.owner.token).user.listEventTypes({});

  expect(types.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['project-created', 'storage-create', 'team-member-add']),
  );
  expect(categories).toContainEqual({ name: 'storage', label: 'Resources' });
});
