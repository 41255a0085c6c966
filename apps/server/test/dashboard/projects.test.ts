import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { eventually, install, project, provision, variablesOf } from '../world/story.ts';
import { expectAccessible, signedIn } from './browser.ts';
import { openWorld } from './open-world.ts';

const { world, browser } = openWorld();
let installation: string;
beforeAll(async () => {
  installation = await install(world);
});

const cell = (page: Page, row: string | RegExp, table: string) =>
  page.getByRole('region', { name: table, exact: true }).getByRole('row', { name: row });

/** A project with a connected resource and a variable. */
async function shop(name: string) {
  await project(world, name);
  const resource = await provision(world, installation, { name: `${name}-db` });
  await world.owner.api(k.connectResource, {
    params: { team: world.team, resource: resource.id },
    body: { project: name, environments: ['production', 'preview'], makesSensitive: true },
  });
  await write(name, { name: 'LEVEL', value: 'canary-value', environments: ['production'] });
  return resource;
}

const write = (name: string, body: object) =>
  world.owner.api(k.createVariable, { params: { team: world.team, project: name }, body });

test('whoever may read the values of a project is told how, and a viewer is not', async () => {
  await shop('to-read');
  const lou = await world.signUp('Lou');
  await world.owner.api(k.addMember, {
    params: { team: world.team },
    body: { email: lou.email, role: 'viewer' },
  });
  const how = (page: Page) => page.getByText('kontor env pull to-read', { exact: true });

  const owner = await signedIn(browser, world, world.owner);
  await owner.page.goto(`/t/${world.team}/projects/to-read`);
  await how(owner.page).waitFor();
  const viewer = await signedIn(browser, world, lou);
  await viewer.page.goto(`/t/${world.team}/projects/to-read`);
  await cell(viewer.page, /LEVEL/, 'Environment variables').waitFor();

  expect(await how(viewer.page).count()).toBe(0);
  await expectAccessible(owner.page, 'project-read');
  await owner.context.close();
  await viewer.context.close();
});

test('a project shows each variable with where it is from, and one writes, edits and removes more', async () => {
  const resource = await shop('storefront');
  const { page, context } = await signedIn(browser, world, world.owner);

  await page.goto(`/t/${world.team}/projects`);
  await page.getByRole('link', { name: 'storefront' }).click();
  await cell(page, /DATABASE_URL/, 'Environment variables').waitFor();
  expect(await cell(page, /DATABASE_URL/, 'Environment variables').textContent()).toMatch(
    new RegExp(`${resource.name}\\s*sensitive\\s*${resource.name}\\s*sensitive\\s*not set`),
  );
  expect(await cell(page, /LEVEL/, 'Environment variables').textContent()).toMatch(
    /by hand\s*not set\s*not set/,
  );
  await cell(page, new RegExp(resource.name), 'Connections').waitFor();
  await expectAccessible(page, 'project');
  await page.getByRole('link', { name: `Change the connection to ${resource.name}` }).click();
  await page.getByRole('dialog', { name: 'Change storefront' }).waitFor();
  await page.goBack();
  await cell(page, /DATABASE_URL/, 'Environment variables').waitFor();

  await page.getByRole('button', { name: 'Add a variable' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('LEVEL');
  await dialog.getByLabel('Value').fill('debug');
  await dialog.getByRole('button', { name: 'Add variable' }).click();
  await dialog.getByRole('alert').waitFor();
  await dialog.getByLabel('Name').fill('NEXT_PUBLIC_ORIGIN');
  await expectAccessible(page, 'project-variable');
  await dialog.getByRole('button', { name: 'Add variable' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await cell(page, /NEXT_PUBLIC_ORIGIN public/, 'Environment variables').waitFor();

  await page.getByRole('button', { name: 'Edit LEVEL' }).click();
  expect(await dialog.getByLabel('New value').inputValue()).toBe('');
  await dialog.getByRole('checkbox', { name: 'development' }).check({ force: true });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'hidden' });
  expect(await variablesOf(world, 'storefront', 'development')).toEqual({ LEVEL: 'canary-value' });

  await page.getByRole('button', { name: 'Remove NEXT_PUBLIC_ORIGIN' }).click();
  await cell(page, /NEXT_PUBLIC_ORIGIN/, 'Environment variables').waitFor({ state: 'hidden' });
  await page.getByText(/NEXT_PUBLIC_ORIGIN is being removed/).waitFor();
  await expectAccessible(page, 'project-undo');
  await page.getByRole('button', { name: 'Undo' }).click();
  await cell(page, /NEXT_PUBLIC_ORIGIN/, 'Environment variables').waitFor();
  await page.getByRole('button', { name: 'Remove NEXT_PUBLIC_ORIGIN' }).click();
  const toast = page.getByRole('alertdialog');
  // the host cannot be reached when the time has come
  await context.setOffline(true);
  await toast.getByRole('button', { name: 'Close' }).click();
  await page.getByText(/That did not work, so it is still there/).waitFor();
  await cell(page, /NEXT_PUBLIC_ORIGIN/, 'Environment variables').waitFor();
  await context.setOffline(false);
  await page.getByRole('button', { name: 'Try again' }).click();
  await toast.getByRole('button', { name: 'Close' }).click();
  await eventually(
    async () => !('NEXT_PUBLIC_ORIGIN' in (await variablesOf(world, 'storefront', 'production'))),
  );
  await cell(page, /NEXT_PUBLIC_ORIGIN/, 'Environment variables').waitFor({ state: 'hidden' });
  expect(await page.content()).not.toContain('canary-value');
  await context.close();
});

test('environments are compared by name and source', async () => {
  await shop('compared');
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`/t/${world.team}/projects/compared`);
  await cell(page, /LEVEL/, 'Environment variables').waitFor();

  await page.getByRole('checkbox', { name: 'development' }).uncheck({ force: true });
  await page.getByRole('checkbox', { name: 'Only what differs' }).check({ force: true });

  await cell(page, /DATABASE_URL/, 'Environment variables').waitFor({ state: 'hidden' });
  await cell(page, /LEVEL/, 'Environment variables').waitFor();
  await context.close();
});

test('the history tells what changed, rolls back, and returns', async () => {
  await shop('past');
  await write('past', { name: 'LATER', value: '1', environments: ['production'] });
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`/t/${world.team}/projects/past`);
  await page.getByRole('link', { name: 'History' }).click();

  const differences = page.getByLabel('Differences');
  await differences.getByText('LATER').waitFor();
  await page.getByRole('button', { name: 'Show changes of version 1' }).click();
  await differences.getByText('DATABASE_URL').waitFor();
  await page.getByRole('button', { name: 'Roll back to version 1' }).click();
  await page.getByText('rolled back to version 1').waitFor();
  await expectAccessible(page, 'project-history');
  expect(Object.keys(await variablesOf(world, 'past', 'production'))).toEqual(['DATABASE_URL']);

  await page.getByRole('button', { name: 'Return to the newest' }).click();
  await page.getByText('rolled back to version 1').waitFor({ state: 'hidden' });
  expect(Object.keys(await variablesOf(world, 'past', 'production'))).toContain('LATER');
  await context.close();
});

test('a deployment shows what it reads, whatever became of the environment', async () => {
  await shop('shipped');
  await world.owner.api(k.announceDeployment, {
    params: { team: world.team, project: 'shipped' },
    body: { environment: 'production', externalId: 'build-7', gitBranch: 'main' },
  });
  await write('shipped', { name: 'LATER', value: '1', environments: ['production'] });
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`/t/${world.team}/projects/shipped/deployments`);

  await expectAccessible(page, 'project-deployments');
  await page.getByRole('link', { name: 'build-7' }).click();

  await cell(page, /DATABASE_URL shipped-db/, 'What it reads').waitFor();
  await cell(page, /LEVEL by hand/, 'What it reads').waitFor();
  expect(await page.getByText('LATER').count()).toBe(0);
  await expectAccessible(page, 'project-deployment');
  await context.close();
});

test('a custom environment comes, changes and goes, and a project is renamed, and deleted once its name is typed', async () => {
  await shop('ending');
  const { page, context } = await signedIn(browser, world, world.owner);
  const dialog = page.getByRole('dialog');
  await page.goto(`/t/${world.team}/projects/ending/settings`);

  await page.getByRole('button', { name: 'Add an environment' }).click();
  await dialog.getByLabel('Name').fill('production');
  await dialog.getByRole('button', { name: 'Add environment' }).click();
  await dialog
    .getByText(/production/)
    .last()
    .waitFor();
  await dialog.getByLabel('Name').fill('staging');
  await dialog.getByRole('button', { name: 'Add environment' }).click();
  await cell(page, /staging/, 'Environments').waitFor();
  await page.getByRole('button', { name: 'Change staging' }).click();
  await dialog.getByLabel('Name', { exact: true }).fill('preview');
  await dialog.getByLabel('What it is for').fill('What is shipped next');
  await dialog.getByRole('button', { name: /Branches/ }).click();
  await page.getByRole('option', { name: 'Branches that begin with' }).click();
  await dialog.getByLabel('Name of the branch, or a part').fill('release/');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText(/preview/).waitFor();
  await dialog.getByLabel('Name', { exact: true }).fill('next');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await cell(page, /next What is shipped next release\//, 'Environments').waitFor();
  await expectAccessible(page, 'project-settings');
  await page.getByRole('button', { name: 'Remove next' }).click();
  await dialog.getByRole('button', { name: 'Remove environment' }).click();
  await cell(page, /next/, 'Environments').waitFor({ state: 'hidden' });

  await page.getByLabel('Name', { exact: true }).fill('at-its-end');
  await page.getByRole('button', { name: 'Rename' }).click();
  await page.getByRole('heading', { name: 'at-its-end', level: 1 }).waitFor();
  expect(new URL(page.url()).pathname).toBe(`/t/${world.team}/projects/at-its-end/settings`);

  await page.getByRole('button', { name: 'Delete project' }).click();
  await dialog.getByText('ending-db').waitFor();
  expect(await dialog.getByRole('button', { name: 'Delete project' }).isDisabled()).toBe(true);
  await dialog.getByLabel(/Type/).fill('at-its-end');
  await dialog.getByRole('button', { name: 'Delete project' }).click();
  await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
  await page.getByRole('link', { name: 'at-its-end' }).waitFor({ state: 'hidden' });
  await context.close();
});

test('a member who may only look is offered no change, and a project of others is not here', async () => {
  await shop('watched');
  const viewer = await world.signUp('viewer');
  await world.owner.api(k.addMember, {
    params: { team: world.team },
    body: { email: viewer.email, role: 'viewer' },
  });
  const { page, context } = await signedIn(browser, world, viewer);

  await page.goto(`/t/${world.team}/projects/watched`);
  await cell(page, /LEVEL/, 'Variables written by hand').waitFor();
  for (const action of [/^Add/, /^Edit/, /^Remove/, /^Disconnect/]) {
    expect(await page.getByRole('button', { name: action }).count()).toBe(0);
  }

  await page.goto(`/t/${world.team}/projects/nowhere`);
  await page.getByText('This is not here').waitFor();
  await context.close();
});
