import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { eventually, install, project } from '../world/story.ts';
import { violationsIn } from './axe.ts';
import { expectAccessible, signedIn, sizes } from './browser.ts';
import { findRouter } from './in-page.mjs';
import { endOf } from './layout.ts';
import { openWorld } from './open-world.ts';

const { world, browser } = openWorld();

let ofOwner: Promise<Page> | undefined;
/** One page for several tests: an address may sign in only so often. */
function pageOfOwner(): Promise<Page> {
  ofOwner ??= signedIn(browser, world, world.owner).then(({ page }) => page);
  return ofOwner;
}

test('what a page breaks is found, in words', async () => {
  const page = await browser.newPage();
  await page.setContent('<img src="data:,"><p style="color: #ccc">pale</p>');

  const found = await violationsIn(page);

  expect(found.map((rule) => rule.split(':')[0]).sort()).toEqual([
    'color-contrast',
    'document-title',
    'html-has-lang',
    'image-alt',
  ]);
  await page.close();
});

test('whoever is not signed in is taken to sign in, and back to where they wanted', async () => {
  const page = await browser.newPage({ baseURL: world.url });

  await page.goto(`/t/${world.team}/projects`);
  await page.getByLabel('E-mail address').fill(world.owner.email);
  await page.getByLabel('Password').fill(world.owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();

  await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
  expect(new URL(page.url()).pathname).toBe(`/t/${world.team}/projects`);
  await page.close();
});

test('an address that names no team leads to the page in its team, after signing in', async () => {
  const installation = await install(world);
  const id = await project(world, 'linked');
  const context = await browser.newContext({ baseURL: world.url });
  const page = await context.newPage();

  await page.goto(`/installations/${installation}`);
  await page.getByLabel('E-mail address').fill(world.owner.email);
  await page.getByLabel('Password').fill(world.owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();

  await page.getByRole('heading', { name: 'Scripted', level: 1 }).waitFor();
  expect(new URL(page.url()).pathname).toBe(`/t/${world.team}/installations/${installation}`);
  await page.goto(`/projects/${id}`);
  await page.getByRole('heading', { name: 'linked', level: 1 }).waitFor();
  await page.goto('/installations/icfg_of_nobody');
  await page.getByText('None of your teams has it.', { exact: false }).waitFor();
  await world.owner.api(k.deleteProject, { params: { team: world.team, project: id } });
  await context.close();
});

test('a first page takes less than 200 KB of JavaScript over the wire, with the command palette that follows it', async () => {
  const known = await signedIn(browser, world, world.owner);
  const storageState = await known.context.storageState();
  await known.context.close();
  // nothing is kept from before
  const context = await browser.newContext({ baseURL: world.url, storageState });
  const page = await context.newPage();
  const network = await context.newCDPSession(page);
  await network.send('Network.enable');
  const scripts = new Map<string, string>();
  const loaded: string[] = [];
  let bytes = 0;
  network.on('Network.responseReceived', ({ requestId, type, response }) => {
    if (type === 'Script') scripts.set(requestId, response.url);
  });
  network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const url = scripts.get(requestId);
    if (url === undefined) return;
    loaded.push(url);
    bytes += encodedDataLength;
  });

  await page.goto(`/t/${world.team}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  // what comes a little later is counted, too
  await eventually(async () => loaded.some((url) => url.includes('/team-palette-')));
  await eventually(async () => loaded.length === scripts.size);

  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThan(200 * 1024);
  await context.close();
});

test('a team makes its first project, and the page shows it without a reload', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  await page
    .getByRole('navigation', { name: 'Team' })
    .getByRole('link', { name: 'Projects' })
    .click();
  await page.getByText('No projects yet').waitFor();
  await expectAccessible(page, 'projects-empty');

  await page.getByRole('button', { name: 'New project' }).first().click();
  await page.getByLabel('Name').fill('Not a Slug');
  await page.getByRole('button', { name: 'Make project' }).click();
  await page.getByRole('dialog').getByText(/lower/i).last().waitFor();
  await page.getByLabel('Name').fill('storefront');
  await page.getByRole('button', { name: 'Make project' }).click();

  await page.getByRole('cell', { name: 'storefront' }).waitFor();
  await expectAccessible(page, 'projects');
  await context.close();
});

test('a session that ends in the middle of a form keeps what was typed', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`/t/${world.team}/projects`);
  await page.getByRole('button', { name: 'New project' }).first().click();
  await page.getByLabel('Name').fill('kept');

  await context.clearCookies();
  await page.getByRole('button', { name: 'Make project' }).click();
  const again = page.getByRole('dialog', { name: 'Sign in again' });
  await again.getByLabel('E-mail address').fill(world.owner.email);
  await again.getByLabel('Password').fill('not the one');
  await again.getByRole('button', { name: 'Sign in' }).click();
  await again.getByRole('alert').waitFor();
  await expectAccessible(page, 'sign-in-again-refused');
  await again.getByLabel('Password').fill(world.owner.password);
  await again.getByRole('button', { name: 'Sign in' }).click();
  await again.waitFor({ state: 'hidden' });
  expect(await page.getByLabel('Name').inputValue()).toBe('kept');
  await page.getByRole('button', { name: 'Make project' }).click();

  await page.getByRole('cell', { name: 'kept' }).waitFor();
  await context.close();
});

test('the pages of a team that one does not belong to tell nothing of it', async () => {
  const stranger = await world.signUp('stranger');
  await stranger.api(k.createTeam, { body: { name: 'Elsewhere', slug: 'elsewhere' } });
  const { page, context } = await signedIn(browser, world, stranger);

  await page.goto(`/t/${world.team}/projects`);

  await page.getByText('This is not here').waitFor();
  await expectAccessible(page, 'not-a-member');
  await context.close();
});

test('whoever makes another team comes to it, or goes back to the one that they have', async () => {
  const page = await pageOfOwner();
  const begin = async () => {
    await page.goto(`/t/${world.team}`);
    await page.getByRole('button', { name: /^Acme/ }).click();
    await page.getByRole('menuitem', { name: /New team/ }).click();
    await page.getByRole('heading', { name: 'Make a team', level: 1 }).waitFor();
  };
  await begin();
  await expectAccessible(page, 'another-team');
  await page.getByRole('link', { name: 'Back to the team' }).click();
  await page.getByRole('heading', { name: 'Acme', level: 1 }).waitFor();

  await begin();
  const proposed = async (name: string) => {
    await page.getByLabel('Name').fill(name);
    return page.getByLabel('Address').inputValue();
  };
  expect(await proposed('Müller & Søns, Łódź')).toBe('muller-sons-lodz');
  expect(await proposed('Große Ærø')).toBe('grosse-aero');
  await page.getByLabel('Name').fill('Strange Works');
  await page.getByRole('button', { name: 'Make the team' }).click();

  await page.getByRole('heading', { name: 'Strange Works', level: 1 }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/t/strange-works');
});

test('on a phone the area that one goes to is in sight at once, while its page is on its way', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.setViewportSize(sizes.phone);
  await page.goto(`/t/${world.team}`);
  await page.getByRole('heading', { name: 'What happened last' }).waitFor();
  await page.evaluate(findRouter);
  const held = Promise.withResolvers<void>();
  await page.route(/\/assets\/.*tokens.*\.js$/, (route) =>
    held.promise.then(() => route.continue()),
  );

  await page.evaluate(`void goTo('/t/${world.team}/settings/tokens')`);

  const areas = page.getByRole('navigation', { name: 'Team' });
  const current = areas.getByRole('link', { name: 'Settings' });
  await current.and(page.locator('[aria-current=page]')).waitFor();
  await eventually(async () => (await endOf(current)) <= (await endOf(areas)));
  expect(await page.getByRole('heading', { name: 'Tokens', level: 1 }).count()).toBe(0);
  held.resolve();
  await page.getByRole('heading', { name: 'Tokens', level: 1 }).waitFor();
  await context.close();
});

test('a suspended team says why on every page, what goes on, and offers nothing that is refused', async () => {
  const params = { team: world.team };
  await world.owner.api(k.createTeamToken, { params, body: { name: 'leaked', role: 'developer' } });
  const page = await pageOfOwner();
  await page.goto(`/t/${world.team}/projects`);
  await page.getByRole('button', { name: 'New project' }).first().waitFor();

  await world.owner.api(k.suspendTeam, { params, body: { reason: 'The bills are disputed.' } });
  // whatever is wrong here, the other tests have a team that goes on
  onTestFinished(async () => void (await world.owner.api(k.resumeTeam, { params })));

  const note = page.getByRole('note').filter({ hasText: 'has suspended the team' });
  await note.getByText('The bills are disputed.').waitFor();
  await note.getByText('what is owed can be paid', { exact: false }).waitFor();
  await page.getByRole('button', { name: 'New project' }).waitFor({ state: 'detached' });
  await expectAccessible(page, 'suspended');
  await page.goto(`/t/${world.team}/billing/payment-methods`);
  await note.waitFor();
  await page.goto(`/t/${world.team}/settings/tokens`);
  await page.getByRole('button', { name: 'Revoke leaked' }).click();
  expect(await page.getByRole('button', { name: 'New token' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Revoke token' }).click();
  await page.getByRole('heading', { name: 'No tokens' }).waitFor();
  await world.owner.api(k.resumeTeam, { params });
  await note.waitFor({ state: 'detached' });
});

test('digits that somebody writes into an address are looked for as they are', async () => {
  const page = await pageOfOwner();
  for (const [path, field] of [
    [`/t/${world.team}/catalog`, 'Search the catalogue'],
    ['/operator/teams', 'Find'],
  ] as const) {
    await page.goto(`${path}?search=42`);
    const shown = page.getByLabel(field).and(page.locator('input'));
    await shown.waitFor();
    expect(await shown.inputValue(), path).toBe('42');
  }
});
