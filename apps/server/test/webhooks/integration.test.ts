import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { verifyStandardWebhook, verifyWebhook } from '@kontor/signatures';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../world/story.ts';
import { type HooksWorld, pair, setWebhookUrl, startHooksWorld } from './hooks-world.ts';
import { type Arrived, accept, answerWith } from './receiver.ts';

let world: HooksWorld;
beforeAll(async () => {
  world = await startHooksWorld();
});
afterAll(() => world.close());

test('the integration is told what was connected to which project, and what no longer is', async () => {
  const receiver = await world.listen();
  const { resource, projectId, name, connect, toldTo } = await pair(world);
  const disconnect = await connect();
  await disconnect();

  await eventually(async () => toldTo(receiver).length >= 2);
  const about = {
    team: { id: expect.stringMatching(/^[0-9a-f]{32}$/) },
    user: { id: expect.stringMatching(/^[0-9a-f]{32}$/) },
    configuration: { id: world.installation },
    installationId: world.installation,
    resourceId: resource.externalId,
    projectId,
    targets: ['production', 'preview'],
  };
  expect(toldTo(receiver).map(({ event }) => event)).toEqual([
    {
      id: expect.stringMatching(/^dlv_/),
      type: 'integration-resource.project-connected',
      createdAt: expect.any(Number),
      region: null,
      payload: { ...about, project: { id: projectId, name } },
    },
    {
      id: expect.stringMatching(/^dlv_/),
      type: 'integration-resource.project-disconnected',
      createdAt: expect.any(Number),
      region: null,
      payload: { ...about, project: { id: projectId } },
    },
  ]);
});

test('a delivery is signed over its exact bytes with the client secret, both ways', async () => {
  const receiver = await world.listen();
  await (await pair(world)).connect();

  const { headers, body, path, event } = await eventually(async () => receiver.arrived[0]);
  const { clientSecret } = world.integration;
  expect(path).toBe('/hooks?from=kontor');
  expect(headers['content-type']).toBe('application/json');
  expect(headers['webhook-id']).toBe(event.id);
  expect(await verifyWebhook(body, String(headers['x-vercel-signature']), clientSecret)).toBe(true);
  const standard = {
    id: String(headers['webhook-id']),
    timestamp: String(headers['webhook-timestamp']),
    signature: String(headers['webhook-signature']),
    body,
  };
  expect(await verifyStandardWebhook(standard, clientSecret, new Date())).toBe(true);
  expect(await verifyStandardWebhook({ ...standard, id: 'dlv_1' }, clientSecret, new Date())).toBe(
    false,
  );
});

test('a provider that is made with the SDK takes what the host sends', async () => {
  await setWebhookUrl(world, `${world.provider.baseUrl}/webhooks`);
  const { resource, connect } = await pair(world);
  await connect();

  const event = await eventually(async () =>
    world.provider.told.find(({ payload }) => payload.resourceId === resource.externalId),
  );
  expect(event).toMatchObject({
    id: expect.stringMatching(/^dlv_/),
    type: 'integration-resource.project-connected',
    createdAt: expect.any(Number),
    payload: { installationId: world.installation },
  });
});

test('what waits while the client secret is rotated is signed with the new one', async () => {
  const receiver = await world.listen();
  receiver.answer = answerWith(401);
  const { connect, toldTo, attempted } = await pair(world);
  await connect();
  await attempted(1);
  const params = { team: world.team, integration: world.integration.id };
  const { body } = await world.owner.api(k.rotateClientSecret, { params });
  receiver.answer = accept;
  world.pass(60_000);
  await eventually(async () => toldTo(receiver).length === 2);

  const [before, after] = toldTo(receiver);
  const isSigned = (arrived: Arrived | undefined, secret: string) =>
    verifyWebhook(arrived?.body ?? '', String(arrived?.headers['x-vercel-signature']), secret);
  expect(await isSigned(before, world.integration.clientSecret)).toBe(true);
  expect(await isSigned(after, body.clientSecret)).toBe(true);
  expect(await isSigned(after, world.integration.clientSecret)).toBe(false);
});
