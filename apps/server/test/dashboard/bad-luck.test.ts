import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { billingOf } from '../world/billing.ts';
import { prepaidStory } from '../world/prepaid.ts';
import { eventually, install, project, provision } from '../world/story.ts';
import { voiceOf } from '../world/voice.ts';
import { scriptedSchema } from '../world/world.ts';
import { expectAccessible, signedIn, sizes } from './browser.ts';
import { openWorld } from './open-world.ts';

const { world, browser } = openWorld({ answerWithinMs: 500, rateLimits: null });
let installation: string;
beforeAll(async () => {
  installation = await install(world);
});

const inTeam = () => ({ team: world.team });

test('without a network a form keeps what was typed, says so, and is sent once it is pressed again', async () => {
  await project(world, 'offline');
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`/t/${world.team}/projects/offline`);
  await page.getByRole('button', { name: 'Add a variable' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('KEPT');
  await dialog.getByLabel('Value').fill('typed by hand');

  await context.setOffline(true);
  await dialog.getByRole('button', { name: 'Add variable' }).click();
  await dialog.getByRole('alert').getByText('The host cannot be reached').waitFor();
  await expectAccessible(page, 'offline-form');
  expect(await dialog.getByLabel('Value').inputValue()).toBe('typed by hand');
  await context.setOffline(false);
  await dialog.getByRole('button', { name: 'Add variable' }).click();

  await page.getByRole('region', { name: 'Variables written by hand' }).getByText('KEPT').waitFor();
  await context.close();
});

test('an answer that is lost on its way back does a thing once, however often it is pressed', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`/t/${world.team}/catalog/${world.integration.slug}/new?product=db`);
  await page.getByLabel('Name').fill('once');
  await page.getByRole('button', { name: /Region/ }).click();
  await page.getByRole('option', { name: 'Frankfurt' }).click();
  await page.getByRole('radio').first().waitFor();
  let isLost = true;
  await page.route(
    /\/kontor\/v1\/teams\/[^/]+\/installations\/[^/]+\/resources$/,
    async (route) => {
      if (!isLost) return route.continue();
      isLost = false;
      await route.fetch();
      await route.abort();
    },
  );
  await page.getByRole('button', { name: 'Make resource' }).click();
  await page.getByText('The host cannot be reached').waitFor();
  await page.getByRole('button', { name: 'Make resource' }).click();

  await page.getByRole('heading', { name: 'once', level: 1 }).waitFor();
  const { body } = await world.owner.api(k.listTeamResources, { params: inTeam() });
  expect(body.resources.filter(({ name }) => name === 'once')).toHaveLength(1);
  await context.close();
});

test('a page that cannot be read says why, and reads again when asked to', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.route(/\/kontor\/v1\/teams\/[^/]+\/invoices/, (route) => route.abort());
  await page.goto(`/t/${world.team}/billing/invoices`);
  await page.getByText('This cannot be shown').waitFor();
  await page.getByText('The host cannot be reached').waitFor();
  await expectAccessible(page, 'offline-page');

  await page.unroute(/\/kontor\/v1\/teams\/[^/]+\/invoices/);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: 'No invoices' }).waitFor();
  await context.close();
});

test('a provider that is away while a resource is made is said to be, and is asked again', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`/t/${world.team}/catalog/${world.integration.slug}/new?product=db`);
  await page.getByLabel('Name').fill('patient');
  await page.getByRole('button', { name: /Region/ }).click();
  await page.getByRole('option', { name: 'Frankfurt' }).click();
  await page.getByRole('radio').first().waitFor();
  await world.provider.down();
  await page.getByRole('button', { name: 'Make resource' }).click();

  await page
    .getByText(/The provider cannot be reached/)
    .last()
    .waitFor();
  await expectAccessible(page, 'provider-away');
  expect(await page.getByLabel('Name').inputValue()).toBe('patient');
  await world.provider.up();
  await page.getByRole('button', { name: 'Make resource' }).click();

  await page.getByRole('heading', { name: 'patient', level: 1 }).waitFor();
  await context.close();
});

test('what somebody else removed meanwhile is said to be gone, and what was typed stays', async () => {
  await project(world, 'shared');
  const params = { ...inTeam(), project: 'shared' };
  const { body } = await world.owner.api(k.createVariable, {
    params,
    body: { name: 'LEVEL', value: 'debug', environments: ['production'] },
  });
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`/t/${world.team}/projects/shared`);
  await page.getByRole('button', { name: 'Edit LEVEL' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('New value').fill('information');
  await world.owner.api(k.deleteVariable, { params: { ...params, variable: body.variable.id } });

  await dialog.getByRole('button', { name: 'Save' }).click();

  await dialog
    .getByRole('alert')
    .getByText(/no variable/i)
    .waitFor();
  expect(await dialog.getByLabel('New value').inputValue()).toBe('information');
  await context.close();
});

test('a link to something of another team says that, and where to look', async () => {
  const other = await world.signUp('Mallory');
  await other.api(k.createTeam, { body: { name: 'Others', slug: 'others' } });
  const resource = await provision(world, installation, { name: 'acme-vault' });
  const { page, context } = await signedIn(browser, world, other);

  for (const path of [
    `resources/${resource.id}`,
    `installations/${installation}`,
    'projects/shared',
    'projects/shared/history',
    `integrations/${world.integration.slug}`,
    'approvals/apr_0VbyPx2Lxa2AcP1GJGKoS1',
    'plans/spl_0VbyPx2Lxa2AcP1GJGKoS1',
    'billing/invoices/inv_0VbyPx2Lxa2AcP1GJGKoS1',
  ]) {
    await page.goto(`/t/others/${path}`);
    await page.getByText('This is not here').waitFor();
    await page.getByText('It may be gone, or belong to another team').waitFor();
    expect(await page.content()).not.toContain('acme-vault');
  }
  await expectAccessible(page, 'of-another-team');
  await context.close();
});

/** Markup that would leave a trace if it were taken for such, in a text of ten thousand characters without a place to break. */
const evil = (most: number) =>
  `<img src=x onerror="document.title='pwned'" class=evil>{{7*7}}`.padEnd(most, 'W');

test('whatever a provider writes is text, and breaks no page however long it is', async () => {
  const resource = await provision(world, installation, { name: 'trusting' });
  const { externalId } = resource;
  const plan = { ...planOf('evil'), name: evil(10_000), description: evil(10_000) };
  const story = prepaidStory(world, installation);
  const notification = { level: 'warn', title: evil(200), message: evil(10_000) };
  await story.told(`/resources/${externalId}`, 'PATCH', { notification });
  await story.told('', 'PATCH', { notification });
  const say = voiceOf(world, installation);
  const billing = billingOf(externalId ?? '');
  const item = { ...billing.item, name: evil(1024), details: evil(4096), units: evil(256) };
  await say('POST', '/billing', {
    ...{ timestamp: billing.at(-60_000), eod: billing.at(3_600_000), period: billing.period },
    billing: [item],
    usage: [
      {
        ...{ name: evil(1024), type: 'total', units: evil(256), resourceId: externalId },
        ...{ dayValue: 1, periodValue: 2 },
      },
    ],
  });
  await story.told('/billing/balance', 'POST', {
    timestamp: new Date().toISOString(),
    balances: [
      { resourceId: externalId, currencyValueInCents: 1, credit: evil(256), nameLabel: evil(256) },
    ],
  });
  const invoice = await say(
    'POST',
    '/billing/invoices',
    billing.invoice({ items: [item], memo: evil(4096) }),
  );
  expect(invoice.status).toBe(200);
  world.provider.plans = [plan];
  const described = await world.owner.api(k.putProduct, {
    params: { ...inTeam(), integration: world.integration.id, product: 'db' },
    body: { name: 'Database', shortDescription: evil(100), metadataSchema: labelled() },
  });
  expect(described.error).toBeUndefined();
  const { page, context } = await signedIn(browser, world, world.owner);

  const home = `/t/${world.team}`;
  for (const path of [
    `${home}/catalog`,
    `${home}/catalog/${world.integration.slug}`,
    `${home}/catalog/${world.integration.slug}/new?product=db`,
    `${home}/resources`,
    `${home}/resources/${resource.id}`,
    `${home}/installations/${installation}`,
    `${home}/billing`,
    `${home}/billing/balances`,
    `${home}/billing/invoices`,
    `${home}/billing/invoices/${invoice.body.invoiceId}`,
    `${home}/activity`,
    `${home}/integrations/${world.integration.slug}`,
    `${home}/integrations/${world.integration.slug}/calls`,
    `${home}/integrations/${world.integration.slug}/invoices`,
    `${home}/integrations/${world.integration.slug}/usage`,
    '/operator/health',
    `/operator/listings/${world.integration.slug}`,
  ]) {
    await page.goto(path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await eventually(async () => (await page.getByLabel('Loading').count()) === 0);
    await staysWhole(page, path);
  }
  await page.goto(`${home}/catalog/${world.integration.slug}/new?product=db`);
  await page.getByLabel('Name').fill('refused');
  await page.getByRole('button', { name: /img/ }).click();
  await page.getByRole('option', { name: 'Frankfurt' }).click();
  await page.getByRole('radio').first().waitFor();
  await expectAccessible(page, 'evil-form');
  world.provider.refuse = () => evil(10_000);
  await page.getByRole('button', { name: 'Make resource' }).click();
  await page.getByText(/WWWW/).last().waitFor();
  await staysWhole(page, 'a refusal');
  await page.goto(`${home}/resources/${resource.id}`);
  await page.getByRole('heading', { name: 'trusting', level: 1 }).waitFor();
  await expectAccessible(page, 'evil-resource');
  world.provider.refuse = undefined;
  world.provider.plans = undefined;
  await context.close();
});

function planOf(id: string) {
  return {
    ...{
      id,
      type: 'subscription' as const,
      name: id,
      description: '',
      paymentMethodRequired: false,
    },
  };
}

/** The usual form, under labels of a provider that means no good. */
function labelled() {
  const { region, size } = scriptedSchema.properties;
  return {
    ...scriptedSchema,
    properties: {
      region: { ...region, 'ui:label': evil(500), 'ui:placeholder': evil(500) },
      size: { ...size, description: evil(2_000) },
    },
  };
}

/** Nothing that was written there has become a part of the page, and it fits its window. */
async function staysWhole(page: Page, where: string): Promise<void> {
  for (const size of Object.values(sizes)) {
    await page.setViewportSize(size);
    const found = await page.evaluate(`({
      evil: document.querySelectorAll('.evil').length,
      title: document.title.includes('pwned'),
      isWide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    })`);
    expect(found, `${where}, ${size.width}`).toEqual({ evil: 0, title: false, isWide: false });
  }
}
