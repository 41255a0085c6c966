import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApi } from '../world/api-client.ts';
import { install, project, provision } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

test('a project is found in the team that the query names, else in the first one of the person', async () => {
  const id = await project(world, 'web');
  const ask = (query?: Record<string, string>) =>
    world.owner.api(r.getRestProject, { params: { project: 'web' }, ...(query && { query }) });

  const answers = [
    await ask(),
    await ask({ slug: world.team, teamId: '' }),
    await ask({ slug: 'x' }),
  ];

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 404]);
  expect(answers[0]?.body).toMatchObject({ id, name: 'web', alias: [], nodeVersion: '24.x' });
});

test('a provider sees the projects of its team that its resources are connected to, and no other', async () => {
  await project(world, 'hidden');
  const installation = await install(world);
  await provision(world, installation);
  const { accessToken } = world.provider.installations.get(installation) ?? { accessToken: '' };
  const provider = createApi(world.url, accessToken);

  const { status, error } = await provider(r.getRestProject, { params: { project: 'hidden' } });

  expect([status, error.code]).toEqual([404, 'not_found']);
});
