import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, install } from '../world/story.ts';
import { accept, codeFor, furnished, offerTransfers, targetOf } from '../world/two-teams.ts';
import { startWorld, type World } from '../world/world.ts';
import { setWebhookUrl } from './hooks-world.ts';
import { startReceiver } from './receiver.ts';

let world: World;
let installation: string;
beforeAll(async () => {
  world = await startWorld();
  await offerTransfers(world);
  installation = await install(world);
});
afterAll(() => world.close());

test('a resource that moves with its project is disconnected of one installation and connected of the other', async () => {
  const { id, name, resource } = await furnished(world, installation);
  const target = await targetOf(world);
  const receiver = await startReceiver();
  await setWebhookUrl(world, receiver.url);

  await accept(target, await codeFor(world, name));

  // of what was done before the move it may still be told now
  const moves = [
    ['integration-resource.project-connected', target.installation],
    ['integration-resource.project-disconnected', installation],
  ];
  const heard = await eventually(async () => {
    const all = receiver.arrived.map(({ event }) => event);
    const found = moves.flatMap(
      ([type, of]) =>
        all.find((event) => event.type === type && event.payload.installationId === of) ?? [],
    );
    return found.length === moves.length && found;
  });
  const about = (of: string) => ({
    team: { id: expect.stringMatching(/^[0-9a-f]{32}$/) },
    configuration: { id: of },
    installationId: of,
    resourceId: resource.externalId,
    projectId: id,
    targets: ['production'],
  });
  expect(heard.map(({ type, payload }) => ({ type, payload }))).toEqual([
    {
      type: 'integration-resource.project-connected',
      payload: {
        ...about(target.installation),
        project: { id, name },
        user: { id: expect.any(String) },
      },
    },
    {
      type: 'integration-resource.project-disconnected',
      payload: { ...about(installation), project: { id }, user: null },
    },
  ]);
  const [connected, disconnected] = heard.map(({ payload }) => payload.team);
  expect(connected).not.toEqual(disconnected);
});
