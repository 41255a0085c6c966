import { afterAll, beforeAll, expect, test } from 'vitest';
import { install } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';
import { sdkFor } from './sdk.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

test('marketplace.getAccountInfo answers the team with the best person to reach', async () => {
  const integrationConfigurationId = await install(world);
  const { accessToken = '' } = world.provider.installations.get(integrationConfigurationId) ?? {};
  const vercel = sdkFor(world.url, accessToken);

  const account = await vercel.marketplace.getAccountInfo({ integrationConfigurationId });

  expect(account).toMatchObject({ name: 'Acme', contact: { email: world.owner.email } });
});
