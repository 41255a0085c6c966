import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Person } from '../world/world.ts';
import { signedIn, signIn } from './browser.ts';
import { openWorld } from './open-world.ts';
import { withWebhook } from './webhook-page.ts';

const opened = openWorld({ rateLimits: null });
const { world, browser } = opened;

test('what somebody typed is not there for another who signs in, over the page or after they have gone', async () => {
  const { page, context } = await withWebhook(opened, '/whose');
  const colleague = await joined('Col');
  const dialog = page.getByRole('dialog', { name: 'New webhook' });
  const open = () => page.getByRole('button', { name: 'New webhook' }).first().click();
  const field = dialog.getByLabel('Address');
  const typed = 'https://webhooks.test.example/whose-typed';
  await open();
  await field.fill(typed);
  await context.clearCookies();
  await dialog.getByRole('button', { name: 'Make webhook' }).click();
  await signInOver(page, colleague);

  await expect.poll(() => field.inputValue()).toBe('');

  await field.fill(`${typed}-too`);
  await context.clearCookies();
  await page.goto('/sign-in');
  await page.getByLabel('E-mail address').fill(world.owner.email);
  await page.getByLabel('Password').fill(world.owner.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('navigation', { name: 'Team' }).waitFor();
  await page.goto(`/t/${world.team}/settings/webhooks`);
  await open();
  expect(await field.inputValue()).toBe('');
  await context.close();
});

test('what waits to be removed is not removed by another who signs in over the page, and is there for them', async () => {
  const { page, context, remove, receivers, signOut } = await withWebhook(opened, '/mine');
  const colleague = await joined('Kim');
  const dialog = page.getByRole('dialog', { name: 'New webhook' });
  await remove();
  await page.getByRole('button', { name: 'Undo' }).waitFor();
  await context.clearCookies();
  await page.getByRole('button', { name: 'New webhook' }).first().click();
  await dialog.getByLabel('Address').fill('https://webhooks.test.example/theirs');
  await dialog.getByRole('button', { name: 'Make webhook' }).click();
  await signInOver(page, colleague);

  // the form that stands in the address is open for them as well, and empty
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('row', { name: /\/mine/ }).waitFor();
  expect(await page.getByRole('alertdialog').count()).toBe(0);
  // whoever signs out does what they have removed
  await signOut();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await receivers()).toHaveLength(1);
  await context.close();
});

test('a token that was just made is not shown to another who signs in over the page of the account', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  const colleague = await joined('Lou');
  await page.goto('/account');
  const dialog = page.getByRole('dialog', { name: 'New token' });
  const made = page.getByRole('dialog', { name: 'Your new token' });
  await page.getByRole('button', { name: 'New token' }).click();
  await dialog.getByLabel('Name').fill('mine');
  await dialog.getByRole('button', { name: 'Make token' }).click();
  await made.waitFor();
  await context.clearCookies();
  await signIn(context, world, colleague);

  // the page reads anew who is signed in once one comes back to it, a moment after it last did
  await expect
    .poll(async () => {
      await page.evaluate("dispatchEvent(new Event('visibilitychange'))");
      return page.getByText(colleague.email).count();
    })
    .toBe(1);
  expect(await made.count()).toBe(0);
  // theirs is listed, and no other
  await page.getByRole('row', { name: /^test/ }).waitFor();
  expect(await page.getByRole('row', { name: /mine/ }).count()).toBe(0);
  await context.close();
});

async function joined(name: string): Promise<Person> {
  const person = await world.signUp(name);
  const body = { email: person.email, role: 'owner' } as const;
  await world.owner.api(k.addMember, { params: { team: world.team }, body });
  return person;
}

async function signInOver(page: Page, { email, password }: Person): Promise<void> {
  const again = page.getByRole('dialog', { name: 'Sign in again' });
  await again.getByLabel('E-mail address').fill(email);
  await again.getByLabel('Password').fill(password);
  await again.getByRole('button', { name: 'Sign in' }).click();
  await again.waitFor({ state: 'detached' });
}
