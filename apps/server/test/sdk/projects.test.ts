import type { Vercel } from '@vercel/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from '../world/world.ts';
import { sdkFor } from './sdk.ts';

let world: World;
let vercel: Vercel;
beforeAll(async () => {
  world = await startWorld();
  vercel = sdkFor(world.url, world.owner.token);
});
afterAll(() => world.close());

test('projects.createProject answers the project with what was set on it', async () => {
  const created = await vercel.projects.createProject({
    slug: world.team,
    requestBody: { name: 'made', framework: 'nextjs', buildCommand: 'make' },
  });

  expect(created).toMatchObject({
    id: expect.stringMatching(/^prj_/),
    name: 'made',
    accountId: expect.stringMatching(/^team_/),
    framework: 'nextjs',
    buildCommand: 'make',
    nodeVersion: '24.x',
    alias: [],
    directoryListing: false,
  });
});

test('projects.getProject, updateProject and deleteProject go by id and by name', async () => {
  const { id } = await vercel.projects.createProject({ requestBody: { name: 'first-name' } });

  const updated = await vercel.projects.updateProject({
    idOrName: 'first-name',
    requestBody: { name: 'last-name', nodeVersion: '20.x', installCommand: 'true' },
  });
  const read = await vercel.projects.getProject({ idOrName: id });
  await vercel.projects.deleteProject({ idOrName: 'last-name' });

  expect(updated).toMatchObject({ id, name: 'last-name', nodeVersion: '20.x' });
  expect(read).toMatchObject({ id, name: 'last-name', installCommand: 'true' });
  await expect(vercel.projects.getProject({ idOrName: id })).rejects.toMatchObject({
    statusCode: 404,
  });
});

test('projects.getProjects goes through every page', async () => {
  for (const name of ['list-1', 'list-2', 'list-3']) {
    await vercel.projects.createProject({ requestBody: { name } });
  }

  const first = await vercel.projects.getProjects({ search: 'list-', limit: '2' });
  if (Array.isArray(first) || !('pagination' in first)) throw new Error('a page was expected');
  const rest = await vercel.projects.getProjects({
    search: 'list-',
    limit: '2',
    from: String(first.pagination.next),
  });

  expect(first).toMatchObject({
    projects: [{ name: 'list-3' }, { name: 'list-2' }],
    pagination: { count: 2, prev: null },
  });
  expect(rest).toMatchObject({ projects: [{ name: 'list-1' }], pagination: { next: null } });
});

test('projects.getProjectToken answers a token of three parts', async () => {
  await vercel.projects.createProject({ requestBody: { name: 'token-holder' } });

  const { token } = await vercel.projects.getProjectToken({ idOrName: 'token-holder' });

  expect(token.split('.')).toHaveLength(3);
});
