import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { billingOf } from '../world/billing.ts';
import { prepaidStory } from '../world/prepaid.ts';
import { eventually, install, provision } from '../world/story.ts';
import { type Voice, voiceOf } from '../world/voice.ts';
import { startWorld, type World } from '../world/world.ts';
import { dashboardFolder, expectAccessible, openBrowser, signedIn } from './browser.ts';

// a browser on a busy machine takes its time
vi.setConfig({ testTimeout: 120_000 });

let world: World;
let browser: Browser;
let installation: string;
let say: Voice;
let billing: ReturnType<typeof billingOf>;
beforeAll(async () => {
  world = await startWorld({ dashboardFolder, payments: { kind: 'test' } });
  browser = await openBrowser();
  installation = await install(world);
  const { externalId } = await provision(world, installation, { name: 'orders' });
  say = voiceOf(world, installation);
  billing = billingOf(externalId ?? '');
});
afterAll(async () => {
  await browser.close();
  await world.close();
});

const home = () => `/t/${world.team}/billing`;

test('a declined payment says why, and with another payment method the invoice is paid', async () => {
  const { body } = await say('POST', '/billing/invoices', billing.invoice());
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`${home()}/payment-methods`);
  await page.getByText('No payment methods').waitFor();
  const add = async (token: string) => {
    await page.getByRole('button', { name: 'Add payment method' }).click();
    await page.getByLabel('Token').fill(token);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  };
  await add('test_declined');
  await add('test_ok');
  const methods = page.getByRole('region', { name: 'Payment methods' });
  await methods.getByRole('button', { name: 'Make default' }).waitFor();
  await expectAccessible(page, 'payment-methods');

  await page.goto(`${home()}/invoices/${body.invoiceId}`);
  await page.getByRole('button', { name: 'Pay now' }).click();
  const payments = page.getByRole('region', { name: 'Payments' });
  await payments.getByText('Failed').first().waitFor();
  await page.goto(`${home()}/payment-methods`);
  await methods.getByRole('button', { name: 'Make default' }).click();
  await page.goto(`${home()}/invoices/${body.invoiceId}`);
  await page.getByRole('button', { name: 'Pay now' }).click();
  await payments.getByText('Succeeded').waitFor();
  await page.getByText('Paid', { exact: true }).first().waitFor();
  expect(await page.getByRole('button', { name: 'Pay now' }).count()).toBe(0);
  await expectAccessible(page, 'invoice-paid');
  await context.close();
});

test('a charge that a bank disputes is shown to the team, and an operator says how that ends', async () => {
  const params = { team: world.team };
  const method = await world.owner.api(k.addPaymentMethod, {
    params,
    body: { token: 'test_disputed' },
  });
  const { body } = await say('POST', '/billing/invoices', billing.another(40));
  await world.owner.api(k.payInvoice, {
    params: { ...params, invoice: body.invoiceId },
    body: { paymentMethodId: method.body.paymentMethod.id },
  });
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`${home()}/invoices/${body.invoiceId}`);
  const payments = page.getByRole('region', { name: 'Payments' });
  await payments.getByText('Disputed').waitFor();

  await page.goto('/operator/disputes');
  await page.getByRole('button', { name: 'Lost' }).waitFor();
  await expectAccessible(page, 'operator-disputes');
  await page.getByRole('button', { name: 'Lost' }).click();
  await page.getByText('Dispute lost').waitFor();
  expect(await page.getByRole('button', { name: 'Lost' }).count()).toBe(0);
  await page.goto(`${home()}/invoices/${body.invoiceId}`);
  await payments.getByText('Dispute lost').waitFor();
  await context.close();
});

test('a balance is bought within what the plan sells, and leads to its invoice', async () => {
  await prepaidStory(world, installation).prepaid();
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`${home()}/balances`);
  await page.getByText('Nothing bought yet').waitFor();
  await page.getByRole('button', { name: 'Buy balance' }).click();
  await page.getByLabel('Amount in US dollars').fill('5');
  await page.getByRole('button', { name: 'Buy', exact: true }).click();
  await page.getByRole('dialog').getByText(/10/).first().waitFor();
  await expectAccessible(page, 'balance-buy');
  await page.getByLabel('Amount in US dollars').fill('25.00');
  await page.getByRole('button', { name: 'Buy', exact: true }).click();

  await page.waitForURL(/invoices\/inv_/);
  await page.getByText('$25.00').first().waitFor();
  await page.goto(`${home()}/balances`);
  await page.getByRole('region', { name: 'Bought' }).getByText('$25.00').waitFor();
  await expectAccessible(page, 'balances');
  await context.close();
});

test('a test clock is shown on every page of its team, and is moved on by hand', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  const made = await world.owner.api(k.createTeam, { body: { name: 'Trial', slug: 'trial' } });
  expect(made.status).toBe(201);
  await page.goto('/t/trial/billing/clock');
  await page.getByRole('button', { name: 'Put it on a test clock' }).click();
  await page.getByText(/^Test clock: for this team it is/).waitFor();
  const before = await timeOf('trial');

  await page
    .getByRole('button', { name: /Move on/ })
    .first()
    .click();
  await page.getByRole('option', { name: 'By a month' }).click();
  await page.getByRole('button', { name: 'Move on', exact: true }).last().click();
  await page.getByRole('heading', { name: 'What happened on the way' }).waitFor();
  await expectAccessible(page, 'test-clock');
  await eventually(async () => (await timeOf('trial')) > before);

  await page.goto('/t/trial/projects');
  await page.getByText(/^Test clock: for this team it is/).waitFor();
  await page.goto(`/t/${world.team}/projects`);
  await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
  expect(await page.getByText(/^Test clock/).count()).toBe(0);
  await context.close();
});

async function timeOf(team: string): Promise<string> {
  const { body } = await world.owner.api(k.getTestClock, { params: { team } });
  return body.testClock.now;
}
