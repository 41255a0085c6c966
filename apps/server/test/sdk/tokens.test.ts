import { afterAll, beforeAll, expect, test } from 'vitest';
import { project } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';
import { sdkFor } from './sdk.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

test('authentication.createAuthToken, getAuthToken, listAuthTokens and deleteAuthToken keep a token', async () => {
  const vercel = sdkFor(world.url, world.owner.token);
  const projectId = await project(world, 'web');
  const expiresAt = Date.now() + 60_000;

  const { token, bearerToken } = await vercel.authentication.createAuthToken({
    slug: world.team,
    requestBody: { name: 'ci', expiresAt, projectId },
  });
  const own = sdkFor(world.url, bearerToken);
  const shown = await own.authentication.getAuthToken({ tokenId: 'current' });
  const { tokens } = await vercel.authentication.listAuthTokens();
  const deleted = await own.authentication.deleteAuthToken({ tokenId: 'current' });
  const gone = own.user.getAuthUser();

  expect(token).toMatchObject({
    name: 'ci',
    type: 'token',
    expiresAt,
    suffix: bearerToken.slice(-4),
  });
  expect(token.scopes).toMatchObject([{ type: 'team', teamId: expect.stringMatching(/^team_/) }]);
  expect(shown.token).toMatchObject({ id: token.id });
  expect(tokens.map(({ id }) => id)).toContain(token.id);
  expect(deleted).toEqual({ tokenId: token.id });
  await expect(gone).rejects.toMatchObject({ statusCode: 401 });
});
