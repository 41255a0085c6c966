import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openConsole } from '../sso/signing-on.ts';
import { install, project, variablesOf } from '../world/story.ts';
import { voiceOf } from '../world/voice.ts';
import { startWorld, type World } from '../world/world.ts';
import { type Vercel, vercelAt } from './vercel.ts';

let world: World;
let vercel: Vercel;
beforeAll(async () => {
  world = await startWorld();
  await project(world, 'web');
  await project(world, 'shop');
  vercel = vercelAt(world.url, world.owner.token);
  await vercel.done('link --yes --project web');
});
afterAll(() => world.close());

const stores = async () => (await world.owner.api(r.listStores)).body.stores;
const namesOfStores = async () => (await stores()).map(({ name }) => name);

test('without a terminal the terms are accepted by a person elsewhere, and the command goes on', async () => {
  const words = 'integration add scripted --name orders -m region=fra1';

  const added = await vercel(words, {
    whileRunning: async ({ shows }) => {
      await shows('Waiting for terms acceptance');
      expect(await stores()).toEqual([]);
      await install(world);
    },
  });

  expect(added).toMatchObject({ code: 0 });
  expect(added.stderr).toContain('Database successfully provisioned: orders');
  expect(vercel.opened()).toEqual([
    'https://vercel.com/acme/~/integrations/accept-terms/scripted?source=cli',
  ]);
  expect(await stores()).toMatchObject([
    { name: 'orders', status: 'available', metadata: { region: 'fra1', size: 1 } },
  ]);
});

test('what is added in a linked folder is connected to its project, and its variables are pulled', async () => {
  const variables = await variablesOf(world, 'web', 'production');

  expect(Object.keys(variables)).toEqual(['DATABASE_URL']);
  const pulled = await readFile(join(vercel.folder, '.env.local'), 'utf8');
  expect(pulled).toContain(`DATABASE_URL="${variables.DATABASE_URL}"`);
});

test('a second resource of a project needs a prefix, which the refusal says', async () => {
  const collided = await vercel(
    'install scripted --name replica -m region=iad1 -m size=2 --plan pro --no-env-pull',
  );
  const connected = await vercel(
    'integration resource connect replica web --prefix TWO_ --yes',
    {},
  );

  expect(collided).toMatchObject({ code: 1 });
  expect(collided.stderr).toMatch(/already has.*DATABASE_URL/);
  expect(connected).toMatchObject({ code: 0 });
  expect(Object.keys(await variablesOf(world, 'web', 'preview')).toSorted()).toEqual([
    'DATABASE_URL',
    'TWO_DATABASE_URL',
  ]);
  expect(await stores()).toMatchObject([
    { name: 'replica', billingPlan: { id: 'pro' }, metadata: { region: 'iad1', size: 2 } },
    { name: 'orders', billingPlan: { id: 'free' } },
  ]);
});

test('resources are listed with what they are connected to, and each is shown', async () => {
  const { resources } = await vercel.json('integration list --all --json');
  const ofProject = await vercel('integration list shop');
  const shown = await vercel('integration resource inspect orders');
  const { installations } = await vercel.json('integration installations --json');

  expect(resources).toMatchObject([
    { name: 'replica', status: 'available', product: 'Database', projects: ['web'] },
    { name: 'orders', status: 'available', product: 'Database', projects: ['web'] },
  ]);
  expect(ofProject.stderr).toContain('No resources found');
  expect(shown.stderr).toMatch(/Plan +Free · subscription · resource/);
  expect(shown.stderr).toContain('web (production, preview, development)');
  expect(installations).toMatchObject([{ slug: 'scripted', status: 'ready' }]);
});

test("a provider's console is opened at an address whose path this host serves", async () => {
  await openConsole(world);

  const opened = await vercel.done('integration open scripted orders');

  const { pathname, search } = new URL(opened.stdout.trim());
  const answer = await fetch(`${world.url}${pathname}${search}`, {
    headers: { authorization: `Bearer ${world.owner.token}` },
    redirect: 'manual',
  });
  expect(answer.status).toBe(302);
  expect(answer.headers.get('location')).toMatch(/^https:\/\/console\.scripted\.test\/sso.*code=/);
});

test('a resource is disconnected and removed, and an integration is removed when it is empty', async () => {
  const connected = await vercel('integration resource remove orders --yes');
  await vercel('integration resource disconnect orders web --yes');
  const before = Object.keys(await variablesOf(world, 'web', 'production'));
  const full = await vercel('integration remove scripted --yes');
  await vercel('integration resource remove orders --yes');
  await vercel('integration resource remove replica --disconnect-all --yes');
  const left = await namesOfStores();
  const removed = await vercel('integration remove scripted --yes');

  expect(connected).toMatchObject({ code: 1 });
  expect(connected.stderr).toContain('while it has connected projects');
  expect(before).toEqual(['TWO_DATABASE_URL']);
  expect(full).toMatchObject({ code: 1 });
  expect(full.stderr).toMatch(/still has resources.*- orders.*- replica|- replica.*- orders/s);
  expect(left).toEqual([]);
  expect(removed).toMatchObject({ code: 0 });
  const { body } = await world.owner.api(k.listInstallations, { params: { team: world.team } });
  expect(body.installations).toEqual([]);
  expect(world.provider.resources.size).toBe(0);
});

test('at a terminal a person accepts the terms, and everything is made in one go', async () => {
  const words = 'install scripted --name again -m region=fra1 --no-connect';

  const installed = await vercel(words, {
    terminal: true,
    whileRunning: async ({ shows, type }) => {
      await shows('Accept all of the documents listed above?');
      type('y\r');
      await shows('successfully provisioned');
    },
  });

  expect(installed).toMatchObject({ code: 0 });
  expect(installed.stdout).toContain('https://scripted.test/eula');
  expect(await namesOfStores()).toEqual(['again']);
});

test('a sandbox is claimed at its provider, and the command waits until it is', async () => {
  const { body } = await world.owner.api(k.listInstallations, { params: { team: world.team } });
  await openConsole(world);
  const installation = body.installations[0]?.id ?? '';
  const say = voiceOf(world, installation);
  const sandbox = { productId: 'db', name: 'try-out', status: 'ready', ownership: 'sandbox' };
  await say('PUT', '/resources/db_try_out', { ...sandbox, secrets: [] });

  const claimed = await vercel('integration resource claim try-out', {
    terminal: true,
    whileRunning: async ({ shows }) => {
      await shows('Waiting for claim');
      await say('PATCH', '/resources/db_try_out', { ownership: 'owned' });
    },
  });

  expect(claimed).toMatchObject({ code: 0 });
  expect(claimed.stdout).toContain('Claimed try-out.');
  expect(vercel.opened().at(-1)).toContain(
    `${world.url}/sso/integrations/scripted/${installation}?resource_id=db_try_out`,
  );
});
