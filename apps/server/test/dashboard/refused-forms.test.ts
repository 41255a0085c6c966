import type { Page } from 'playwright-core';
import { test } from 'vitest';
import { expectAccessible, signedIn } from './browser.ts';
import { openWorld } from './open-world.ts';

const { world, browser } = openWorld();

/** Expects the focus at something of the form that a dialog or a page shows. */
async function expectFocus(page: Page, role: 'textbox' | 'checkbox' | 'button', name: RegExp) {
  await page.locator(':focus').and(page.getByRole(role, { name })).waitFor();
}

test('after a refusal the focus is at the first field that is wrong, each time', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`/t/${world.team}/projects?open=new-project`);
  const make = page.getByRole('button', { name: 'Make project' });
  await page.getByLabel('Name').fill('Not a Slug');
  await make.click();
  await expectFocus(page, 'textbox', /Name/);
  await page.keyboard.type('!');
  await make.press('Enter');
  await expectFocus(page, 'textbox', /Name/);

  // of a group its first choice, not what chooses all of it
  await page.goto(`/t/${world.team}/settings/webhooks?open=new-webhook`);
  await page.getByLabel('Address').fill('https://webhooks.test.example/none');
  await page.getByRole('button', { name: 'Make webhook' }).click();
  await expectFocus(page, 'checkbox', /^alerts\.triggered$/);
  await context.close();
});

test('of a form that asks for a product, too: what is to accept, to type and to choose', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`/t/${world.team}/catalog/scripted/new`);
  // it is installed by the first try that is accepted as far
  const make = page.getByRole('button', { name: /make resource$/i });
  await make.click();
  await expectFocus(page, 'checkbox', /terms of this marketplace/);
  for (const terms of [/terms of this marketplace/, /terms of use/])
    await page.getByRole('checkbox', { name: terms }).press('Space');
  await make.click();
  await expectFocus(page, 'textbox', /^Name/);
  await page.keyboard.type('orders');
  await make.click();
  await expectFocus(page, 'button', /Region/);
  await expectAccessible(page, 'refused-form');
  await context.close();
});

test('where a refusal is about no field, the focus is at what is said, and Tab goes on from there', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`/t/${world.team}/settings/members?open=add-member`);
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('E-mail address').fill('nobody@test.example');
  await dialog.getByRole('button', { name: 'Add member' }).click();

  await page.locator(':focus').getByRole('alert').waitFor();
  await page.keyboard.press('Tab');
  await expectFocus(page, 'button', /Cancel/);
  await context.close();
});

test('whoever went on elsewhere before a form was refused is left there', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  const answer = Promise.withResolvers<void>();
  await page.goto(`/t/${world.team}/settings`);
  await page.getByLabel('Address').fill('Not a Slug');
  await page.route(/\/teams\/[^/]+$/, async (route) => {
    await answer.promise;
    await route.continue();
  });
  await page.getByRole('button', { name: 'Save' }).click();
  const elsewhere = page.getByRole('link', { name: 'Members' });
  await elsewhere.focus();
  answer.resolve();

  await page.locator('[data-invalid]').first().waitFor();
  await page.locator(':focus').and(elsewhere).waitFor();
  await context.close();
});
