import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { expect, test } from 'vitest';
import { mintId } from '../../src/ids.ts';
import { enqueueDeliveries } from '../../src/postgres/webhook-delivery-store.ts';
import { install, provision } from '../world/story.ts';
import { voiceOf } from '../world/voice.ts';
import { scriptedSchema } from '../world/world.ts';
import { expectAccessible, scrolledUntil, signedIn } from './browser.ts';
import { openWorld } from './open-world.ts';

const { world, browser } = openWorld();

/** The installation of the world's team, made once. */
async function installed(): Promise<string> {
  const { body } = await world.owner.api(k.listInstallations, { params: { team: world.team } });
  return body.installations[0]?.id ?? install(world);
}

const home = () => `/t/${world.team}/integrations`;

test('a provider registers an integration, what is refused stands at its field, and the secret is shown once', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(home());
  await page.getByRole('button', { name: 'Register integration' }).click();
  const field = (label: string) => page.getByRole('dialog').getByLabel(label, { exact: true });
  await field('Name').fill('Acme Mail');
  await field('Slug').fill('Acme Mail');
  await field('Developer').fill('Acme');
  await field('Short description').fill('Mail that arrives');
  await field('Category').fill('Mail');
  await field('Contact').fill('dev@acme.test');
  await field('Base address').fill('nowhere');
  await page.getByRole('button', { name: 'Register', exact: true }).click();
  await page.getByText(/lower-case letters, digits/).waitFor();
  await expectAccessible(page, 'integration-new');

  await field('Slug').fill('acme-mail');
  await field('Base address').fill('https://mail.acme.test');
  await page.getByRole('button', { name: 'Register', exact: true }).click();
  await page.getByText('It is shown this once.', { exact: false }).waitFor();
  await page.getByRole('button', { name: 'I have it' }).click();

  await page.getByRole('heading', { name: 'Acme Mail', level: 1 }).waitFor();
  await page.getByText('Not called yet').waitFor();
  await page.getByRole('button', { name: 'Publish' }).click();
  await page
    .getByRole('alert')
    .getByText(/Add a product first/)
    .waitFor();
  await page.getByRole('link', { name: 'New product' }).click();
  await page.getByLabel('Slug').fill('box');
  await page.getByLabel('Name').fill('Mailbox');
  const form = page.getByLabel('Form', { exact: true });
  await form.fill('{\n  "type": "object",\n}');
  await page.getByText(/^Line 3: this is not JSON/).waitFor();
  await form.fill(JSON.stringify({ ...scriptedSchema, required: ['zone'] }, null, 2));
  await page.getByText(/^Line \d+: required\.0: "zone" is not one of the properties/).waitFor();
  await expectAccessible(page, 'integration-product');
  await form.fill(JSON.stringify(scriptedSchema, null, 2));
  const preview = page.locator('section', { hasText: 'As a team sees it' });
  await preview.getByText('size', { exact: false }).first().waitFor();
  await preview.getByText('Region').first().waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL(/products\/box$/);
  await page.getByRole('link', { name: 'Overview', exact: true }).last().click();
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByText('Published', { exact: true }).waitFor();
  const { status } = await world.anonymous(k.getListing, { params: { integration: 'acme-mail' } });
  expect(status).toBe(200);
  await page.goto(home());
  await page.getByRole('link', { name: 'Acme Mail' }).waitFor();
  await expectAccessible(page, 'integrations');
  await context.close();
});

test('addresses are changed in the settings, and a new client secret ends the former one', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`${home()}/acme-mail/settings`);
  await page.getByLabel('Webhooks').fill('ftp://elsewhere');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByLabel('Webhooks').and(page.locator('[aria-invalid=true]')).waitFor();
  await page.getByLabel('Webhooks').fill('https://mail.acme.test/hooks');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  await expectAccessible(page, 'integration-settings');

  await page.getByRole('link', { name: 'Overview', exact: true }).last().click();
  await page.getByText('https://mail.acme.test/hooks').waitFor();
  await page.getByRole('button', { name: 'New client secret' }).click();
  await page.getByText('The present one stops working at once', { exact: false }).waitFor();
  await page.getByRole('button', { name: 'Make a new one' }).click();
  const shown = page.getByRole('dialog', { name: 'The new client secret' });
  expect((await shown.locator('code').textContent())?.length).toBeGreaterThan(20);
  await page.getByRole('button', { name: 'I have it' }).click();
  await expectAccessible(page, 'integration');
  await context.close();
});

test('addresses are checked, and what fails says what to do', async () => {
  const { baseUrl } = world.provider;
  await world.owner.api(k.updateIntegration, {
    params: { team: world.team, integration: 'scripted' },
    body: { webhookUrl: `${baseUrl}/webhooks`, redirectLoginUrl: 'http://127.0.0.1:9/sso' },
  });
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`${home()}/scripted`);
  await page.getByRole('button', { name: 'Check them' }).click();

  await page.getByText('1 of 8 fail.').waitFor();
  const results = page.getByRole('region', { name: 'What was tried' });
  await results.getByRole('row', { name: /refuses tokens of others Works/ }).waitFor();
  await results
    .getByRole('row', { name: /Redirect of sign-in .* Fails .* Have it answer/ })
    .waitFor();
  await expectAccessible(page, 'integration-checked');
  await context.close();
});

test('calls both ways are searched, and one leads to those of the same operation', async () => {
  const installation = await installed();
  await provision(world, installation, { name: 'orders' });
  await voiceOf(world, installation)('POST', '/billing/invoices', {});
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`${home()}/scripted/calls`);
  await page.getByRole('button', { name: 'submitInvoice' }).waitFor();
  await expectAccessible(page, 'integration-calls');

  await page.getByLabel('Search').fill('/resources');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('button', { name: 'submitInvoice' }).waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'provisionResource' }).click();
  const call = page.getByRole('dialog', { name: 'provisionResource' });
  await call.getByRole('region', { name: 'Sent' }).getByText('"orders"').waitFor();
  await expectAccessible(page, 'integration-call');
  await call.getByRole('link', { name: /^[0-9a-f]{32}$/ }).click();
  await page.waitForURL(/trace=[0-9a-f]{32}/);
  await page.getByRole('button', { name: 'provisionResource' }).waitFor();
  await page.getByRole('button', { name: 'Not only this trace' }).click();
  await page.getByRole('button', { name: 'submitInvoice' }).waitFor();
  await page.getByLabel('Until').fill('2020-01-01T00:00');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByText('stands here for 7 days', { exact: false }).waitFor();

  await page.goto(`${home()}/scripted/calls?failed=true`);
  await page.getByRole('button', { name: 'submitInvoice' }).waitFor();
  expect(await page.getByRole('button', { name: 'provisionResource' }).count()).toBe(0);
  await context.close();
});

test('a call that failed is sent again once the server is mended, and stands beside the first', async () => {
  const { provider } = world;
  const installation = await installed();
  const { externalId } = await provision(world, installation, { name: 'invoices' });
  provider.misbehave(({ path }) => path.includes(`${externalId}/plans`), {
    kind: 'answer',
    status: 500,
    body: 'Out of order',
  });
  const [resource] = (
    await world.owner.api(k.listTeamResources, { params: { team: world.team } })
  ).body.resources.filter((each) => each.externalId === externalId);
  await world.owner.api(k.listTeamResourcePlans, {
    params: { team: world.team, resource: resource?.id ?? '' },
  });
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`${home()}/scripted/calls?status=5xx`);
  await page.getByRole('button', { name: 'listResourcePlans' }).click();
  const dialog = page.getByRole('dialog', { name: 'listResourcePlans' });
  await dialog.getByRole('button', { name: 'Send again' }).click();
  await dialog.getByText('It was answered differently.').waitFor();
  await dialog.getByRole('region', { name: 'At first' }).getByText('Out of order').waitFor();
  await dialog.getByRole('region', { name: 'Now' }).getByText('"plans"').waitFor();
  await page.keyboard.press('Escape');

  const before = provider.resources.size;
  await page.goto(`${home()}/scripted/calls?search=provisionResource`);
  await page.getByRole('button', { name: 'provisionResource' }).first().click();
  const change = page.getByRole('dialog', { name: 'provisionResource' });
  await change.getByRole('button', { name: 'Send again' }).click();
  await change.getByText('This call changes something on your server.').waitFor();
  await change.getByText('A new one', { exact: true }).click();
  await expectAccessible(page, 'integration-replay');
  await change.getByRole('button', { name: 'Send it again' }).click();
  await change.getByText('It was answered differently.').waitFor();
  expect(provider.resources.size).toBe(before + 1);
  await page.keyboard.press('Escape');
  await page.getByRole('row', { name: /Sent again/ }).waitFor();
  // the address of a call is enough
  await page
    .getByRole('row', { name: /Sent again/ })
    .getByRole('button')
    .click();
  await page.waitForURL(/call=(?:%22)?\d+/);
  await page.reload();
  await change.getByText('Wanted by').waitFor();
  await change.getByText('Ada', { exact: true }).waitFor();
  await context.close();
});

test('a webhook that does not arrive is seen, and sent again until it does', async () => {
  await world.owner.api(k.updateIntegration, {
    params: { team: world.team, integration: 'scripted' },
    body: { webhookUrl: `${world.provider.baseUrl}/webhooks` },
  });
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`${home()}/scripted/webhooks`);
  await page.getByRole('button', { name: 'Send a test' }).click();
  const row = page.getByRole('row', { name: /test-webhook/ });
  await row.getByText('Delivered').waitFor();
  await expectAccessible(page, 'integration-webhooks');

  await row.getByRole('button', { name: 'test-webhook' }).click();
  const dialog = page.getByRole('dialog', { name: 'test-webhook' });
  const attempts = dialog.getByRole('region', { name: 'Attempts' }).getByText(/^accepted/);
  await attempts.first().waitFor();
  await expectAccessible(page, 'integration-delivery');
  await dialog.getByRole('button', { name: 'Send again' }).click();
  await attempts.nth(1).waitFor();
  await context.close();
});

test('a span of webhooks is sent again, shows how far it is after a reload, and can be stopped', async () => {
  const { baseUrl } = world.provider;
  await world.owner.api(k.updateIntegration, {
    params: { team: world.team, integration: 'scripted' },
    body: { webhookUrl: `${baseUrl}/webhooks` },
  });
  await keepDeliveries(10_000, 'project.renamed');
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`${home()}/scripted/webhooks?type=project.renamed`);
  await page.getByRole('button', { name: 'project.renamed' }).first().waitFor();
  await page
    .getByRole('button', { name: /^Only kept|State/ })
    .last()
    .waitFor();
  await page.getByRole('button', { name: 'Send a span of time again' }).click();
  const dialog = page.getByRole('dialog', { name: 'Send a span of time again' });
  await dialog.getByText('Not delivered').click();
  await dialog.getByText('Only kept').click();
  await expectAccessible(page, 'integration-redeliver');
  await dialog.getByRole('button', { name: 'Send them again' }).click();

  await page.getByText('Sending 10,000 again …').waitFor();
  expect(await page.getByRole('button', { name: 'Send a span of time again' }).isDisabled()).toBe(
    true,
  );
  await page.reload();
  await page.getByRole('progressbar', { name: 'Deliveries that are sent again' }).waitFor();
  await expectAccessible(page, 'integration-redelivery');
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await page.getByText(/^\d+ of 10,000 were sent again before it was stopped/).waitFor();

  const places = page.getByRole('region', { name: 'Deliveries' }).getByRole('row');
  for (const seen of [9_900, 9_800, 9_700]) {
    await scrolledUntil(page, async () => {
      const subjects = await page.getByText(/^project:\d+$/).allTextContents();
      return subjects.some((subject) => Number(subject.slice('project:'.length)) <= seen);
    });
    expect(await places.count()).toBeLessThan(80);
  }
  await page.goto(`${home()}/scripted/webhooks?until=2020-01-01T00:00:00.000Z`);
  await page.getByText('No such deliveries').waitFor();
  await page.getByRole('button', { name: 'Show all' }).click();
  await page.getByRole('button', { name: 'project.renamed' }).first().waitFor();
  await context.close();
});

/** Deliveries of the world's integration that were never sent. */
async function keepDeliveries(count: number, type: string) {
  const [owner] = await world.database.read<{ owner_team_id: string }>(
    'select owner_team_id from integration where integration_id = $1',
    [world.integration.id],
  );
  const at = new Date();
  await world.database.transact((sql) =>
    enqueueDeliveries(
      sql,
      Array.from({ length: count }, (_, index) => ({
        ...{ id: mintId('delivery', at), type, at, subject: `project:${index}`, body: '{}' },
        ...{ teamId: owner?.owner_team_id ?? '', receiverId: world.integration.id },
        isAddressed: false,
      })),
      at,
    ),
  );
  // as the database does of itself a while after many have come
  await world.database.read('analyze webhook_delivery, webhook_open');
}

test('whoever may only look sees no way to change an integration, and that of another team is not there', async () => {
  const viewer = await world.signUp('Vera');
  await world.owner.api(k.addMember, {
    params: { team: world.team },
    body: { email: viewer.email, role: 'viewer' },
  });
  const { page, context } = await signedIn(browser, world, viewer);
  await page.goto(`${home()}/scripted`);

  await page.getByRole('heading', { name: 'Credentials', exact: true }).waitFor();
  expect(await page.getByRole('button', { name: 'New client secret' }).count()).toBe(0);
  expect(await page.getByRole('main').getByRole('link', { name: 'Settings' }).count()).toBe(0);
  await page.goto(`${home()}/elsewhere`);
  await page.getByText('This is not here').waitFor();
  await context.close();
});

test('a call that came to nothing says what its outcome means', async () => {
  await world.database.read(
    `insert into provider_call (integration_id, direction, operation, method, path, status, outcome,
       reason, duration_ms, trace_id, at)
     values ($1, 'outbound', 'away', 'GET', '/v1/away', null, 'not-sent', 'dns', 1, 'came', now()),
       ($1, 'outbound', 'broken', 'GET', '/v1/broken', 503, 'unknown', 'server_error', 1, 'came', now())`,
    [world.integration.id],
  );
  const { page, context } = await signedIn(browser, world, world.owner);
  const dialog = page.getByRole('dialog');
  await page.goto(`${home()}/scripted/calls?search=came`);

  await page.getByRole('button', { name: 'away' }).click();
  await dialog.getByText('The name of your server was not found. Nothing was sent.').waitFor();
  await expectAccessible(page, 'integration-call-not-sent');
  await dialog.getByRole('button', { name: 'Close' }).first().click();
  await page.getByRole('button', { name: 'broken' }).click();
  await dialog.getByText('It may have done it all the same.').waitFor();
  await context.close();
});

test('ten thousand calls scroll, and only those in sight are in the page', async () => {
  await world.database.read(
    `insert into provider_call (integration_id, direction, operation, method, path, status, outcome,
       duration_ms, trace_id, at)
     select $1, 'inbound', 'call-' || n, 'GET', '/v1/many', 200, 'answered', 1, 'many', now()
     from generate_series(1, 10000) n`,
    [world.integration.id],
  );
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`${home()}/scripted/calls?search=many`);
  await page.getByRole('button', { name: 'call-10000', exact: true }).waitFor();

  const rows = page.getByRole('region', { name: 'Calls' }).getByRole('row');
  for (const seen of [9900, 9800, 9700]) {
    await scrolledUntil(page, async () => {
      const names = await page.getByRole('button', { name: /^call-/ }).allTextContents();
      return names.some((name) => Number(name.slice('call-'.length)) <= seen);
    });
    expect(await rows.count()).toBeLessThan(80);
  }
  await page
    .getByRole('button', { name: 'call-10000', exact: true })
    .waitFor({ state: 'detached' });
  await page.evaluate('scrollTo(0, 0)');
  await page.getByRole('button', { name: 'call-10000', exact: true }).waitFor();
  await expectAccessible(page, 'integration-calls-many');
  await context.close();
});
