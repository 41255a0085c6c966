import type { Vercel } from '@vercel/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { project } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';
import { sdkFor } from './sdk.ts';

let world: World;
let vercel: Vercel;
let count = 0;
beforeAll(async () => {
  world = await startWorld();
  vercel = sdkFor(world.url, world.owner.token);
});
afterAll(() => world.close());

/** A project of its own. */
async function shop() {
  count += 1;
  const idOrName = `shop-${count}`;
  await project(world, idOrName);
  const create = (requestBody: object) =>
    vercel.environment.createCustomEnvironment({ idOrName, requestBody });
  const list = (gitBranch?: string) =>
    vercel.environment.getProjectsByIdOrNameCustomEnvironments({
      idOrName,
      ...(gitBranch && { gitBranch }),
    });
  return { idOrName, create, list };
}

test('environment.createCustomEnvironment answers the environment with what was said of it', async () => {
  const { create } = await shop();

  const made = await create({
    slug: 'staging',
    description: 'before production',
    branchMatcher: { type: 'startsWith', pattern: 'release/' },
  });

  expect(made).toEqual({
    id: expect.stringMatching(/^env_/),
    slug: 'staging',
    type: 'preview',
    description: 'before production',
    branchMatcher: { type: 'startsWith', pattern: 'release/' },
    domains: [],
    createdAt: expect.any(Number),
    updatedAt: made.createdAt,
  });
});

test('environment.getProjectsByIdOrNameCustomEnvironments lists all, or those that a branch goes to', async () => {
  const { create, list } = await shop();
  await create({ slug: 'staging', branchMatcher: { type: 'startsWith', pattern: 'release/' } });
  await create({ slug: 'qa', branchMatcher: { type: 'equals', pattern: 'qa' } });
  await create({ slug: 'manual' });

  const slugsOf = ({ environments }: Awaited<ReturnType<typeof list>>) =>
    environments.map(({ slug }) => slug);
  expect(slugsOf(await list())).toEqual(['staging', 'qa', 'manual']);
  expect(slugsOf(await list('release/1'))).toEqual(['staging']);
  expect((await list()).accountLimit).toEqual({ total: 40 });
});

test('environment.getCustomEnvironment and updateCustomEnvironment go by id and by slug', async () => {
  const { idOrName, create } = await shop();
  const { id } = await create({ slug: 'staging', description: 'first' });
  const update = (environmentSlugOrId: string, requestBody: object) =>
    vercel.environment.updateCustomEnvironment({ idOrName, environmentSlugOrId, requestBody });
  const get = (environmentSlugOrId: string) =>
    vercel.environment.getCustomEnvironment({ idOrName, environmentSlugOrId });

  await update('staging', { branchMatcher: { type: 'endsWith', pattern: '-staging' } });
  const renamed = await update(id, { slug: 'acceptance' });
  const cleared = await update('acceptance', { branchMatcher: null, description: 'second' });

  expect(renamed).toMatchObject({
    id,
    slug: 'acceptance',
    description: 'first',
    branchMatcher: { type: 'endsWith', pattern: '-staging' },
  });
  expect(cleared).toMatchObject({ id, description: 'second' });
  expect(cleared.branchMatcher).toBeUndefined();
  expect(await get(id)).toEqual(await get('acceptance'));
  await expect(get('staging')).rejects.toMatchObject({ statusCode: 404 });
});

test('environment.removeCustomEnvironment answers what was removed', async () => {
  const { idOrName, create, list } = await shop();
  const made = await create({ slug: 'staging' });

  const removed = await vercel.environment.removeCustomEnvironment({
    idOrName,
    environmentSlugOrId: made.id,
    requestBody: {},
  });

  expect(removed).toEqual(made);
  expect((await list()).environments).toEqual([]);
});
