import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { test } from 'vitest';
import { expectAccessible, loaded, signedIn } from './browser.ts';
import { openWorld } from './open-world.ts';

const { world, browser } = openWorld({ rateLimits: null });

test('what somebody else changes shows without a reload', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  const following = page.waitForResponse(/\/events\/stream/);
  await page.goto(`/t/${world.team}/projects`);
  await following;
  await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();

  await world.owner.api(k.createProject, {
    params: { team: world.team },
    body: { name: 'from-elsewhere' },
  });

  await page.getByRole('cell', { name: 'from-elsewhere' }).waitFor();
  await context.close();
});

test('what happens between the reading of a page and its first connection is not missed', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
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
  await loaded(page);
  await world.owner.api(k.createProject, {
    params: { team: world.team },
    body: { name: 'in-between' },
  });

  open();

  await page.getByRole('cell', { name: 'in-between' }).waitFor();
  await context.close();
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
