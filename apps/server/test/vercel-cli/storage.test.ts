import { afterAll, beforeAll, expect, test } from 'vitest';
import { install, project, provision, variablesOf } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';
import { type Vercel, vercelAt } from './vercel.ts';

let world: World;
let vercel: Vercel;
beforeAll(async () => {
  world = await startWorld();
  await project(world, 'web');
  await provision(world, await install(world), { name: 'orders' });
  vercel = vercelAt(world.url, world.owner.token);
  await vercel.done('link --yes --project web');
});
afterAll(() => world.close());

const names = async (environment: string) =>
  Object.keys(await variablesOf(world, 'web', environment));

test('a store is connected under a prefix, in the environments that are named', async () => {
  const planned = await vercel.done('storage connect orders --prefix ONE -e production --dry-run');
  const before = await names('production');
  const connected = await vercel.done('storage connect orders --prefix ONE -e production --yes');

  expect(planned.stderr).toContain('No changes applied.');
  expect(before).toEqual([]);
  expect(connected.stderr).toContain('Environment variables: ONE_DATABASE_URL');
  expect([await names('production'), await names('preview')]).toEqual([['ONE_DATABASE_URL'], []]);
});

test('stores are listed and shown, with the variables that they make', async () => {
  const { stores } = await vercel.json('storage list --json');
  const shown = await vercel.done('storage get orders');
  const status = await vercel.done('storage status');

  expect(stores).toMatchObject([
    { name: 'orders', product: 'Database', status: 'available', projects: [{ name: 'web' }] },
  ]);
  expect(shown.stderr).toMatch(/Projects +web \(production\)/);
  expect(status.stderr).toMatch(/orders +Database +web +production .*ONE_DATABASE_URL/);
});

test('a connection gets another prefix, and goes when a person says so', async () => {
  const updated = await vercel.done('storage update orders --prefix NEW --yes');
  const unasked = await vercel('storage disconnect orders');
  const kept = await names('production');
  const disconnected = await vercel.done('storage disconnect orders', {
    terminal: true,
    whileRunning: async ({ shows, type }) => {
      await shows('This removes 1 environment variable.');
      type('y\r');
    },
  });

  expect(updated.stderr).toContain('Removed: ONE_DATABASE_URL');
  expect(unasked).toMatchObject({ code: 1 });
  expect(unasked.stderr).toContain('must be confirmed in an interactive terminal');
  expect(kept).toEqual(['NEW_DATABASE_URL']);
  expect(disconnected.stdout).toContain('Disconnected orders from web');
  expect(await names('production')).toEqual([]);
});

test('what is not there, or is removed another way, is told so', async () => {
  const unknown = await vercel('storage get nothing');
  const elsewhere = await vercel('storage connect orders --project none --yes');
  const deleted = await vercel('storage delete orders');

  expect([unknown.code, elsewhere.code, deleted.code]).toEqual([1, 1, 1]);
  expect(unknown.stderr).toContain('No storage resource nothing found');
  expect(elsewhere.stderr).toContain('Project "none" was not found in the current scope (acme).');
  expect(deleted.stderr).toContain('vercel integration-resource remove');
});
