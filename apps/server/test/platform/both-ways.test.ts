import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, install, provision } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let installation: string;
beforeAll(async () => {
  world = await startWorld();
  installation = await install(world);
});
afterAll(() => world.close());

const nudge = (resourceId: string) =>
  fetch(`${world.url}/v1/installations/${installation}/events`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${world.provider.installations.get(installation)?.accessToken}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ event: { type: 'resource.updated', resourceId } }),
  });

const shown = async (resource: string) => {
  const { body } = await world.owner.api(k.getTeamResource, {
    params: { team: world.team, resource },
  });
  return body.resource;
};

function changeAtProvider(externalId: string, name: string): void {
  const held = world.provider.resources.get(externalId);
  if (held === undefined) throw new Error(`the provider has no ${externalId}`);
  held.name = name;
}

test("a provider's word leads to a reading of its server, and the team sees what it says", async () => {
  const { id, externalId } = await provision(world, installation);
  changeAtProvider(externalId ?? '', 'renamed-there');

  expect((await nudge(externalId ?? '')).status).toBe(201);

  await eventually(async () => (await shown(id)).name === 'renamed-there');
});

test('a provider that is down when it is asked back is asked again', async () => {
  const { id, externalId } = await provision(world, installation);
  changeAtProvider(externalId ?? '', 'renamed-while-down');

  await world.provider.down();
  await nudge(externalId ?? '');
  await eventually(async () => {
    const [row] = await world.database.read<{ attempts: number }>(
      'select attempts from refresh_queue where leased_until is null and attempts > 0',
    );
    return row;
  });
  await world.provider.up();

  await eventually(async () => (await shown(id)).name === 'renamed-while-down');
});

test('the provider finds its call, and the calls it led to, in the record', async () => {
  const { externalId } = await provision(world, installation);
  const { team, integration } = world;

  await nudge(externalId ?? '');

  const operations = await eventually(async () => {
    const { body } = await world.owner.api(k.listProviderCalls, {
      params: { team, integration: integration.id },
      query: { limit: '2' },
    });
    const found = body.calls.map(({ direction, operation }) => `${direction} ${operation}`).sort();
    return found[1] === 'outbound getResource' && found;
  });
  expect(operations).toEqual(['inbound createEvent', 'outbound getResource']);
});
