import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { eventually } from '../world/story.ts';
import { expectAccessible, signedIn } from './browser.ts';
import { openWorld } from './open-world.ts';

const { world, browser } = openWorld();

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

/** Has the browser hold passkeys, as a device does that unlocks them by a finger. */
async function withDevice(page: Page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    unlocks: (isUserVerified: boolean) =>
      devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
  };
}

test('what a browser makes of an unasked offer of passkeys is not told, and what somebody asked for is', async () => {
  const page = await browser.newPage({ baseURL: world.url });
  await page.addInitScript(`
    PublicKeyCredential.isConditionalMediationAvailable = async () => true;
    globalThis.asked = [];
    navigator.credentials.get = async ({ mediation }) => {
      asked.push(mediation);
      throw new DOMException('no', 'NotAllowedError');
    };`);
  await page.goto('/sign-in');
  await eventually(async () => (await page.evaluate('asked.length')) === 1);
  // whatever is told of it is told in the turn after
  await page.evaluate('new Promise((resolve) => setTimeout(resolve))');
  expect(await page.locator('#passkey').getByRole('alert').textContent()).toBe('');

  await page.getByRole('button', { name: 'Use a passkey' }).click();

  await page.getByText('No passkey was used').waitFor();
  expect(await page.evaluate('asked')).toEqual(['conditional', undefined]);
  await page.close();
});

test('whoever is in no team yet makes one, told what else may be meant, and can sign out', async () => {
  const zoe = await world.signUp('Zoe');
  const page = await browser.newPage({ baseURL: world.url });
  await page.goto('/sign-in?next=/');
  await page.getByLabel('E-mail address').fill(zoe.email);
  await page.getByLabel('Password').fill(zoe.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText(`Then open the link of the invitation instead, as ${zoe.email}`).waitFor();
  await page.getByLabel('Name').fill('Acme');
  await page.getByRole('button', { name: 'Make the team' }).click();

  await page
    .locator('div', { has: page.getByLabel('Address') })
    .last()
    .getByText('Another team is at the address “acme”')
    .waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
  await expectAccessible(page, 'first-team');
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.close();
});

test('a passkey is made, named, signs in without a password, and is removed', async () => {
  const vera = await world.signUp('Vera');
  await vera.api(k.createTeam, { body: { name: 'Keys', slug: 'keys' } });
  // passkeys are for a name, and this is the one that addresses of this machine have
  const named = { ...world, url: world.url.replace('127.0.0.1', 'localhost') };
  const { page, context } = await signedIn(browser, named, vera);
  const device = await withDevice(page);
  const dialog = page.getByRole('dialog');
  await page.goto('/account/sign-in');
  await page.getByText('No passkeys').waitFor();

  await page.getByRole('button', { name: 'New passkey' }).click();
  expect(await dialog.getByLabel('Name').inputValue()).toBe('Chrome on Linux');
  await device.unlocks(false);
  await dialog.getByRole('button', { name: 'Make passkey' }).click();
  await dialog.getByRole('alert').getByText('No passkey was made').waitFor();
  await device.unlocks(true);
  await dialog.getByRole('button', { name: 'Make passkey' }).click();
  await page.getByRole('row', { name: /Chrome on Linux On one device.*never/ }).waitFor();
  await page.getByRole('button', { name: 'Rename Chrome on Linux' }).click();
  await dialog.getByLabel('Name').fill('Laptop');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('row', { name: /Laptop/ }).waitFor();
  await expectAccessible(page, 'passkeys');
  await page.getByRole('button', { name: 'New passkey' }).click();
  await dialog.getByRole('button', { name: 'Make passkey' }).click();
  await dialog.getByText('has a passkey of yours for this host already').waitFor();

  const there = '/sign-in?next=%2Faccount%2Fsign-in';
  const row = page.getByRole('row', { name: /Laptop On one device.*just now.*just now/ });
  // this device takes at once what a page offers to fill in
  await context.clearCookies();
  await page.goto(there);
  await row.waitFor();
  await page.addInitScript(
    'PublicKeyCredential.isConditionalMediationAvailable = async () => false',
  );
  await context.clearCookies();
  await page.goto(there);
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await row.waitFor();

  const [passkey] = (await vera.api(k.listPasskeys)).body.passkeys;
  const params = { passkey: passkey?.id ?? '' };
  const foreign = [
    await world.owner.api(k.updatePasskey, { params, body: { name: 'mine' } }),
    await world.owner.api(k.deletePasskey, { params }),
  ];
  expect(foreign.map(({ status }) => status)).toEqual([404, 404]);
  await page.getByRole('button', { name: 'Remove Laptop' }).click();
  await dialog.getByRole('button', { name: 'Remove passkey' }).click();
  await page.getByText('No passkeys').waitFor();
  await context.clearCookies();
  await page.goto('/sign-in');
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await page
    .getByRole('alert')
    .getByText(/passkey/i)
    .waitFor();
  await expectAccessible(page, 'sign-in');
  expect((await page.request.get('/kontor/v1/me')).status()).toBe(401);
  await context.close();
});
