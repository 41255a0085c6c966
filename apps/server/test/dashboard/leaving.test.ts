import { expect, test } from 'vitest';
import { expectAccessible, signedIn } from './browser.ts';
import { openWorld } from './open-world.ts';
import { withWebhook } from './webhook-page.ts';

const opened = openWorld({ rateLimits: null });
const { world, browser } = opened;

const aWebhook = /\/webhooks\/[^/]+$/;
const refused = { status: 403, json: { error: { code: 'forbidden', message: 'Not today.' } } };

test('signing out without a network, or while the host is away, says that it did not work, and does when tried again', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  const away = /\/auth\/sign-out$/;
  await page.route(away, (route) => route.abort());
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();

  const told = page.getByRole('alert').filter({ hasText: 'You are still signed in.' });
  await told.getByText('The host cannot be reached').waitFor();
  await page.unroute(away);
  await page.route(away, (route) => route.fulfill({ status: 503, body: 'away' }));
  await told.getByRole('button', { name: 'Try again' }).click();
  await told.getByText('The host answered 503').waitFor();
  await expectAccessible(page, 'sign-out-failed');
  await page.unroute(away);
  await told.getByRole('button', { name: 'Try again' }).click();

  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect((await page.request.get('/kontor/v1/me')).status()).toBe(401);
  await context.close();
});

test('what was to be removed when one signs out is, also where signing out fails, and no way back is offered', async () => {
  const { page, context, signOut, remove, receivers } = await withWebhook(opened, '/kept');
  await page.route(/\/auth\/sign-out$/, (route) => route.abort());
  await remove();
  await page.getByRole('button', { name: 'Undo' }).waitFor();
  await signOut();

  await page.getByText('You are still signed in.').waitFor();
  expect(await receivers()).toEqual([]);
  await page.getByText('No webhooks').waitFor();
  expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0);
  await context.close();
});

test('where neither it nor signing out works, it is there again with the reason, and is removed by the next try', async () => {
  const { page, context, signOut, remove, receivers } = await withWebhook(opened, '/back');
  const away = [/\/auth\/sign-out$/, aWebhook] as const;
  for (const each of away) await page.route(each, (route) => route.abort());
  await remove();
  await signOut();
  await page.getByRole('button', { name: 'Sign out all the same' }).click();

  const told = page.getByRole('alertdialog').filter({ hasText: 'it is still there' });
  await told.getByText('The host cannot be reached').waitFor();
  // neither stands over the other
  await page.getByRole('alert').getByRole('button', { name: 'Try again' }).click({ trial: true });
  await told.getByRole('button', { name: 'Try again' }).click({ trial: true });
  await page.getByRole('row', { name: /\/back/ }).waitFor();
  expect(await receivers()).toHaveLength(1);
  await expectAccessible(page, 'still-there');

  for (const each of away) await page.unroute(each);
  await told.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('No webhooks').waitFor();
  await signOut();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await receivers()).toEqual([]);
  await context.close();
});

test('whoever signs out while something cannot be removed stays, reads why, and goes all the same', async () => {
  const { page, context, signOut, remove, receivers } = await withWebhook(opened, '/refused');
  await page.route(aWebhook, (route) => route.fulfill(refused));
  await remove();
  await signOut();

  const kept = page.getByRole('alert').filter({ hasText: 'You are still signed in.' });
  await kept.getByText('is still there').waitFor();
  await page.getByRole('alertdialog').getByText('Not today.').waitFor();
  await page.getByRole('row', { name: /\/refused/ }).waitFor();
  await expectAccessible(page, 'left-undone');
  await kept.getByRole('button', { name: 'Sign out all the same' }).click();

  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect((await page.request.get('/kontor/v1/me')).status()).toBe(401);
  expect(await receivers()).toHaveLength(1);
  await context.close();
});

test('what is being removed is waited for, also from the page of the own account', async () => {
  const { page, context, remove } = await withWebhook(opened, '/slow');
  const held = Promise.withResolvers<void>();
  await page.route(aWebhook, (route) => held.promise.then(() => route.fulfill(refused)));
  await remove();
  const begun = page.waitForRequest(aWebhook);
  await page.getByRole('alertdialog').getByRole('button', { name: 'Close' }).click();
  await begun;
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitem', { name: 'Account and tokens' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  held.resolve();

  const kept = page.getByRole('alert').filter({ hasText: 'You are still signed in.' });
  await page.getByRole('alertdialog').getByText('Not today.').waitFor();
  await kept.getByRole('button', { name: 'Sign out all the same' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await context.close();
});

test('what was typed and not sent stays where signing out fails, and is forgotten once one is signed out', async () => {
  const { page, context, signOut } = await withWebhook(opened, '/other');
  const away = /\/auth\/sign-out$/;
  const dialog = page.getByRole('dialog', { name: 'New webhook' });
  const typed = 'https://webhooks.test.example/typed';
  const kept = () => page.evaluate('JSON.stringify({ ...sessionStorage, ...localStorage })');
  await page.getByRole('button', { name: 'New webhook' }).first().click();
  await dialog.getByLabel('Address').fill(typed);
  await page.keyboard.press('Escape');
  await page.route(away, (route) => route.abort());
  await signOut();
  await page.getByText('You are still signed in.').waitFor();
  expect(await kept()).toContain(typed);
  await page.unroute(away);
  await page.getByRole('alert').getByRole('button', { name: 'Try again' }).click();

  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await kept()).not.toContain(typed);
  await context.close();
});
