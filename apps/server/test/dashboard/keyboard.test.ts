import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { project, variablesOf } from '../world/story.ts';
import { signedIn } from './browser.ts';
import { tabTo } from './by-keyboard.ts';
import { openWorld } from './open-world.ts';

const { world, browser } = openWorld();

test('from signing in over installing and making to a connected resource nobody needs a mouse', async () => {
  await project(world, 'storefront');
  const page = await browser.newPage({ baseURL: world.url });
  page.setDefaultTimeout(60_000);
  await page.goto('/sign-in?next=/');
  await tabTo(page, 'E-mail address');
  await page.keyboard.type(world.owner.email);
  await tabTo(page, 'Password');
  await page.keyboard.type(world.owner.password);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation', { name: 'Team' }).waitFor();

  await byPalette(page, 'catal', /Catalogue/);
  await page.getByRole('link', { name: /Scripted/ }).waitFor();
  await tabTo(page, /^SScripted|^Scripted/);
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Install' }).waitFor();
  await tabTo(page, 'Install');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /^Install/ }).waitFor();
  await page.getByRole('radio').first().waitFor();
  for (const terms of [/terms of this marketplace/, /terms of use/]) {
    await tabTo(page, terms);
    await page.keyboard.press('Space');
  }
  await tabTo(page, /^Name/);
  await page.keyboard.type('orders');
  await tabTo(page, /Region/);
  await page.keyboard.press('Enter');
  await page.getByRole('option', { name: 'Frankfurt' }).waitFor();
  await page.keyboard.type('Frank');
  await page.keyboard.press('Enter');
  await page.getByRole('option').first().waitFor({ state: 'hidden' });
  await tabTo(page, /^Free/);
  await page.keyboard.press('ArrowDown');
  await page.getByRole('radio', { name: /Pro/, checked: true }).waitFor();
  await page.keyboard.press('ArrowUp');
  await page.getByRole('radio', { name: /Free/, checked: true }).waitFor();
  await tabTo(page, 'Install and make resource');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'orders', level: 1 }).waitFor();

  await byPalette(page, 'resou', /Resources/);
  await page.getByRole('link', { name: 'orders' }).waitFor();
  await tabTo(page, 'orders');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Connect a project' }).waitFor();
  await tabTo(page, 'Connect a project');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Connect orders' });
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  // the focus is where it was, so that one goes on from there
  await tabTo(page, 'Connect a project', 0);
  await page.keyboard.press('Enter');
  await dialog.waitFor();
  await tabTo(page, /Project/);
  await page.keyboard.press('Enter');
  await page.getByRole('option', { name: 'storefront' }).waitFor();
  await page.keyboard.type('store');
  await page.keyboard.press('Enter');
  await page.getByRole('option').first().waitFor({ state: 'hidden' });
  await tabTo(page, 'development');
  await page.keyboard.press('Space');
  await tabTo(page, /^Prefix/);
  await page.keyboard.type('DB1');
  await dialog.getByText('DB1_DATABASE_URL').first().waitFor();
  await tabTo(page, 'Connect');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });

  await page.getByRole('cell', { name: 'storefront', exact: true }).waitFor();
  expect(Object.keys(await variablesOf(world, 'storefront', 'production'))).toEqual([
    'DB1_DATABASE_URL',
  ]);
  expect(await variablesOf(world, 'storefront', 'development')).toEqual({});
  await page.close();
});

test('what is removed by keyboard leaves the focus around it, at once and until Escape', async () => {
  const { body } = await world.owner.api(k.createService, { body: { name: 'Platform' } });
  await world.owner.api(k.createServiceToken, {
    params: { service: body.service.id },
    body: { name: 'first', scopes: ['read-events'] },
  });
  for (const name of ['build', 'robot']) {
    await world.owner.api(k.createTeamToken, {
      params: { team: world.team },
      body: { name, role: 'developer' },
    });
  }
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto('/operator/services');
  await page.getByRole('button', { name: 'Tokens' }).press('Enter');
  const revoke = page.getByRole('button', { name: 'Revoke first' });
  await revoke.waitFor();
  // no key may come before the focus has its place, so it is looked at in the moment of the removal
  await page.evaluate(`new MutationObserver(() => {
    if (window.placeAfter !== undefined || document.querySelector('[aria-label="Revoke first"]')) return;
    window.placeAfter = document.activeElement.closest('[role=dialog]') === null ? 'nowhere' : 'dialog';
  }).observe(document.body, { childList: true, subtree: true })`);
  await revoke.press('Enter');
  await page.getByText('None yet.').waitFor();
  expect(await page.evaluate('window.placeAfter')).toBe('dialog');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });

  // what opened the question is gone when it closes
  await page.goto(`/t/${world.team}/settings/tokens`);
  await page.getByRole('button', { name: 'Revoke robot' }).press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).press('Enter');
  await page.getByRole('region', { name: 'Tokens' }).and(page.locator(':focus')).waitFor();
  await context.close();
});

/** Goes somewhere by the palette of commands. */
async function byPalette(page: Page, typed: string, name: RegExp): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('Type a name').waitFor();
  await page.keyboard.type(typed);
  await page.getByRole('menuitem', { name }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.getByPlaceholder('Type a name').waitFor({ state: 'detached' });
}
