import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { expect, test } from 'vitest';
import { billingOf } from '../world/billing.ts';
import { install, project, provision } from '../world/story.ts';
import { anotherTeam } from '../world/two-teams.ts';
import { type Voice, voiceOf } from '../world/voice.ts';
import { expectAccessible, signedIn } from './browser.ts';
import { openWorld } from './open-world.ts';

const { world, browser } = openWorld();
let say: Voice;
let billing: ReturnType<typeof billingOf>;
let resource: { readonly id: string; readonly name: string; readonly externalId: string };

test('a team that owes nothing is told what will stand here', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);

  await page.goto(`/t/${world.team}/billing`);

  await page.getByText('Nothing costs anything yet').waitFor();
  await page.getByRole('link', { name: 'Invoices' }).click();
  await page.getByRole('heading', { name: 'No invoices' }).waitFor();
  await expectAccessible(page, 'invoices-empty');
  await context.close();
});

test('a new team reads what is not for it yet and when it will be, and is offered nothing that it cannot do', async () => {
  const { owner, team } = await anotherTeam(world);
  const { page, context } = await signedIn(browser, world, owner);
  const main = page.getByRole('main');
  for (const [path, offer] of [
    ['top-ups', 'New rule'],
    ['balances', 'Buy balance'],
  ] as const) {
    await page.goto(`/t/${team}/billing/${path}`);
    await page.getByText('Nothing here is paid before it is used').waitFor();
    expect(await main.getByRole('button', { name: offer }).count()).toBe(0);
    await expectAccessible(page, `nothing-prepaid-${path}`);
  }
  await page.getByRole('link', { name: 'Look for one in the catalogue' }).click();
  await page.getByRole('heading', { name: 'Catalogue', level: 1 }).waitFor();
  // also where the form is opened by its address
  await page.goto(`/t/${team}/billing/top-ups?open=new-rule`);
  await page
    .getByRole('dialog')
    .getByRole('link', { name: /in the catalogue/ })
    .waitFor();

  await page.goto(`/t/${team}/billing/payment-methods`);
  await page.getByText('Nothing to set up here').waitFor();
  await expectAccessible(page, 'paid-by-hand');
  await main.getByRole('link', { name: 'Invoices' }).last().click();
  await page.getByRole('heading', { name: 'Invoices', level: 1 }).waitFor();
  const pages = page.getByRole('navigation', { name: 'Billing' });
  expect(await pages.getByRole('link', { name: 'Test clock' }).count()).toBe(0);
  await context.close();

  // only who runs this host may put a team on one
  const operator = await signedIn(browser, world, world.owner);
  await operator.page.goto(`/t/${world.team}/billing`);
  await operator.page.getByRole('link', { name: 'Test clock' }).click();
  await operator.page.getByText('This team is billed by the real time').waitFor();
  await expectAccessible(operator.page, 'no-test-clock');
  await operator.context.close();
});

test('what is owed so far is shown by integration, resource and project, with its course and age', async () => {
  await report();
  const { page, context } = await signedIn(browser, world, world.owner);

  await page.goto(`/t/${world.team}/billing`);

  const table = (name: string) => page.getByRole('region', { name, exact: true });
  await page.getByText('Only invoices are charged.').waitFor();
  await table('Owed by integration').getByText('$15.13').waitFor();
  await table('Owed by resource').getByText(resource.name).waitFor();
  await table('Owed by project').getByText('$10.00').waitFor();
  await table('What was used').getByText('12 GB', { exact: true }).waitFor();
  await page.getByText('As a table').click();
  await table('Cost').getByText('$15.13').waitFor();
  await page.locator('.recharts-bar-rectangle').first().waitFor();
  await expectAccessible(page, 'billing');

  await page.getByRole('link', { name: 'web', exact: true }).click();
  await page.getByText('$15.13').first().waitFor({ state: 'hidden' });
  expect(new URL(page.url()).search).toBe('?project=web');
  await page.reload();
  await table('Owed by integration').getByText('$10.00').waitFor();
  await context.close();
});

test('an invoice tells its lines, and why each amount is what it is', async () => {
  const extra = { ...billing.item, name: 'Support', price: '0.000125', quantity: 40_000 };
  const { body } = await say(
    'POST',
    '/billing/invoices',
    billing.invoice({
      items: [billing.item, { ...extra, total: '5' }],
      discounts: [{ billingPlanId: 'free', name: 'Welcome', amount: '1.50' }],
      memo: '<b>Thanks</b>',
    }),
  );
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`/t/${world.team}/billing/invoices`);
  await page
    .getByRole('row', { name: /Scripted/ })
    .getByRole('link')
    .click();

  const lines = page.getByRole('region', { name: 'Lines' });
  await lines.getByRole('cell', { name: '-$1.50' }).waitFor();
  await lines.getByRole('cell', { name: '$0.000125' }).waitFor();
  // what a provider writes is text, whatever it looks like
  await page.getByText('<b>Thanks</b>').waitFor();
  expect(new URL(page.url()).pathname).toBe(`/t/${world.team}/billing/invoices/${body.invoiceId}`);
  await expectAccessible(page, 'invoice');

  await page.getByRole('button', { name: 'Why this amount: Storage' }).click();
  await page.getByText('It is what the provider reported last before it billed.').waitFor();
  await page.getByText('4 GB at $2.50 is $10.00').waitFor();
  await expectAccessible(page, 'invoice-why');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Why this amount: Support' }).click();
  await page.getByText(/reported nothing of this name/).waitFor();
  await page.keyboard.press('Escape');

  const file = await page.request.get(
    (await page.getByRole('link', { name: 'PDF' }).getAttribute('href')) ?? '',
  );
  expect(file.headers()['content-type']).toBe('application/pdf');
  await context.close();
});

test('a team says whom its invoices are addressed to, and what is refused stands at its field', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`/t/${world.team}/billing/details`);
  await page.getByLabel('Country').fill('Germany');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('A country is two capital letters, such as DE.').waitFor();
  await expectAccessible(page, 'billing-details');

  await page.getByLabel('Country').fill('DE');
  await page.getByLabel('Name').fill('Acme GmbH');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();

  const { body } = await world.owner.api(k.getBillingDetails, { params: { team: world.team } });
  expect(body.billingDetails).toMatchObject({ name: 'Acme GmbH', country: 'DE', taxId: null });
  await context.close();
});

test('whoever is no owner and not of the billing role sees what is used, and no invoice', async () => {
  const viewer = await world.signUp('Vera');
  await world.owner.api(k.addMember, {
    params: { team: world.team },
    body: { email: viewer.email, role: 'viewer' },
  });
  const { page, context } = await signedIn(browser, world, viewer);
  await page.goto(`/t/${world.team}/billing`);
  const pages = page.getByRole('navigation', { name: 'Billing' });

  await pages.getByRole('link', { name: 'This period' }).waitFor();
  expect(await pages.getByRole('link', { name: 'Invoices' }).count()).toBe(0);
  await page.goto(`/t/${world.team}/billing/invoices`);
  await page.getByText('This cannot be shown').waitFor();
  await context.close();
});

test('an invoice that is not there is told so', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);

  await page.goto(`/t/${world.team}/billing/invoices/inv_nowhere`);

  await page.getByText('This is not here').waitFor();
  await context.close();
});

/** Has the provider tell what a resource of the project `web` costs, and something beside it. */
async function report(): Promise<void> {
  const installation = await install(world);
  const made = await provision(world, installation, { name: 'orders' });
  resource = { ...made, externalId: made.externalId ?? '' };
  await project(world, 'web');
  await world.owner.api(k.connectResource, {
    params: { team: world.team, resource: made.id },
    body: { project: 'web', environments: ['production'] },
  });
  say = voiceOf(world, installation);
  billing = billingOf(resource.externalId);
  const answer = await say('POST', '/billing', {
    timestamp: billing.at(-60_000),
    eod: billing.at(3_600_000),
    period: billing.period,
    billing: [
      billing.item,
      {
        billingPlanId: 'free',
        name: 'Fee',
        price: '5.125',
        quantity: 1,
        units: 'a',
        total: '5.125',
      },
    ],
    usage: [
      {
        ...{ name: 'Storage', type: 'total', units: 'GB', resourceId: resource.externalId },
        ...{ dayValue: 4, periodValue: 12 },
      },
    ],
  });
  expect(answer.status).toBe(201);
}
