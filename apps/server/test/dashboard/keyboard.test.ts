import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { install, project, provision, variablesOf } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';
import { dashboardFolder, openBrowser, signedIn } from './browser.ts';

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

test('from signing in to a connected resource nobody needs a mouse', async () => {
  await provision(world, await install(world), { name: 'orders' });
  await project(world, 'storefront');
  const page = await browser.newPage({ baseURL: world.url });
  await page.goto('/sign-in?next=/');
  await tabTo(page, 'E-mail address');
  await page.keyboard.type(world.owner.email);
  await tabTo(page, 'Password');
  await page.keyboard.type(world.owner.password);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation', { name: 'Team' }).waitFor();

  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('Type a name').waitFor();
  await page.keyboard.type('resou');
  await page.getByRole('menuitem', { name: /Resources/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'orders' }).waitFor();
  await tabTo(page, 'orders');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Connect a project' }).waitFor();
  await tabTo(page, 'Connect a project');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Connect orders' });
  await dialog.waitFor();
  await tabTo(page, /Project/);
  await page.keyboard.press('Enter');
  await page.getByRole('option', { name: 'storefront' }).waitFor();
  await page.keyboard.type('store');
  await page.keyboard.press('Enter');
  await page.getByRole('option').first().waitFor({ state: 'hidden' });
  await dialog.getByText('DATABASE_URL').first().waitFor();
  await tabTo(page, 'Connect');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });

  await page.getByRole('cell', { name: 'storefront', exact: true }).waitFor();
  expect(Object.keys(await variablesOf(world, 'storefront', 'production'))).toEqual([
    'DATABASE_URL',
  ]);
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

const MOST_TABS = 60;

/** Presses Tab until what has the focus is called so, and expects that one sees where one is. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let pressed = 0; pressed < MOST_TABS; pressed++) {
    const [called, isVisible] = await page.evaluate<[string, boolean]>(`(() => {
      const focused = document.activeElement;
      const labels = focused?.labels ? [...focused.labels].map((each) => each.textContent) : [];
      const by = (focused?.getAttribute('aria-labelledby') ?? '').split(' ')
        .map((id) => document.getElementById(id)?.textContent ?? '');
      const called = [focused?.getAttribute('aria-label'), ...labels, ...by, focused?.textContent];
      const { outlineStyle } = getComputedStyle(focused ?? document.body);
      return [called.filter(Boolean).join(' '), outlineStyle !== 'none'];
    })()`);
    const isIt = typeof name === 'string' ? called.trim() === name : name.test(called);
    if (isIt && called.length < 200) {
      expect(isVisible, `${called} shows that it has the focus`).toBe(true);
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`Nothing called ${String(name)} is reached by Tab.`);
}
