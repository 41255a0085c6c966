import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { billingOf } from '../world/billing.ts';
import { eventually, install, project, provision, variablesOf } from '../world/story.ts';
import { voiceOf } from '../world/voice.ts';
import { expectAccessible, signedIn } from './browser.ts';
import { openWorld } from './open-world.ts';

const HOUR_MS = 60 * 60 * 1000;

const { world, browser } = openWorld({ answerWithinMs: 500 });
let installation: string;
beforeAll(async () => {
  installation = await install(world);
});

/** A resource of its own for a test, and its page. */
async function openResource(page: Page, name: string) {
  const resource = await provision(world, installation, { name });
  await page.goto(`/t/${world.team}/resources/${resource.id}`);
  await page.getByRole('heading', { name, level: 1 }).waitFor();
  return resource;
}

/** What a provider says of a resource or an installation by itself. */
async function tell(path: string, body: object) {
  const answer = await fetch(`${world.url}/v1/installations/${installation}${path}`, {
    method: 'PATCH',
    headers: {
      authorization: `Bearer ${world.provider.installations.get(installation)?.accessToken}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  });
  expect(answer.ok).toBe(true);
}

test('settings, plan and secrets of a resource change from its page', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  const resource = await openResource(page, 'ledger');
  await page.getByText('DATABASE_URL').waitFor();
  expect(await page.content()).not.toContain('postgres://');
  await page.getByRole('button', { name: 'Edit settings' }).waitFor();
  await expectAccessible(page, 'resource');

  await page.getByRole('button', { name: 'Edit settings' }).click();
  await page.getByLabel('size').fill('11');
  await page.getByRole('button', { name: 'Save settings' }).click();
  await page.getByText("'size' should be <= 10, received 11").waitFor();
  await page.getByLabel('size').fill('7');
  await page.getByLabel('Name').fill('ledger-2');
  await page.getByRole('button', { name: 'Save settings' }).click();
  await page.getByRole('heading', { name: 'ledger-2', level: 1 }).waitFor();
  // the name is shown as soon as it is chosen
  const known = () => world.provider.resources.get(resource.externalId ?? '');
  await eventually(async () => known()?.name === 'ledger-2');
  expect(known()).toMatchObject({ metadata: { region: 'fra1', size: 7 } });

  await page.getByRole('button', { name: 'Change plan' }).click();
  const plans = page.getByRole('dialog', { name: 'Change plan' });
  await plans.getByText('Pro', { exact: true }).click();
  const cost = plans.getByRole('region', { name: 'What it will cost' });
  await cost.getByText('Not known before it happens:').waitFor();
  await expectAccessible(page, 'change-plan');
  await plans.getByRole('button', { name: 'Change plan' }).click();
  await plans.waitFor({ state: 'hidden' });
  await page.getByText('Pro', { exact: true }).waitFor();

  await page.getByRole('button', { name: 'Get new secrets' }).click();
  const rotation = page.getByRole('dialog', { name: 'Get new secrets' });
  await rotation.getByLabel('Hours').fill('100');
  await rotation.getByRole('button', { name: 'Get new secrets' }).click();
  await rotation.getByText(/more than 48, received 100/).waitFor();
  await rotation.getByLabel('Hours').fill('2');
  await rotation.getByLabel('Reason').fill('a laptop was lost');
  await expectAccessible(page, 'rotate');
  await rotation.getByRole('button', { name: 'Get new secrets' }).click();
  await page.getByText(/Replaced .*: a laptop was lost/).waitFor();
  await page.getByRole('cell', { name: 'rotate secrets' }).waitFor();
  await context.close();
});

test('what a resource uses and costs stands on its page, drawn and as a table, and nothing of others', async () => {
  const [other, say] = [await provision(world, installation), voiceOf(world, installation)];
  const { page, context } = await signedIn(browser, world, world.owner);
  const resource = await openResource(page, 'metered');
  await page.getByText('Its provider has not reported anything yet.').waitFor();

  const { at, period, item } = billingOf(resource.externalId ?? '');
  const metric = { name: 'Storage', type: 'total', units: 'GB', dayValue: 4, periodValue: 12 };
  const reportOf = (hours: number, total: string) => ({
    ...{ timestamp: at(hours * HOUR_MS - 60_000), eod: at((hours + 2) * HOUR_MS), period },
    billing: [
      { ...item, total },
      { ...item, resourceId: other.externalId, total: '99' },
    ],
    usage: [{ ...metric, resourceId: resource.externalId }],
  });
  for (const [hours, total] of [
    [-24, '10'],
    [0, '18'],
  ] as const) {
    expect((await say('POST', '/billing', reportOf(hours, total))).status).toBe(201);
  }
  await page.reload();

  const totals = (name: string) => page.locator('dl > div', { hasText: name }).locator('dd');
  await totals('Owed so far').getByText('$18.00').waitFor();
  // eight dollars in a day, and ten days are left
  await totals('At the end of the period')
    .getByText(/^\$98\.\d\d$/)
    .waitFor();
  await totals('Last report').getByText('just now').waitFor();
  await page.getByRole('region', { name: 'What was used' }).getByText('12 GB').waitFor();
  await page.getByText('As a table').click();
  const numbers = page.getByRole('region', { name: 'Cost', exact: true });
  await numbers.getByText('$8.00').waitFor();
  expect(await numbers.getByText('$99.00').count()).toBe(0);
  await page.locator('.recharts-bar-rectangle').first().waitFor();
  await page.getByRole('button', { name: /Each bar is a/ }).click();
  await page.getByRole('option', { name: 'Month' }).click();
  await page.waitForURL(/per=month/);
  await numbers.getByText('$8.00').waitFor({ state: 'hidden' });
  await expectAccessible(page, 'resource-usage');

  await page
    .getByRole('region', { name: 'Events' })
    .getByRole('button', { name: /^A resource was made/ })
    .click();
  await page.getByRole('dialog').getByText('Sealed by').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Everything about this resource' }).click();
  await page.getByRole('heading', { name: 'Activity', level: 1 }).waitFor();
  expect(new URL(page.url()).search).toBe(`?subject=${resource.id}`);
  await context.close();
});

test('commands print as they come, and what a provider says is text whatever it contains', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  const resource = await openResource(page, 'shell');
  world.provider.repl = ({ body }) => [
    { type: 'paragraph', children: [{ type: 'text', text: `<b>${body.input}</b>` }] },
    {
      type: 'table',
      header: [{ type: 'text', text: 'key' }],
      rows: [[{ type: 'text', text: body.readOnly ? 'only read' : 'written' }]],
    },
  ];
  await page.getByLabel('Command').fill('get <script>alert(1)</script>');
  await page.getByRole('button', { name: 'Run' }).click();
  await page.getByText('<b>get <script>alert(1)</script></b>').waitFor();
  await page.getByRole('cell', { name: 'only read', exact: true }).waitFor();
  await page.getByText('Only read', { exact: true }).click();
  await page.getByLabel('Command').fill('set');
  await page.keyboard.press('Enter');
  await page.getByRole('cell', { name: 'written', exact: true }).waitFor();

  await tell(`/resources/${encodeURIComponent(resource.externalId ?? '')}`, {
    notification: {
      level: 'warn',
      title: `<img src=x onerror=alert(1)> ${'long'.repeat(300)}`,
      message: 'Nearly full',
      href: 'sso:/storage',
    },
  });
  await page.reload();
  await page.getByText('<img src=x onerror=alert(1)>').waitFor();
  const link = await page.getByRole('link', { name: 'See more' }).getAttribute('href');
  expect(link).toContain(`/installations/${installation}/sso?`);
  await expectAccessible(page, 'resource-notified');
  await context.close();
});

test('a resource is deleted once its name is typed, after it was said what goes with it', async () => {
  await project(world, 'reports');
  const { page, context } = await signedIn(browser, world, world.owner);
  const resource = await openResource(page, 'doomed');
  await world.owner.api(k.connectResource, {
    params: { team: world.team, resource: resource.id },
    query: {},
    body: { project: 'reports', environments: ['preview'] },
  });
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete doomed' });
  await dialog.getByText('reports: preview').waitFor();
  expect(await dialog.getByRole('button', { name: 'Delete for good' }).isDisabled()).toBe(true);
  await dialog.getByLabel(/Type/).fill('doomed');
  await dialog.getByRole('button', { name: 'Delete for good' }).click();

  await page.getByText('deleted', { exact: true }).waitFor();
  expect(await variablesOf(world, 'reports', 'preview')).toEqual({});
  await page.getByRole('link', { name: 'Resources' }).last().click();
  await page.getByRole('heading', { name: 'Resources', level: 1 }).waitFor();
  await context.close();
});

test('whoever may only look sees no action, and a resource of another team is not here', async () => {
  const resource = await provision(world, installation, { name: 'looked-at' });
  const viewer = await world.signUp('Vera');
  await world.owner.api(k.addMember, {
    params: { team: world.team },
    body: { email: viewer.email, role: 'viewer' },
  });
  const { page, context } = await signedIn(browser, world, viewer);
  await page.goto(`/t/${world.team}/resources`);
  await page.getByRole('link', { name: 'looked-at' }).waitFor();
  await expectAccessible(page, 'resources');
  await page.getByRole('link', { name: 'looked-at' }).click();
  await page.getByRole('heading', { name: 'looked-at', level: 1 }).waitFor();
  await page.getByRole('table').first().waitFor();
  for (const name of ['Delete', 'Connect a project', 'Get new secrets', 'Edit settings', 'Run']) {
    expect(await page.getByRole('button', { name, exact: true }).count(), name).toBe(0);
  }
  await page.goto(`/t/${world.team}/installations/${installation}`);
  await page.getByText('What its provider can do').waitFor();
  expect(await page.getByRole('button', { name: 'Uninstall' }).count()).toBe(0);

  await viewer.api(k.createTeam, { body: { name: 'Own', slug: 'own' } });
  await page.goto(`/t/own/resources/${resource.id}`);
  await page.getByText('This is not here').waitFor();
  await context.close();
});

test('an integration is uninstalled after it was said what goes with it', async () => {
  await provision(world, installation, { name: 'last' });
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`/t/${world.team}/installations/${installation}`);
  await page.getByRole('link', { name: 'last' }).waitFor();
  expect(await page.getByRole('link', { name: 'Open in Scripted' }).count()).toBe(0);
  await world.owner.api(k.updateIntegration, {
    params: { team: world.team, integration: world.integration.id },
    body: { redirectLoginUrl: 'https://console.scripted.test/sso' },
  });
  await page.reload();
  const link = page.getByRole('link', { name: 'Open in Scripted' });
  const opened = await page.request.get((await link.getAttribute('href')) ?? '', {
    maxRedirects: 0,
  });
  expect([opened.status(), new Headers(opened.headers()).get('location')]).toEqual([
    302,
    expect.stringMatching(/^https:\/\/console\.scripted\.test\/sso\?mode=sso&code=/),
  ]);
  const people = page.getByRole('region', { name: 'Access of members' });
  await people.getByRole('row', { name: /Ada Owner May change things/ }).waitFor();
  const held = page.getByRole('region', { name: 'Credentials', exact: true });
  expect(await held.getByRole('row').count()).toBe(2);
  await page.getByRole('button', { name: 'Hand over the newest again' }).click();
  await page.getByText('The provider has the newest one').waitFor();
  await expectAccessible(page, 'installation');

  await page.getByRole('button', { name: 'Uninstall' }).click();
  const dialog = page.getByRole('dialog', { name: 'Uninstall Scripted' });
  await dialog.getByRole('listitem').getByText('last').waitFor();
  await expectAccessible(page, 'uninstall');
  await dialog.getByLabel(/Type/).fill('Scripted');
  await dialog.getByRole('button', { name: 'Uninstall for good' }).click();

  await page.getByText('uninstalled', { exact: true }).waitFor();
  await eventually(async () => world.provider.installations.size === 0);
  await context.close();
});
