import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { eventually, install, project } from '../world/story.ts';
import { violationsIn } from './axe.ts';
import { expectAccessible, signedIn } from './browser.ts';
import { findRouter } from './in-page.mjs';
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
  await page.getByLabel('Name').fill('Strange Works');
  await page.getByRole('button', { name: 'Make the team' }).click();

  await page.getByRole('heading', { name: 'Strange Works', level: 1 }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/t/strange-works');
});

test('the command palette is in reach of the keyboard as a whole, however long its list is', async () => {
  const page = await pageOfOwner();
  await page.goto(`/t/${world.team}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.getByRole('button', { name: 'Go to' }).click();
  const places = page.getByRole('menuitem');
  await places.nth(19).waitFor();
  await expectAccessible(page, 'palette');

  const isSeen = `(() => {
    const at = document.querySelector('[role=menuitem][data-focused]');
    const { left, top, bottom } = at.getBoundingClientRect();
    const shown = [top + 3, bottom - 3].map((y) => document.elementFromPoint(left + 3, y));
    return shown.every((each) => at.contains(each));
  })()`;
  for (const key of ['ArrowDown', 'ArrowUp']) {
    for (let step = 0; step < 25; step += 1) {
      await page.keyboard.press(key);
      await eventually(() => page.evaluate<boolean>(isSeen));
    }
  }
  await page.keyboard.press('Escape');
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

test('Ctrl+K leads anywhere by name', async () => {
  const page = await pageOfOwner();

  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('Type a name').fill('proj');
  await page.getByRole('menuitem', { name: /Projects/ }).waitFor();
  await page.keyboard.press('Enter');

  await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
});

test('Ctrl+K reaches every page, and what one begins has an address that is shared and gone back from', async () => {
  const page = await pageOfOwner();
  await page.goto(`/t/${world.team}`);
  await page.getByRole('heading', { name: 'Acme', level: 1 }).waitFor();
  await page.getByRole('heading', { name: 'What happened last' }).waitFor();
  await page.getByText('Under way').waitFor();
  await expectAccessible(page, 'overview');
  const routes = await page.evaluate(findRouter);
  const ofPages = routes
    .map((route) => route.replace('$team', world.team))
    .filter((route) => !route.includes('$') && route !== '/' && route !== '/claim-deployment');

  await page.keyboard.press('Control+k');
  const reached: string[] = [];
  for (const word of [
    'page',
    'Billing',
    'Settings',
    'Activity',
    'Agents',
    'account',
    'This host',
  ]) {
    await page.getByPlaceholder('Type a name').fill(word);
    await page.getByRole('menuitem', { name: word }).first().waitFor();
    const keys = await page.evaluate<string[]>(
      `[...document.querySelectorAll('[role=menuitem]')].map(({ dataset }) => dataset.key)`,
    );
    reached.push(...keys.map((key) => key.slice(key.indexOf('/'))));
  }
  expect(ofPages.filter((route) => !reached.includes(route))).toEqual([]);

  await page.getByPlaceholder('Type a name').fill('invite');
  await page.getByRole('menuitem', { name: /Invite somebody/ }).waitFor();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: /Invite/ });
  await dialog.waitFor();
  await page.reload();
  await dialog.waitFor();
  await page.goBack();
  await dialog.waitFor({ state: 'hidden' });
  await page.goForward();
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  expect(new URL(page.url()).search).toBe('');
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

test('what somebody else changes shows without a reload', async () => {
  const page = await pageOfOwner();
  const following = page.waitForResponse(/\/events\/stream/);
  await page.goto(`/t/${world.team}/projects`);
  await following;
  await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();

  await world.owner.api(k.createProject, {
    params: { team: world.team },
    body: { name: 'from-elsewhere' },
  });

  await page.getByRole('cell', { name: 'from-elsewhere' }).waitFor();
});

test('what happens between the reading of a page and its first connection is not missed', async () => {
  const page = await pageOfOwner();
  let open: () => void = () => {};
  const held = new Promise<void>((resolve) => {
    open = resolve;
  });
  await page.route(/\/events\/stream/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`/t/${world.team}/projects`);
  await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
  await page.getByLabel('Loading').waitFor({ state: 'detached' });
  await world.owner.api(k.createProject, {
    params: { team: world.team },
    body: { name: 'in-between' },
  });

  open();

  await page.getByRole('cell', { name: 'in-between' }).waitFor();
  await page.unrouteAll();
});

test('a connection that is lost is told, and what happened meanwhile shows when it is back', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  // the page that was left has followed, too
  const following = page.waitForResponse(
    (response) => response.url().includes('/events/stream') && page.url().endsWith('/projects'),
  );
  await page.goto(`/t/${world.team}/projects`);
  await following;

  await context.setOffline(true);
  await page.getByText('The connection to the host is lost').waitFor();
  await world.owner.api(k.createProject, {
    params: { team: world.team },
    body: { name: 'meanwhile' },
  });
  await expectAccessible(page, 'connection-lost');
  await context.setOffline(false);

  await page.getByText('The connection to the host is lost').waitFor({ state: 'hidden' });
  await page.getByRole('cell', { name: 'meanwhile' }).waitFor();
  await context.close();
});
