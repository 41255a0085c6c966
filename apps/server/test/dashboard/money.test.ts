import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { billingOf } from '../world/billing.ts';
import { prepaidStory, prepayment } from '../world/prepaid.ts';
import { eventually, install, provision } from '../world/story.ts';
import { type Voice, voiceOf } from '../world/voice.ts';
import { expectAccessible, loaded, signedIn } from './browser.ts';
import { openWorld } from './open-world.ts';

const { world, browser } = openWorld({
  payments: { kind: 'test' },
  // nothing is charged by itself before somebody has seen it
  billingEveryMs: 3_600_000,
});
let installation: string;
let say: Voice;
let billing: ReturnType<typeof billingOf>;
beforeAll(async () => {
  installation = await install(world);
  const { externalId } = await provision(world, installation, { name: 'orders' });
  say = voiceOf(world, installation);
  billing = billingOf(externalId ?? '');
});

const home = () => `/t/${world.team}/billing`;

test('an invoice is paid once somebody has seen how much is charged to what; a decline says why, and another payment method pays', async () => {
  const { body } = await say('POST', '/billing/invoices', billing.invoice());
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`${home()}/payment-methods`);
  await page.getByText('No payment methods').waitFor();
  const add = async (token: string) => {
    await page.getByRole('button', { name: 'Add payment method' }).first().click();
    await page.getByLabel('Token').fill(token);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  };
  await add('test_declined');
  await add('test_ok');
  const methods = page.getByRole('region', { name: 'Payment methods' });
  await methods.getByRole('button', { name: 'Make default' }).waitFor();
  await expectAccessible(page, 'payment-methods');

  const params = { team: world.team };
  const known = await world.owner.api(k.listPaymentMethods, { params });
  const idOf = (name: string) => known.body.paymentMethods.find(({ label }) => label === name)?.id;
  const invoice = await world.owner.api(k.getTeamInvoice, {
    params: { ...params, invoice: body.invoiceId },
  });
  const charged: unknown[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/payment')) charged.push(request.postDataJSON());
  });
  await page.goto(`${home()}/invoices/${body.invoiceId}`);
  await page.getByRole('button', { name: 'Pay now' }).click();
  const dialog = page.getByRole('dialog', { name: `Pay invoice ${invoice.body.invoice.number}` });
  await dialog.getByText('$10.00 is charged to Declines at once').waitFor();
  await expectAccessible(page, 'invoice-pay');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(charged).toEqual([]);
  await page.getByRole('button', { name: 'Pay now' }).click();
  await dialog.getByRole('button', { name: 'Pay $10.00' }).click();
  await dialog.getByText(/^The payment was declined/).waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  const payments = page.getByRole('region', { name: 'Payments' });
  await payments.getByText('Failed').first().waitFor();
  await page.goto(`${home()}/payment-methods`);
  await methods.getByRole('button', { name: 'Make default' }).click();
  await page.goto(`${home()}/invoices/${body.invoiceId}`);
  await page.getByRole('button', { name: 'Pay now' }).click();
  await dialog.getByText('$10.00 is charged to Pays at once').waitFor();
  await dialog.getByRole('button', { name: 'Pay $10.00' }).click();
  await payments.getByText('Succeeded').waitFor();
  await page.getByText('Paid', { exact: true }).first().waitFor();
  // nothing else than what was shown, whatever somebody chooses meanwhile
  expect(charged).toEqual([
    { paymentMethodId: idOf('Declines') },
    { paymentMethodId: idOf('Pays') },
  ]);
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

test('a balance is filled up by a rule, which says how it stands, and comes back when its end is undone', async () => {
  const story = prepaidStory(world, installation);
  const { externalId } = await provision(world, installation, { name: 'tokens' });
  await story.told(`/resources/${externalId}`, 'PATCH', { billingPlan: prepayment });
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`${home()}/top-ups`);
  await page.getByText('Nothing is filled up by itself').waitFor();
  await page.getByRole('button', { name: 'New rule' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: /For/ }).click();
  await page.getByRole('option', { name: 'tokens' }).click();
  await dialog.getByLabel('When less is left than').fill('5');
  await dialog.getByLabel('Buy, in US dollars').fill('7.50');
  await dialog.getByLabel('At most in a month').fill('60');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('at least $10.00, which are 1000 cents').waitFor();
  await expectAccessible(page, 'top-up-rule');
  await dialog.getByLabel('Buy, in US dollars').fill('20');
  await dialog.getByRole('button', { name: 'Save' }).click();

  const rules = page.getByRole('region', { name: 'Top-up rules' });
  await rules.getByText('Buys at the next fall').waitFor();
  await story.told('/billing/balance', 'POST', {
    timestamp: new Date().toISOString(),
    balances: [{ resourceId: externalId, currencyValueInCents: 120 }],
  });
  // nobody reloads
  await rules.getByText('Bought, waits for the balance').waitFor();
  await rules.getByText('$20.00 of $60.00').waitFor();

  await page.getByRole('button', { name: 'Remove tokens' }).click();
  await page.getByText('Nothing is filled up by itself').waitFor();
  await page.getByText('tokens is not filled up by itself any more.').waitFor();
  await expectAccessible(page, 'top-up-undo');
  await page.getByRole('button', { name: 'Undo' }).click();
  await rules.getByText('$20.00 of $60.00').waitFor();
  await context.close();
});

test('a month is limited, warnings are listed, and the end of a limit is undone', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`${home()}/limits`);
  await page.getByText('Nothing is limited').waitFor();
  await page.getByRole('button', { name: 'New limit' }).first().click();
  const dialog = page.getByRole('dialog');
  const saidOf = (label: string) => dialog.locator('div', { has: page.getByLabel(label) }).last();
  await dialog.getByLabel('At most in a month').fill('-3');
  await dialog.getByLabel('Warn at').fill('50, many');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await saidOf('At most in a month')
    .getByText(/US dollars from 0 on.*; this is “-3”/)
    .waitFor();
  await saidOf('Warn at').getByText('Only numbers can stand here').waitFor();
  expect(await dialog.getByRole('alert').count()).toBe(0);
  await expectAccessible(page, 'limit-refused');
  await dialog.getByLabel('At most in a month').fill('15');
  await dialog.getByText('Refuse more once it is reached').click();
  await dialog.getByLabel('Warn at').fill('50, 100');
  await expectAccessible(page, 'limit-dialog');
  await dialog.getByRole('button', { name: 'Save' }).click();

  const limits = page.getByRole('region', { name: 'Limits' });
  await limits.getByText('Reached').waitFor();
  await limits.getByText('50 %, 100 %').waitFor();
  await page
    .getByRole('region', { name: 'Last warnings' })
    .getByText(/^100 % was reached/)
    .waitFor();
  await expectAccessible(page, 'limits');

  await page.getByRole('button', { name: 'Remove the limit of The team' }).click();
  await page.getByText('Nothing is limited').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await limits.getByText('Refuses purchases and paid plans').waitFor();
  await limits.getByText('50 %, 100 %').waitFor();
  await world.owner.api(k.removeSpendLimit, { params: { team: world.team, subject: 'team' } });
  await context.close();
});

test('an installation is paid with what is chosen on its page', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`/t/${world.team}/installations/${installation}`);
  const paidWith = page.getByRole('button', { name: /Payment method/ });
  await paidWith.getByText('The default of the team').waitFor();
  await paidWith.click();
  await page.getByRole('option').nth(1).click();
  const params = { team: world.team, installation };
  const chosen = await eventually(
    async () =>
      (await world.owner.api(k.getChosenPaymentMethod, { params })).body.paymentMethodId ?? false,
  );
  await page.reload();
  await paidWith.waitFor();
  expect(await paidWith.getByText('The default of the team').count()).toBe(0);
  await expectAccessible(page, 'installation-paid-with');

  await paidWith.click();
  await page.getByRole('option', { name: /The default of the team/ }).click();
  await paidWith.getByText('The default of the team').waitFor();
  expect(chosen).toMatch(/^pmt_/);
  await context.close();
});

test('what is too small is carried to the next invoice, which says so, and both are paid at once', async () => {
  const team = { params: { team: world.team } };
  const added = await world.owner.api(k.addPaymentMethod, { ...team, body: { token: 'test_ok' } });
  await world.owner.api(k.changePaymentMethod, {
    params: { ...team.params, paymentMethod: added.body.paymentMethod.id },
    body: { isDefault: true },
  });
  const items = [{ ...billing.item, price: '0.30', quantity: 1, total: '0.30' }];
  const small = await say('POST', '/billing/invoices', billing.another(60, { items }));
  const large = await say('POST', '/billing/invoices', billing.another(70));
  const { page, context } = await signedIn(browser, world, world.owner);

  await page.goto(`${home()}/invoices/${large.body.invoiceId}`);

  await page.getByText('To pay together').waitFor();
  await page.getByText('$10.30').first().waitFor();
  await expectAccessible(page, 'invoice-carried');
  await page.getByRole('link', { name: 'that invoice' }).click();
  await page.getByText('Paid together with').waitFor();
  expect(new URL(page.url()).pathname).toBe(`${home()}/invoices/${small.body.invoiceId}`);
  const invoice = large.body.invoiceId;
  const charged = async () => {
    const done = `select from payment where invoice_id = $1 and status = 'succeeded'`;
    return (await world.database.read(done, [invoice])).length > 0;
  };
  const charging = await world.beside({ role: 'worker', billingEveryMs: 50 });
  onTestFinished(charging.close);
  await eventually(charged);
  await page.goto(`${home()}/invoices/${invoice}`);
  await page.getByRole('region', { name: 'Payments' }).getByText('Succeeded').waitFor();
  await page.goto(`${home()}/payment-methods`);
  await page.getByRole('heading', { name: 'Last payments' }).waitFor();
  await page.getByRole('region', { name: 'Payments' }).getByText('$10.30').waitFor();
  await expectAccessible(page, 'last-payments');
  await context.close();
});

test('a test clock is shown on every page of its team, and is moved on by hand', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  const made = await world.owner.api(k.createTeam, { body: { name: 'Trial', slug: 'trial' } });
  expect(made.status).toBe(201);
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/test-clock')) asked.push(request.method());
  });
  for (const [path, heading] of [
    ['projects', 'Projects'],
    ['billing/invoices', 'Invoices'],
    ['billing/clock', 'Test clock'],
  ] as const) {
    await page.goto(`/t/trial/${path}`);
    await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
    await loaded(page);
  }
  expect(asked).toEqual([]);
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
  await page.goto('/t/trial/billing/clock');
  await page.getByRole('button', { name: 'Back to the real time' }).click();
  await page.getByRole('button', { name: 'Remove the test clock' }).click();
  await page.getByText('This team is billed by the real time').waitFor();
  await page.getByText(/^Test clock: for this team it is/).waitFor({ state: 'detached' });
  await page.goto(`/t/${world.team}/projects`);
  await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
  expect(await page.getByText(/^Test clock/).count()).toBe(0);
  await context.close();
});

async function timeOf(team: string): Promise<string> {
  const { body } = await world.owner.api(k.getTestClock, { params: { team } });
  return body.testClock.now;
}
