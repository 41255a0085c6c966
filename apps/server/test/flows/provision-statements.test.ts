import { afterAll, beforeAll, expect, test } from 'vitest';
import { tapStatements } from '../world/statements.ts';
import { install, provision } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

/** Whoever provisions waits for each of them, and a host can do the fewer provisions the more there are. */
const MOST_STATEMENTS = 25;

let world: World;
beforeAll(async () => {
  // nothing but requests asks the database for anything
  world = await startWorld({ role: 'api', rateLimits: null });
});
afterAll(() => world.close());

/** What the host asks the database while somebody provisions. */
async function statementsOf(provisioning: () => Promise<unknown>): Promise<readonly string[]> {
  const statements: string[] = [];
  const stop = tapStatements((text) => {
    // calls of providers are kept a moment later, all that there were together
    if (!text.includes('provider_call')) statements.push(text);
    return text;
  });
  await provisioning();
  stop();
  return statements;
}

test('a resource is provisioned with few statements, in two transactions', async () => {
  const installation = await install(world);
  const asked: (readonly string[])[] = [];
  // who calls, and what is offered, is remembered for a moment, and asked for again now and then
  for (let time = 0; time < 4; time++) {
    asked.push(await statementsOf(() => provision(world, installation, { billingPlanId: 'free' })));
  }

  const commits = asked.map((each) => each.filter((text) => text === 'commit').length);
  expect(Math.min(...commits)).toBe(2);
  expect(Math.min(...asked.map(({ length }) => length))).toBeLessThanOrEqual(MOST_STATEMENTS);
});
