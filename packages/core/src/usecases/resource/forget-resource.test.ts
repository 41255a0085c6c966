import { teamWorld } from '@kontor/testing/team-world';
import { expect, test } from 'vitest';
import { forgetResource, forgetResources, toldOneByOne } from './forget-resource.ts';

async function worldWith({ connections }: { readonly connections: number }) {
  const world = teamWorld();
  const secrets = [{ name: 'URL', value: 'postgres://db' }];
  const resource = await world.resource({ name: 'main', secrets });
  for (let made = 0; made < connections; made++) {
    await world.connection({ resourceId: resource.id });
  }
  const why = { actor: { kind: 'system' }, at: world.at } as const;
  const events = () => world.data().events.map(({ event }) => event);
  return { ...world, resource, another: world.resource, why, events };
}

test.each([0, 1, toldOneByOne])('the ends of %i connections are told one by one', async (count) => {
  const { transact, resource, why, data, events } = await worldWith({ connections: count });
  const connections = [...data().connections.values()];
  const subject = { resource: resource.id, installation: resource.installationId };

  await transact((tx) => forgetResource(tx, resource, why));

  expect(events()).toMatchObject([
    ...connections.map(({ id, projectId }) => ({
      type: 'connection.removed',
      subject: { ...subject, connection: id, project: projectId },
    })),
    { type: 'resource.removed', subject, data: { name: 'main' } },
  ]);
});

test('the end of more connections is told once, with how many there were', async () => {
  const count = toldOneByOne + 1;
  const { transact, resource, why, data, events } = await worldWith({ connections: count });
  const subject = { resource: resource.id, installation: resource.installationId };

  await transact((tx) => forgetResource(tx, resource, why));

  expect(events()).toMatchObject([
    { type: 'resource.disconnected', subject, data: { connections: count } },
    { type: 'resource.removed', subject, data: { name: 'main' } },
  ]);
  expect(data().connections.size).toBe(0);
  expect(data().stale.size).toBe(count);
});

test('a project that several leave at once is compiled once', async () => {
  const { transact, resource: one, why, data, ...world } = await worldWith({ connections: 0 });
  const { id: projectId } = await world.project();
  const { installationId } = one;
  const secrets = [{ name: 'TOKEN', value: 'secret' }];
  const other = await world.another({ installationId, secrets });
  for (const { id: resourceId } of [one, other]) {
    await world.connection({ resourceId, projectId, environments: ['production'] });
  }
  const before = data().versions.length;

  await transact((tx) => forgetResources(tx, [one, other], why));

  expect(world.environment(projectId)).toEqual({});
  expect(data().versions).toHaveLength(before + 1);
});
