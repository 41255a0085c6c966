import { afterAll, beforeAll, expect, test } from 'vitest';
import { claimsIn, openConsole, signOn } from '../sso/signing-on.ts';
import { install } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';
import { sdkFor } from './sdk.ts';

let world: World;
let installation: string;
beforeAll(async () => {
  world = await startWorld();
  await openConsole(world);
  installation = await install(world);
});
afterAll(() => world.close());

test.each(['marketplace', 'authentication'] as const)(
  '%s.exchangeSsoToken answers who was sent, and again for the refresh token',
  async (group) => {
    const vercel = sdkFor(world.url, '');
    const { code = '', state = '' } = await signOn(world, installation);
    const client = {
      clientId: world.integration.id,
      clientSecret: world.integration.clientSecret,
    };

    const first = await vercel[group].exchangeSsoToken({
      ...client,
      code,
      state,
      grantType: 'authorization_code',
    });
    const second = await vercel[group].exchangeSsoToken({
      ...client,
      refreshToken: first.refreshToken ?? '',
      grantType: 'refresh_token',
    });

    for (const { idToken } of [first, second]) {
      expect(await claimsIn(world, idToken)).toMatchObject({ user_email: world.owner.email });
    }
  },
);
