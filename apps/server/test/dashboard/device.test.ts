import { deviceCodeGrant, kontorEndpoints as k } from '@kontor/protocol/kontor';
import { expect, test } from 'vitest';
import { createApi } from '../world/api-client.ts';
import { expectAccessible, signedIn } from './browser.ts';
import { openWorld } from './open-world.ts';

const { world, browser } = openWorld({ rateLimits: null });

async function begin(machine: string) {
  const body = { client_id: 'kontor', machine };
  return (await world.anonymous(k.beginDeviceLogin, { body })).body;
}
const ask = ({ device_code }: { readonly device_code: string }) =>
  world.anonymous(k.finishDeviceLogin, {
    body: { grant_type: deviceCodeGrant, device_code, client_id: 'kontor' },
  });

test('whoever opens the link of a machine signs in, sees what asks, and allows it', async () => {
  const begun = await begin('laptop <b>of</b> Ada');
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(begun.verification_uri_complete);
  await page.waitForURL(/\/sign-in\?next=%2Fdevice/);
  await page.getByLabel('E-mail address').fill(world.owner.email);
  await page.getByLabel('Password').fill(world.owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();

  await page.getByText(begun.user_code).waitFor();
  for (const shown of ['kontor', 'laptop <b>of</b> Ada', '127.0.0.1']) {
    await page.getByRole('definition').getByText(shown, { exact: true }).waitFor();
  }
  await page.getByRole('note').getByText(world.owner.email).waitFor();
  await expectAccessible(page, 'device');
  expect((await ask(begun)).body.error).toBe('authorization_pending');
  await page.getByRole('button', { name: 'Allow' }).click();
  await page.getByRole('status').getByText('is allowed').waitFor();

  const given = await ask(begun);
  const me = await createApi(world.url, given.body.access_token)(k.getMe);
  expect(me.body.person.email).toBe(world.owner.email);
  await page.getByRole('link', { name: 'Your tokens' }).click();
  await page.getByRole('cell', { name: 'kontor on laptop <b>of</b> Ada', exact: true }).waitFor();
  await context.close();
});

test('a code is typed, mistyped and refused', async () => {
  const begun = await begin('stranger');
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto('/device');
  const type = async (code: string) => {
    await page.getByLabel('Code').fill(code);
    await page.getByRole('button', { name: 'Continue' }).click();
  };

  await type('nothing');
  await page.getByRole('alert').getByText('Nothing waits under this code').waitFor();
  expect(await page.getByLabel('Code').inputValue()).toBe('nothing');
  await type(begun.user_code.toLowerCase().replace('-', ''));
  await page.getByRole('button', { name: 'Refuse' }).click();
  await page.getByRole('status').getByText('stranger is refused').waitFor();

  expect((await ask(begun)).body.error).toBe('access_denied');
  await context.close();
});
