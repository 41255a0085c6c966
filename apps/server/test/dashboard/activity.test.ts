import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { install, project, provision } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';
import { dashboardFolder, expectAccessible, openBrowser, signedIn } from './browser.ts';

// a browser on a busy machine takes its time
vi.setConfig({ testTimeout: 120_000 });

let world: World;
let browser: Browser;
beforeAll(async () => {
  world = await startWorld({ dashboardFolder });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await world.close();
});

test('what happened is shown with who did it, narrowed, and looked at closely', async () => {
  const installation = await install(world);
  await provision(world, installation, { name: 'orders' });
  await project(world, 'storefront');
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`/t/${world.team}/activity`);
  const events = page.getByRole('region', { name: 'Events' });
  await events.getByRole('row', { name: /project\.created.*storefront.*Ada.*token/ }).waitFor();
  await events.getByRole('link', { name: 'orders' }).first().waitFor();
  await expectAccessible(page, 'activity');

  await page.getByRole('button', { name: /Who/ }).click();
  await page.getByRole('option', { name: 'Providers' }).click();
  await events.getByText('project.created').waitFor({ state: 'hidden' });
  await page.goBack();
  await page.getByRole('button', { name: /What/ }).click();
  await page.getByRole('option', { name: 'Anything about project' }).click();
  await events.getByText('resource.provisioned').waitFor({ state: 'hidden' });
  expect(new URL(page.url()).searchParams.get('type')).toContain('project.*');

  await project(world, 'live');
  await events.getByRole('link', { name: 'live' }).waitFor();
  await events.getByRole('button', { name: 'project.created' }).last().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('storefront').waitFor();
  await expectAccessible(page, 'activity-event');
  await dialog.getByRole('link', { name: 'Everything about this project' }).click();
  await events.getByRole('link', { name: 'live' }).waitFor({ state: 'hidden' });
  await events.getByRole('link', { name: 'storefront' }).waitFor();
  await context.close();
});

test('operations are shown with what they are about and how they ended', async () => {
  const { body } = await world.owner.api(k.listInstallations, { params: { team: world.team } });
  const installation = body.installations[0]?.id ?? '';
  world.provider.refuse = () => 'No more databases today';
  await world.owner.api(k.createResource, {
    params: { team: world.team, installation },
    body: { product: 'db', name: 'refused', metadata: { region: 'fra1' } },
  });
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`/t/${world.team}/activity`);

  await page.getByRole('link', { name: 'Operations' }).click();

  const operations = page.getByRole('region', { name: 'Operations' });
  await operations.getByRole('row', { name: /provision orders succeeded/ }).waitFor();
  await operations.getByRole('row', { name: /failed.*No more databases/ }).waitFor();
  await expectAccessible(page, 'operations');
  await page.getByRole('button', { name: /State/ }).click();
  await page.getByRole('option', { name: 'Running' }).click();
  await page.getByText('None is in this state').waitFor();
  await context.close();
});
