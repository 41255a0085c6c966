import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { serviceScope } from '@kontor/protocol/vocabulary';
import { freePort } from '@kontor/testing';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  dashboardFolder,
  expectAccessible,
  openBrowser,
} from '../../../apps/server/test/dashboard/browser.ts';
import { startWorld, type World } from '../../../apps/server/test/world/world.ts';
import { exampleCustomers } from '../src/customers.ts';
import { createKontor } from '../src/kontor.ts';
import { startPlatform } from '../src/platform.ts';
import { provision } from '../src/provision.ts';

const client = { clientId: 'kontor', clientSecret: 'a secret between the two' };
const vera = { email: 'vera@blue.example', password: 'correct horse' };

let world: World;
let platform: { readonly close: () => Promise<void> };
let browser: Browser;
beforeAll(async () => {
  const customers = exampleCustomers();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const nobody = { operators: [], rolesClaim: null, roles: {} };
  world = await startWorld({
    dashboardFolder,
    identityProvider: () => ({ ...client, issuer: url, ...nobody }),
  });
  platform = await startPlatform(customers, { ...client, port, url, kontorUrl: world.url });
  await provision(createKontor({ url: world.url, serviceToken: await serviceToken() }), customers);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await platform.close();
  await world.close();
});

async function serviceToken(): Promise<string> {
  const { body } = await world.owner.api(k.createService, {
    body: { name: 'The platform', signsPeopleIn: true },
  });
  const token = await world.owner.api(k.createServiceToken, {
    params: { service: body.service.id },
    body: { name: 'first', scopes: serviceScope.options },
  });
  return token.body.secret;
}

/** From the host's page for signing in to the form of the company, and what it asks for. */
async function signInAtCompany(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Continue as whom you are on the platform' }).click();
  await fillIn(page, vera.password);
}

async function fillIn(page: Page, password: string): Promise<void> {
  await page.locator('input[name=email]').fill(vera.email);
  await page.locator('input[name=password]').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test('whoever has no account here signs in at the company, and lands where they wanted', async () => {
  const { body } = await world.owner.api(k.listOperatedTeams, { query: { search: 'Blue' } });
  const [blue] = body.teams;
  const context = await browser.newContext({ baseURL: world.url });
  context.setDefaultTimeout(25_000);
  const page = await context.newPage();

  await page.goto(`/t/${blue?.slug}/projects`);
  await page.getByLabel('E-mail address').waitFor();
  await expectAccessible(page, 'sign-in-company');
  await page.getByRole('link', { name: 'Continue as whom you are on the platform' }).click();
  await fillIn(page, 'a guess');
  await page.getByText('That was not right.').waitFor();
  await fillIn(page, vera.password);

  await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
  expect(new URL(page.url()).pathname).toBe(`/t/${blue?.slug}/projects`);
  await page.getByRole('cell', { name: 'shop' }).waitFor();
  await page.goto('/account');
  await page.getByText(vera.email).first().waitFor();
  await context.close();
});

test('a session that ends in a form is begun anew at the company, beside it, and what was typed stays', async () => {
  const context = await browser.newContext({ baseURL: world.url });
  context.setDefaultTimeout(25_000);
  const page = await context.newPage();
  await page.goto('/sign-in?next=/');
  await signInAtCompany(page);
  await page.getByRole('navigation', { name: 'Team' }).waitFor();
  await page.getByRole('link', { name: 'Projects' }).first().click();
  await page.getByRole('button', { name: 'New project' }).first().click();
  await page.getByLabel('Name').fill('kept');
  await context.clearCookies();
  await page.getByRole('button', { name: 'Make project' }).click();
  const again = page.getByRole('dialog', { name: 'Sign in again' });

  const opening = context.waitForEvent('page');
  await again.getByRole('link', { name: 'Sign in another way, beside this page' }).click();
  const beside = await opening;
  await signInAtCompany(beside);
  await beside.getByRole('navigation', { name: 'Team' }).waitFor();
  await beside.close();
  // a browser without windows gives none of them the focus
  await page.evaluate(`dispatchEvent(new Event('focus'))`);

  await again.waitFor({ state: 'hidden' });
  expect(await page.getByLabel('Name').inputValue()).toBe('kept');
  await page.getByRole('button', { name: 'Make project' }).click();
  await page.getByRole('cell', { name: 'kept' }).waitFor();
  await context.close();
});
