import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
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

test('somebody sees where they are signed in, signs out elsewhere, and changes their password', async () => {
  const elsewhere = await signedIn(browser, world, world.owner);
  const { page, context } = await signedIn(browser, world, world.owner);
  const dialog = page.getByRole('dialog');
  await page.goto('/account');
  await page.getByRole('navigation', { name: 'Account' }).getByText('Signing in').click();
  await page.getByRole('row', { name: /Chrome on Linux This one.*127\.0\.0\.1/ }).waitFor();
  await page
    .getByRole('row', { name: /Sign out/ })
    .first()
    .waitFor();
  await expectAccessible(page, 'account-sign-in');

  await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await dialog.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await page.getByRole('button', { name: 'Sign out Chrome on Linux' }).waitFor({ state: 'hidden' });
  await elsewhere.page.goto('/account');
  await elsewhere.page.waitForURL(/\/sign-in\?next=%2Faccount/);

  await page.getByLabel('Present password').fill('not this one');
  await page.getByLabel('New password').fill('another horse entirely');
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByRole('alert').getByText('Invalid password').waitFor();
  await page.getByLabel('Present password').fill(world.owner.password);
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('Your password is changed.').waitFor();
  expect(await page.getByLabel('New password').inputValue()).toBe('');

  const { page: again, context: anew } = await signedIn(browser, world, {
    ...world.owner,
    password: 'another horse entirely',
  });
  expect(await again.getByRole('navigation', { name: 'Team' }).count()).toBe(1);
  for (const each of [elsewhere.context, context, anew]) await each.close();
});
