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

const url = 'http://127.0.0.1:9/hooks?key=a';

test('webhooks.createWebhook answers the webhook with its secret, getWebhook without', async () => {
  const { id: projectId } = await vercel.projects.createProject({
    requestBody: { name: 'hooked' },
  });
  const created = await vercel.webhooks.createWebhook({
    slug: world.team,
    requestBody: { url, events: ['project.created', 'test-webhook'], projectIds: [projectId] },
  });
  const read = await vercel.webhooks.getWebhook({ id: created.id });

  const { secret, ...shown } = created;
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(shown).toEqual({
    id: expect.stringMatching(/^hook_/),
    url,
    events: ['project.created', 'test-webhook'],
    ownerId: expect.stringMatching(/^team_/),
    projectIds: [projectId],
    createdAt: expect.any(Number),
    updatedAt: shown.createdAt,
  });
  expect(read).toEqual(shown);
});

test('webhooks.getWebhooks answers a bare array, of one project those that hear of it', async () => {
  const [{ id: one }, { id: other }] = await Promise.all([
    vercel.projects.createProject({ requestBody: { name: 'one' } }),
    vercel.projects.createProject({ requestBody: { name: 'other' } }),
  ]);
  const made = [];
  for (const limits of [{ projectIds: [one] }, { projectIds: [other] }, {}]) {
    const requestBody = { url, events: ['project.removed' as const], ...limits };
    made.push((await vercel.webhooks.createWebhook({ requestBody })).id);
  }

  const all = await vercel.webhooks.getWebhooks({});
  const ofOne = await vercel.webhooks.getWebhooks({ projectId: one });

  expect(all.map(({ id }) => id)).toEqual(expect.arrayContaining(made));
  expect(ofOne.map(({ id }) => id)).toEqual([made[0], made[2]]);
  expect(all.filter((webhook) => 'secret' in webhook)).toEqual([]);
});

test('webhooks.deleteWebhook takes it away', async () => {
  const requestBody = { url, events: ['project.removed' as const] };
  const { id } = await vercel.webhooks.createWebhook({ requestBody });

  await vercel.webhooks.deleteWebhook({ id });

  await expect(vercel.webhooks.getWebhook({ id })).rejects.toMatchObject({ statusCode: 404 });
  await expect(vercel.webhooks.deleteWebhook({ id })).rejects.toMatchObject({ statusCode: 404 });
});
