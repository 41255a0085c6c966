import { afterAll, beforeAll, expect, test } from 'vitest';
import { install } from '../world/story.ts';
import { furnished, offerTransfers, targetOf } from '../world/two-teams.ts';
import { startWorld, type World } from '../world/world.ts';
import { sdkFor } from './sdk.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await offerTransfers(world);
});
afterAll(() => world.close());

test('projects.createProjectTransferRequest makes a code, and acceptProjectTransferRequest takes over with it', async () => {
  const { id, resource } = await furnished(world, await install(world));
  const target = await targetOf(world);

  const { code } = await sdkFor(world.url, world.owner.token).projects.createProjectTransferRequest(
    { idOrName: id, slug: world.team, requestBody: {} },
  );
  const theirs = sdkFor(world.url, target.owner.token);
  const accepted = await theirs.projects.acceptProjectTransferRequest({
    code,
    slug: target.team,
    requestBody: {
      newProjectName: 'taken-over',
      acceptedPolicies: { scripted: { eula: new Date(), privacy: new Date() } },
    },
  });

  expect(code).toMatch(/^[0-9a-f-]{36}$/);
  expect(accepted).toMatchObject({
    partnerCalls: [{ resourceIds: [resource.id], result: { status: 'fulfilled' } }],
    transferredStoreIds: [resource.id],
  });
  expect(await theirs.projects.getProject({ idOrName: id, slug: target.team })).toMatchObject({
    name: 'taken-over',
  });
});

test('projects.acceptProjectTransferRequest fails with 404 for a code that nobody made', async () => {
  const vercel = sdkFor(world.url, world.owner.token);

  await expect(
    vercel.projects.acceptProjectTransferRequest({ code: crypto.randomUUID() }),
  ).rejects.toMatchObject({ statusCode: 404 });
});
