import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { eventually, variablesOf } from '../world/story.ts';
import { isCalled, tabBackTo, tabTo } from './by-keyboard.ts';
import { focusInPage } from './in-page.mjs';
import { openWorld } from './open-world.ts';

const { world, browser } = openWorld();

/** Expects that one goes on from something that one sees: at once, with no key between. */
async function expectAt(page: Page, name: string | RegExp): Promise<void> {
  await eventually(async () => {
    const { called } = await page.evaluate(focusInPage);
    return isCalled(called, name);
  }).catch(async () => {
    const { called } = await page.evaluate(focusInPage);
    throw new Error(`The focus is at “${called.slice(0, 80)}”, and not at ${String(name)}.`);
  });
  await tabTo(page, name, 0);
}

/** Expects that one is in what has come or changed, a frame or two later, and not at the top of the page. */
async function expectInContent(page: Page): Promise<void> {
  await page.locator(':is(main, [role=dialog]):focus-within').first().waitFor();
}

test('from signing in to leaving again, by Tab, Enter, Space, arrows and Escape alone', {
  timeout: 180_000,
}, async () => {
  const page = await browser.newPage({ baseURL: world.url });
  page.setDefaultTimeout(60_000);
  const press = (key: string) => page.keyboard.press(key);
  /** Goes over the navigation to where another page begins. */
  const go = async (area: string, heading: string) => {
    await tabBackTo(page, area);
    await press('Enter');
    await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
  };

  // sign in
  await page.goto('/sign-in?next=/');
  await tabTo(page, 'E-mail address');
  await page.keyboard.type(world.owner.email);
  await press('Tab');
  await expectAt(page, 'Password');
  await page.keyboard.type(world.owner.password);
  await press('Enter');
  await page.getByRole('navigation', { name: 'Team' }).waitFor();

  // a project
  await tabTo(page, 'Projects');
  await press('Enter');
  await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
  await tabTo(page, 'New project');
  await press('Enter');
  await page.getByRole('dialog', { name: 'New project' }).waitFor();
  await expectAt(page, /^Name/);
  await press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await expectAt(page, 'New project');
  await press('Enter');
  await expectAt(page, /^Name/);
  await page.keyboard.type('Shop Front');
  await press('Enter');
  await page.getByRole('dialog').getByText(/lower/i).last().waitFor();
  await expectAt(page, /^Name/);
  await press('Control+a');
  await page.keyboard.type('storefront');
  await tabTo(page, 'Make project');
  await press('Space');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'storefront' }).waitFor();
  await expectInContent(page);

  // an integration, and a resource of it
  await go('Catalogue', 'Catalogue');
  await tabTo(page, /^S?Scripted/);
  await press('Enter');
  await page.getByRole('link', { name: 'Install' }).waitFor();
  // what led here is gone with its page: one begins where this one does
  await expectInContent(page);
  await tabTo(page, 'Install');
  await press('Enter');
  await page.getByRole('radio').first().waitFor();
  await expectInContent(page);
  // what is wrong is where one goes on
  await tabTo(page, 'Install and make resource');
  await press('Enter');
  await expectAt(page, /terms of this marketplace/);
  await press('Space');
  await tabTo(page, /terms of use/);
  await press('Space');
  await tabTo(page, /^Name/);
  await page.keyboard.type('orders');
  await tabTo(page, /Region/);
  await press('Enter');
  await page.getByRole('option', { name: 'Frankfurt' }).waitFor();
  await press('ArrowDown');
  await press('Escape');
  await page.getByRole('option').first().waitFor({ state: 'detached' });
  await expectAt(page, /Region/);
  await press('Enter');
  await page.getByRole('option', { name: 'Frankfurt' }).waitFor();
  while ((await page.locator('[role=option]:focus').textContent()) !== 'Frankfurt')
    await press('ArrowDown');
  await press('Enter');
  await page.getByRole('option').first().waitFor({ state: 'detached' });
  await expectAt(page, /Region.*Frankfurt|Frankfurt.*Region/);
  await tabTo(page, /^Free/);
  await press('ArrowDown');
  await page.getByRole('radio', { name: /Pro/, checked: true }).waitFor();
  await press('ArrowUp');
  await tabTo(page, 'Install and make resource');
  await press('Enter');
  await page.getByRole('heading', { name: 'orders', level: 1 }).waitFor();

  // to the project
  await page.getByRole('button', { name: 'Connect a project' }).waitFor();
  await expectInContent(page);
  await tabTo(page, 'Connect a project');
  await press('Enter');
  const connect = page.getByRole('dialog', { name: 'Connect orders' });
  await connect.waitFor();
  await expectInContent(page);
  await press('Escape');
  await connect.waitFor({ state: 'detached' });
  await expectAt(page, 'Connect a project');
  await press('Enter');
  await connect.getByText('DATABASE_URL').first().waitFor();
  await tabTo(page, 'Connect');
  await press('Enter');
  await connect.waitFor({ state: 'detached' });
  await page.getByRole('cell', { name: 'storefront', exact: true }).waitFor();
  await expectInContent(page);

  // a variable of it
  await go('Projects', 'Projects');
  await tabTo(page, 'storefront');
  await press('Enter');
  await page.getByRole('heading', { name: 'storefront', level: 1 }).waitFor();
  await tabTo(page, 'Variables');
  await press('Enter');
  await page
    .getByRole('row', { name: /DATABASE_URL/ })
    .first()
    .waitFor();

  // away from it, and back
  await go('Resources', 'Resources');
  await tabTo(page, 'orders');
  await press('Enter');
  await page.getByRole('button', { name: 'Disconnect storefront' }).waitFor();
  await tabTo(page, /^Disconnect storefront/);
  await press('Enter');
  await page.getByText('No project is connected').waitFor();
  await tabTo(page, 'Undo');
  await press('Enter');
  await page.getByRole('cell', { name: 'storefront', exact: true }).waitFor();
  expect(Object.keys(await variablesOf(world, 'storefront', 'production'))).toEqual([
    'DATABASE_URL',
  ]);
  await expectInContent(page);

  // and for good
  await tabBackTo(page, 'Scripted');
  await press('Enter');
  await page.getByRole('heading', { name: 'Scripted', level: 1 }).waitFor();
  await expectInContent(page);
  await tabTo(page, 'Uninstall');
  await press('Enter');
  const leaving = page.getByRole('dialog', { name: 'Uninstall Scripted' });
  await leaving.waitFor();
  await expectAt(page, /^Type “Scripted” to confirm/);
  await press('Escape');
  await leaving.waitFor({ state: 'detached' });
  await expectAt(page, 'Uninstall');
  await press('Enter');
  await expectAt(page, /^Type “Scripted” to confirm/);
  await page.keyboard.type('Scripted');
  await tabTo(page, 'Uninstall for good');
  await press('Enter');
  await leaving.waitFor({ state: 'detached' });
  await expectInContent(page);
  await eventually(async () => {
    const { body } = await world.owner.api(k.listInstallations, { params: { team: world.team } });
    return body.installations.every(({ uninstalledAt }) => uninstalledAt !== null);
  });
  expect(await variablesOf(world, 'storefront', 'production')).toEqual({});
  await page.close();
});
