import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { eventually, install, project, provision, variablesOf } from '../world/story.ts';
import { expectAccessible, signedIn } from './browser.ts';
import { openWorld } from './open-world.ts';

const { world, browser } = openWorld({ answerWithinMs: 500 });
let installation: string;
beforeAll(async () => {
  installation = await install(world);
});

/** Beside it, the activity of a resource names the same. */
const connected = (page: Page) => page.getByRole('region', { name: 'Connected projects' });

test('a team without a project makes one on the way, and its only one is chosen already', async () => {
  const { id } = await provision(world, installation, { name: 'first' });
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`/t/${world.team}/resources/${id}`);
  await page.getByRole('heading', { name: 'first', level: 1 }).waitFor();
  await page.getByRole('button', { name: 'Connect a project' }).click();
  const dialog = page.getByRole('dialog', { name: 'Connect first' });
  await dialog.getByText('There is no project yet.').waitFor();
  await expectAccessible(page, 'connect-nothing', ['light', 'phone']);
  await dialog.getByRole('link', { name: 'Make one first' }).click();
  const making = page.getByRole('dialog', { name: 'New project' });
  await making.getByRole('button', { name: 'Cancel' }).click();
  await dialog.getByRole('link', { name: 'Make one first' }).click();
  await making.getByLabel('Name').fill('only');
  await page.getByRole('button', { name: 'Make project' }).click();

  await dialog.getByRole('button', { name: /only.*Project/ }).waitFor();
  expect(new URL(page.url()).pathname).toBe(`/t/${world.team}/resources/${id}`);
  await page.goto(`/t/${world.team}/projects`);
  await page.getByRole('cell', { name: 'only' }).waitFor();
  await page.goto(`/t/${world.team}/resources/${id}`);
  await page.getByRole('button', { name: 'Connect a project' }).click();
  await dialog.getByRole('button', { name: /only.*Project/ }).waitFor();
  await dialog.getByRole('button', { name: 'Connect' }).click();

  await connected(page).getByRole('link', { name: 'only' }).waitFor();
  await world.owner.api(k.deleteProject, { params: { team: world.team, project: 'only' } });
  await context.close();
});

test('projects can be looked for before they have come', async () => {
  const resource = await provision(world, installation, { name: 'early' });
  const names = ['left', 'right'];
  for (const name of names) await project(world, name);
  const { page, context } = await signedIn(browser, world, world.owner);
  const { promise: isOpen, resolve: go } = Promise.withResolvers<void>();
  await page.route(/\/projects(\?|$)/, async (route) => {
    await isOpen;
    await route.continue();
  });
  await page.goto(`/t/${world.team}/resources/${resource.id}`);
  await page.getByRole('button', { name: 'Connect a project' }).click();
  const dialog = page.getByRole('dialog', { name: 'Connect early' });
  await dialog.getByRole('button', { name: /Project/ }).click();
  await page.getByRole('listbox').getByText('Loading').waitFor();
  await expectAccessible(page, 'connect-early', ['light', 'phone']);

  go();
  await page.getByRole('option', { name: 'right' }).click();

  await dialog.getByRole('button', { name: /right.*Project/ }).waitFor();
  await context.close();
  for (const name of names) {
    await world.owner.api(k.deleteProject, { params: { team: world.team, project: name } });
  }
});

test('a project is connected under names that are shown before, and collisions name both owners', async () => {
  const resource = await provision(world, installation, { name: 'orders' });
  await project(world, 'storefront');
  const variables = { params: { team: world.team, project: 'storefront' } };
  await world.owner.api(k.createVariable, {
    ...variables,
    body: { name: 'DATABASE_URL', value: 'by hand', environments: ['production'] },
  });
  await world.owner.api(k.createEnvironment, { ...variables, body: { slug: 'staging' } });
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`/t/${world.team}/resources/${resource.id}`);
  await page.getByRole('heading', { name: 'orders', level: 1 }).waitFor();

  await page.getByRole('button', { name: 'Connect a project' }).click();
  const dialog = page.getByRole('dialog', { name: 'Connect orders' });
  await dialog.getByRole('button', { name: /Project/ }).click();
  await page.getByRole('option', { name: 'storefront' }).click();
  await dialog.getByText('staging').click();
  await dialog.getByText('development').first().click();
  await dialog.getByText('wanted by a variable set by hand and orders (this)').waitFor();
  await dialog.getByLabel('Prefix').fill('1x');
  await dialog.getByText(/A prefix begins with a letter/).waitFor();
  await dialog.getByLabel('Prefix').fill('');
  await dialog.getByRole('button', { name: /^Use / }).waitFor();
  await expectAccessible(page, 'connect');
  await dialog.getByRole('button', { name: 'Connect' }).click();
  await dialog
    .getByRole('alert')
    .getByText(/DATABASE_URL/)
    .waitFor();

  await dialog.getByLabel('Prefix').fill('SHOP');
  await dialog.getByText('SHOP_DATABASE_URL').first().waitFor();
  expect(await dialog.getByText(/wanted by/).count()).toBe(0);
  await dialog.getByRole('button', { name: 'Connect' }).click();
  await connected(page)
    .getByRole('cell', { name: /staging/ })
    .waitFor();
  expect(Object.keys(await variablesOf(world, 'storefront', 'staging'))).toEqual([
    'SHOP_DATABASE_URL',
  ]);
  expect(await variablesOf(world, 'storefront', 'development')).toEqual({});

  const [made] = (
    await world.owner.api(k.listConnections, {
      params: { team: world.team, resource: resource.id },
    })
  ).body.connections;
  await page.getByRole('button', { name: 'Change storefront' }).click();
  const changing = page.getByRole('dialog', { name: 'Change storefront' });
  await changing.getByLabel('Prefix').fill('');
  await changing.getByText('wanted by a variable set by hand and orders (this)').waitFor();
  await changing.getByLabel('Prefix').fill('MINE');
  await changing.getByText('MINE_DATABASE_URL').first().waitFor();
  // somebody else is quicker
  await world.owner.api(k.updateConnection, {
    params: { team: world.team, resource: resource.id, connection: made?.id ?? '' },
    body: { prefix: 'THEIRS' },
  });
  await changing.getByRole('button', { name: 'Save' }).click();
  await changing
    .getByRole('alert')
    .getByText(/under the prefix THEIRS/)
    .waitFor();
  await expectAccessible(page, 'change-connection');
  await changing.getByRole('button', { name: 'Show what it is now' }).click();
  expect(await changing.getByLabel('Prefix').inputValue()).toBe('THEIRS');
  await changing.getByLabel('Prefix').fill('BOTH');
  await changing.getByText('production').first().click();
  await changing.getByRole('button', { name: 'Save' }).click();
  await connected(page).getByRole('cell', { name: 'BOTH' }).waitFor();
  expect(Object.keys(await variablesOf(world, 'storefront', 'staging'))).toEqual([
    'BOTH_DATABASE_URL',
  ]);
  expect(Object.keys(await variablesOf(world, 'storefront', 'production'))).toEqual([
    'DATABASE_URL',
  ]);

  await page.getByRole('button', { name: 'Disconnect storefront' }).click();
  await page.getByText('No project is connected').waitFor();
  // whoever leaves means it
  await page.goto(`/t/${world.team}/resources`);
  await eventually(
    async () => Object.keys(await variablesOf(world, 'storefront', 'staging')).length === 0,
  );
  expect(await variablesOf(world, 'storefront', 'staging')).toEqual({});
  await context.close();
});
