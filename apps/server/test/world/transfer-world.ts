import { afterAll, beforeAll, beforeEach } from 'vitest';
import { install } from './story.ts';
import { furnished, offerTransfers } from './two-teams.ts';
import { startWorld, type World, type WorldOptions } from './world.ts';

/**
 * A world whose provider offers transfers, and whose team has installed it, for the tests of the file that
 * calls this at its top. Each of them begins with a provider that was asked nothing.
 */
export function openTransfers(options: WorldOptions = {}) {
  const world = {} as World;
  let installation: string;
  beforeAll(async () => {
    Object.assign(world, await startWorld(options));
    await offerTransfers(world);
    installation = await install(world);
  });
  afterAll(() => world.close());
  beforeEach(() => {
    world.provider.seen.length = 0;
    world.provider.planOfMove = undefined;
  });
  return {
    world,
    get installation() {
      return installation;
    },
    /** A project with a variable of its own and a connected resource. */
    furnish: () => furnished(world, installation),
  };
}
