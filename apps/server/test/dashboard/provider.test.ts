import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { expect, test } from 'vitest';
import { billingOf } from '../world/billing.ts';
import { eventually, install, provision } from '../world/story.ts';
import { voiceOf } from '../world/voice.ts';
import { expectAccessible, signedIn } from './browser.ts';
import { openWorld } from './open-world.ts';

const { world, browser } = openWorld();

const home = () => `/t/${world.team}/integrations/scripted`;
const params = () => ({ team: world.team, integration: 'scripted' });

test('a provider tries its own integration before anybody else can, and nothing is charged', async () => {
  await world.owner.api(k.updateIntegration, { params: params(), body: { isPublished: false } });
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(home());
  await page.getByRole('button', { name: 'Install as a test' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Install', exact: true }).click();
  await dialog.getByText('Nothing is installed before each of these is accepted.').waitFor();
  for (const term of await dialog.getByRole('checkbox').all()) await term.check({ force: true });
  await expectAccessible(page, 'integration-try');
  await dialog.getByRole('button', { name: 'Install', exact: true }).click();
  await page.getByText('Test', { exact: true }).waitFor();

  await page.getByRole('link', { name: 'The installation of your team' }).click();
  await page.getByText('Test, nothing is charged').waitFor();
  await page.goto(`/t/${world.team}/catalog/scripted/new`);
  await page.getByLabel('Name', { exact: true }).fill('trial');
  await page.getByLabel('Region').click();
  await page.getByRole('option', { name: 'Frankfurt' }).click();
  await page.getByRole('button', { name: /^(Create|Make|Install)/ }).click();
  const made = await eventually(async () => {
    const team = { team: world.team };
    const { body } = await world.owner.api(k.listTeamResources, { params: team });
    return body.resources.find(({ lifecycle, name }) => name === 'trial' && lifecycle === 'active');
  });
  await page.goto(`/t/${world.team}/resources/${made.id}`);
  await page.getByText('Nothing of it is charged.').waitFor();
  await page.getByText('Test', { exact: true }).waitFor();
  await expectAccessible(page, 'resource-test');
  const bill = billingOf(made.externalId ?? '').another(21);
  const say = voiceOf(world, made.installationId);
  expect((await say('POST', '/billing/invoices', bill)).body).toMatchObject({ test: true });
  await page.goto(`${home()}/invoices`);
  const row = page.getByRole('row', { name: /Paid.*Test/ });
  await row.getByText('$10.00').waitFor();
  await page.goto(`${home()}/invoices?tests=none`);
  await page.getByText('No such invoices').waitFor();
  await page.getByRole('link', { name: 'Usage', exact: true }).click();
  await page.getByText('No usage in these days').waitFor();
  await page.goto(`${home()}/earnings`);
  await page.getByText('Nothing yet. Once a team pays', { exact: false }).waitFor();
  await world.owner.api(k.updateIntegration, { params: params(), body: { isPublished: true } });
  await context.close();
});

test('a provider follows a team from its installation to what is due of its invoices', async () => {
  const customer = await world.signUp('Cleo');
  await customer.api(k.createTeam, { body: { name: '<b>Corner</b> shop', slug: 'shop' } });
  const stage = { ...world, owner: customer, team: 'shop' };
  const installation = await install(stage);
  const { externalId } = await provision(stage, installation, { name: 'orders' });
  const say = voiceOf(world, installation);
  const billing = billingOf(externalId ?? '');
  const [paid] = [await say('POST', '/billing/invoices', billing.another(21))];
  await say('POST', '/billing/invoices', billing.another(22));
  const { at, period, item } = billing;
  await say('POST', '/billing', {
    ...{ timestamp: at(0), eod: at(0), period, billing: [item] },
    usage: [
      {
        resourceId: externalId,
        name: 'Reads',
        type: 'total',
        units: 'rows',
        dayValue: 7,
        periodValue: 7,
      },
    ],
  });
  await world.owner.api(k.settleInvoice, {
    params: { team: 'shop', invoice: paid.body.invoiceId },
    body: { outcome: 'paid' },
  });

  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`${home()}/installations`);
  await page.getByRole('row', { name: /Acme Test ready/ }).waitFor();
  await expectAccessible(page, 'provider-installations');
  await page.getByLabel('Search').fill('corner');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('link', { name: 'Acme' }).waitFor({ state: 'detached' });
  await page.getByRole('link', { name: '<b>Corner</b> shop' }).click();
  await page.getByRole('region', { name: 'Resources' }).getByText('orders').waitFor();
  await page.getByRole('region', { name: 'Owed so far' }).getByText('Storage').waitFor();
  await page.getByRole('region', { name: 'Used' }).getByText('7 rows').first().waitFor();
  await page.getByRole('region', { name: 'Invoices' }).getByText('Paid').waitFor();
  await page.getByRole('link', { name: 'provisionResource' }).waitFor();
  await expectAccessible(page, 'provider-installation');

  await page.getByRole('link', { name: 'Usage', exact: true }).click();
  const used = page.getByRole('region', { name: 'By installation' });
  await used.getByRole('row', { name: /Corner.*Reads: 7 rows.*\$10\.00/ }).waitFor();
  await page.getByText(/Only invoices are charged\.$/).waitFor();
  await page.getByRole('button', { name: /What$/ }).click();
  await page.getByRole('option', { name: 'Reads' }).click();
  await page
    .getByRole('img', { name: /^Reads, rows/ })
    .locator('svg')
    .first()
    .waitFor();
  await page.getByRole('button', { name: /Each bar is a$/ }).click();
  await page.getByRole('option', { name: 'Week' }).click();
  await page.waitForURL(/per=week/);
  await page.getByText('As a table').click();
  await page.getByRole('region', { name: 'Reads, rows' }).getByText('7 rows').waitFor();
  await expectAccessible(page, 'provider-usage');
  await page.goto(`${home()}/usage?tests=only`);
  await page.getByText('No usage in these days').waitFor();
  await page.getByRole('link', { name: 'Invoices', exact: true }).click();
  await page.getByRole('row', { name: /Corner.*Open/ }).waitFor();
  await page.getByRole('row', { name: /Acme.*Test/ }).waitFor();
  await expectAccessible(page, 'provider-invoices');
  await page.getByRole('link', { name: 'Earnings' }).click();
  await page.getByRole('row', { name: /Invoice paid.*\$10\.00/ }).waitFor();
  await expectAccessible(page, 'provider-earnings');
  await page.goto(`${home()}/installations/icfg_none`);
  await page.getByText('This is not here').waitFor();
  await context.close();
});

test('whoever may not see money sees installations, and no way to invoices or earnings', async () => {
  const developer = await world.signUp('Dora');
  await world.owner.api(k.addMember, {
    params: { team: world.team },
    body: { email: developer.email, role: 'developer' },
  });
  const { page, context } = await signedIn(browser, world, developer);
  await page.goto(`${home()}/installations`);
  await page.getByRole('link', { name: 'Acme', exact: true }).click();

  await page.getByRole('heading', { name: 'Resources', exact: true, level: 2 }).waitFor();
  expect(await page.getByRole('heading', { name: 'Invoices', exact: true }).count()).toBe(0);
  expect(await page.getByRole('link', { name: 'Earnings' }).count()).toBe(0);
  await page.goto(`${home()}/earnings`);
  await page.getByText('This cannot be shown').first().waitFor();
  await context.close();
});
