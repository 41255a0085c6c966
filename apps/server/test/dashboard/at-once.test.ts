import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import type { BrowserContext, Page, Route } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { prepaidStory, prepayment } from '../world/prepaid.ts';
import { eventually, install, project, provision } from '../world/story.ts';
import { loaded, signedIn, sizes } from './browser.ts';
import { openWorld } from './open-world.ts';

const { world, browser } = openWorld({ payments: { kind: 'test' }, rateLimits: null });
let installation: string;
let resource: string;
beforeAll(async () => {
  installation = await install(world);
  resource = (await provision(world, installation, { name: 'orders' })).id;
  await project(world, 'shop');
  await world.owner.api(k.connectResource, {
    params: { team: world.team, resource },
    body: { project: 'shop', environments: ['production'] },
  });
});

let session: Promise<Awaited<ReturnType<BrowserContext['storageState']>>> | undefined;
/** A browser of the owner, signed in once for several tests: an address may sign in only so often. */
async function ofOwner() {
  session ??= signedIn(browser, world, world.owner).then(({ context }) => context.storageState());
  const context = await browser.newContext({
    baseURL: world.url,
    viewport: sizes.desk,
    storageState: await session,
  });
  return { context, page: await context.newPage() };
}

const home = () => `/t/${world.team}`;
const refusal = { code: 'forbidden', message: 'Not today.' };

/** Stands between the page and the host: counts what is changed, and holds or refuses it. */
async function between(page: Page, method: string, path: RegExp) {
  const asked: string[] = [];
  let answer: (route: Route) => Promise<void> = (route) => route.continue();
  await page.route(path, async (route) => {
    if (route.request().method() !== method) return route.fallback();
    asked.push(route.request().url());
    await answer(route);
  });
  return {
    asked,
    refuse: () => {
      answer = (route) => route.fulfill({ status: 403, json: { error: refusal } });
    },
    /** Holds what comes, until it is refused by what this answers. */
    hold: () => {
      const held = Promise.withResolvers<void>();
      answer = async (route) => {
        await held.promise;
        await route.fulfill({ status: 403, json: { error: refusal } });
      };
      return held.resolve;
    },
    letThrough: () => {
      answer = (route) => route.continue();
    },
  };
}

const passkey = {
  ...{ id: 'pk_1', name: 'Phone', isSynced: true },
  ...{ createdAt: '2026-01-01T00:00:00.000Z', lastUsedAt: null },
};

/** Every place that shows a change before the host has answered. */
const foreseen = [
  {
    what: 'the name of a team',
    path: () => `${home()}/settings`,
    change: ['PATCH', /\/kontor\/v1\/teams\/[^/]+$/],
    field: 'Name',
    shown: (page: Page, name: string) =>
      page.getByRole('banner').getByRole('button', { name: new RegExp(`^${name}`) }),
    begin: async () => {},
    former: 'Acme',
  },
  {
    what: 'the name of a resource',
    path: () => `${home()}/resources/${resource}?open=edit-settings`,
    change: ['PATCH', /\/kontor\/v1\/teams\/[^/]+\/resources\/[^/]+$/],
    field: 'Name',
    shown: (page: Page, name: string) => page.getByRole('heading', { name, level: 1 }),
    begin: async () => {},
    former: 'orders',
  },
  {
    what: 'the name of a passkey',
    path: () => '/account/sign-in',
    change: ['PATCH', /\/kontor\/v1\/passkeys\/[^/]+$/],
    field: 'Name',
    shown: (page: Page, name: string) =>
      page.getByRole('region', { name: 'Passkeys' }).getByRole('cell', { name, exact: true }),
    begin: (page: Page) => page.getByRole('button', { name: 'Rename Phone' }).click(),
    former: 'Phone',
  },
] as const;

test.each(foreseen)(
  '$what shows before the host has answered, and where it is refused goes again and says why',
  async ({ path, change: [method, address], field, shown, begin, former }) => {
    const { page, context } = await ofOwner();
    await page.route(/\/kontor\/v1\/passkeys$/, (route) =>
      route.fulfill({ json: { passkeys: [passkey] } }),
    );
    const host = await between(page, method, address);
    await page.goto(path());
    await shown(page, former).waitFor();
    await begin(page);
    const input = page.getByLabel(field, { exact: true });
    // what is typed before the form has its own answer goes with it
    await eventually(async () => (await input.inputValue()) === former);
    const answer = host.hold();

    await input.fill('Another');
    await input.press('Enter');
    await shown(page, 'Another').waitFor();
    // whoever is impatient sends nothing twice
    if (await input.isVisible()) await input.press('Enter');
    expect(host.asked).toHaveLength(1);
    answer();

    await page.getByRole('alert').getByText('Not today.').waitFor();
    await shown(page, former).waitFor();
    expect(await input.inputValue()).toBe('Another');
    expect(host.asked).toHaveLength(1);
    await context.close();
  },
);

test('what pays for an installation shows as it was chosen, and goes back where it is refused', async () => {
  const params = { team: world.team };
  await world.owner.api(k.addPaymentMethod, { params, body: { token: 'test_ok' } });
  const { page, context } = await ofOwner();
  const host = await between(page, 'PUT', /\/installations\/[^/]+\/payment-method$/);
  await page.goto(`${home()}/installations/${installation}`);
  const paidWith = page.getByRole('button', { name: /Payment method/ });
  await paidWith.getByText('The default of the team').waitFor();
  const answer = host.hold();

  await paidWith.click();
  await page.getByRole('option').nth(1).click();
  await paidWith.getByText('The default of the team').waitFor({ state: 'detached' });
  answer();

  await page.getByRole('alert').getByText('Not today.').waitFor();
  await paidWith.getByText('The default of the team').waitFor();
  expect(host.asked).toHaveLength(1);
  await context.close();
});

/** Every place from which something goes at once, and from the host when nobody has thought better of it. */
const goneLater = [
  {
    what: 'a variable',
    path: () => `${home()}/projects/shop`,
    make: () =>
      world.owner.api(k.createVariable, {
        params: { team: world.team, project: 'shop' },
        body: { name: 'LEVEL', value: 'debug', environments: ['production'] },
      }),
    change: /\/variables\/[^/]+$/,
    button: 'Remove LEVEL',
  },
  {
    what: 'a connection, from its project',
    path: () => `${home()}/projects/shop`,
    make: async () => {},
    change: /\/connections\/[^/]+$/,
    button: 'Disconnect orders',
  },
  {
    what: 'a connection, from its resource',
    path: () => `${home()}/resources/${resource}`,
    make: () =>
      world.owner.api(k.connectResource, {
        params: { team: world.team, resource },
        body: { project: 'shop', environments: ['production'] },
      }),
    change: /\/connections\/[^/]+$/,
    button: 'Disconnect shop',
  },
  {
    what: 'a webhook',
    path: () => `${home()}/settings/webhooks`,
    make: () =>
      world.owner.api(k.createWebhook, {
        params: { team: world.team },
        body: { url: `${world.provider.baseUrl}/told`, events: ['project.created'] },
      }),
    change: /\/webhooks\/[^/]+$/,
    button: /^Remove http/,
  },
];

test.each(goneLater)(
  '$what that the host does not let go is there again with the reason, and goes once it is tried again',
  async ({ path, make, change, button }) => {
    await make();
    const { page, context } = await ofOwner();
    const host = await between(page, 'DELETE', change);
    host.refuse();
    await page.goto(path());
    const remove = page.getByRole('button', { name: button });
    const toast = page.getByRole('alertdialog');

    await remove.click();
    await remove.waitFor({ state: 'detached' });
    await toast.getByRole('button', { name: 'Undo' }).waitFor();
    expect(host.asked).toEqual([]);
    await toast.getByRole('button', { name: 'Close' }).click();

    await toast.getByText('That did not work, so it is still there. Not today.').waitFor();
    await remove.waitFor();
    host.letThrough();
    await toast.getByRole('button', { name: 'Try again' }).click();
    await toast.getByRole('button', { name: 'Close' }).click();
    await eventually(async () => host.asked.length === 2);
    await toast.waitFor({ state: 'detached' });
    await loaded(page);
    expect(await remove.count()).toBe(0);
    await context.close();
  },
);

const variableOf = async (name: string) => {
  const { body } = await world.owner.api(k.createVariable, {
    params: { team: world.team, project: 'shop' },
    body: { name, value: 'debug', environments: ['production'] },
  });
  return body.variable.id;
};
const namesAtHost = async () => {
  const { body } = await world.owner.api(k.listVariables, {
    params: { team: world.team, project: 'shop' },
  });
  return body.variables.map(({ name }) => name);
};

test('what somebody else has taken away meanwhile is gone, and nothing is said to have failed', async () => {
  const variable = await variableOf('GONE');
  const { page, context } = await ofOwner();
  await page.goto(`${home()}/projects/shop`);
  await page.getByRole('button', { name: 'Remove GONE' }).click();
  const toast = page.getByRole('alertdialog');
  await toast.waitFor();
  await world.owner.api(k.deleteVariable, {
    params: { team: world.team, project: 'shop', variable },
  });

  const answered = page.waitForResponse((response) => response.request().method() === 'DELETE');
  await toast.getByRole('button', { name: 'Close' }).click();

  expect((await answered).status()).toBe(404);
  await toast.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Remove GONE' }).waitFor({ state: 'detached' });
  expect(await page.getByText('That did not work').count()).toBe(0);
  await context.close();
});

test('whoever signs out has taken away what they took away', async () => {
  await variableOf('LAST');
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`${home()}/projects/shop`);
  await page.getByRole('button', { name: 'Remove LAST' }).click();
  await page.getByRole('button', { name: 'Undo' }).waitFor();

  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByLabel('Password').waitFor();

  expect(await namesAtHost()).not.toContain('LAST');
  await context.close();
});

test('an undo that is refused says so on whatever page one is, and can be tried again', async () => {
  const params = { team: world.team };
  const prepaid = await prepaidStory(world, installation).prepaid();
  await world.owner.api(k.setTopUpRule, {
    params: { ...params, installation, subject: prepaid.id },
    body: { billingPlanId: prepayment.id, below: '5', buys: '20', atMostPerMonth: '60' },
  });
  await world.owner.api(k.setSpendLimit, {
    params: { ...params, subject: 'team' },
    body: { amount: '500', hardStop: false, warnAt: [50] },
  });
  const { page, context } = await ofOwner();
  const toast = page.getByRole('alertdialog');
  for (const [path, change, button] of [
    ['limits', /\/limits\/team$/, 'Remove the limit of The team'],
    ['top-ups', /\/top-up-rules\//, /^Remove /],
  ] as const) {
    const host = await between(page, 'PUT', change);
    host.refuse();
    await page.goto(`${home()}/billing/${path}`);
    const remove = page.getByRole('button', { name: button });
    await remove.click();
    await remove.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Balances' }).click();
    await page.getByRole('heading', { name: 'Balances', level: 1 }).waitFor();

    await toast.getByRole('button', { name: 'Undo' }).click();
    await toast.getByText('It could not be undone. Not today.').waitFor();
    host.letThrough();
    await toast.getByRole('button', { name: 'Try again' }).click();
    await toast.waitFor({ state: 'detached' });

    await page.goBack();
    await remove.waitFor();
    expect(host.asked, path).toHaveLength(2);
  }
  await context.close();
});

test('what is sent by Enter is not sent again before the page has changed', async () => {
  const { page, context } = await ofOwner();
  const host = await between(page, 'POST', /\/operator\/services$/);
  await page.goto('/operator/services');
  await page.getByRole('button', { name: 'New service' }).first().click();
  const reading = await between(page, 'GET', /\/operator\/services$/);
  const name = page.getByLabel('Name');
  const letThrough = reading.hold();

  await name.fill('Platform');
  await name.press('Enter');
  await eventually(async () => reading.asked.length > 0);
  await name.press('Enter');
  await name.press('s');
  await name.press('Enter');
  reading.letThrough();
  letThrough();

  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(host.asked).toHaveLength(1);
  expect((await world.owner.api(k.listServices, {})).body.services).toHaveLength(1);
  await context.close();
});
