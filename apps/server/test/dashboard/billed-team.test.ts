import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test, vi } from 'vitest';
import type { Person } from '../world/world.ts';
import { billedTeam, type Setback } from './billed-team.ts';
import { expectAccessible, loaded, signedIn, sizes } from './browser.ts';
import { endOf, lastingFlaws } from './layout.ts';
import { openWorld } from './open-world.ts';

const setback: Setback = { ms: 0 };
const { world, browser } = openWorld({
  payments: { kind: 'test' },
  rateLimits: null,
  billingEveryMs: 3_600_000,
  now: () => new Date(Date.now() - setback.ms),
});
// a test looks at a dozen pages in every look
vi.setConfig({ testTimeout: 240_000 });
let billed: Awaited<ReturnType<typeof billedTeam>>;
beforeAll(async () => {
  billed = await billedTeam(world, setback);
});

const home = () => `/t/${billed.team}`;
const ofBilling = () => ({
  period: `${home()}/billing`,
  weeks: `${home()}/billing?per=week&project=storefront`,
  invoices: `${home()}/billing/invoices`,
  ...Object.fromEntries(
    Object.entries(billed.invoices).map(([state, id]) => [
      `invoice-${state}`,
      `${home()}/billing/invoices/${id}`,
    ]),
  ),
  balances: `${home()}/billing/balances`,
  'top-ups': `${home()}/billing/top-ups`,
  limits: `${home()}/billing/limits`,
  'payment-methods': `${home()}/billing/payment-methods`,
  resource: `${home()}/resources/${billed.resources[0]?.id}`,
});

/** Opens pages one after the other, keeps pictures, and answers what is wrong with how they are laid out. */
async function walk(page: Page, who: string, addresses: Readonly<Record<string, string>>) {
  const flaws: string[] = [];
  for (const [name, address] of Object.entries(addresses)) {
    await page.goto(address);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await loaded(page);
    await expectAccessible(page, `billed-${who}-${name}`, ['light', 'phone']);
    for (const [width, size] of Object.entries(sizes)) {
      await page.setViewportSize(size);
      const found = await lastingFlaws(page);
      flaws.push(...found.map((flaw) => `${who} ${name} ${width}: ${flaw}`));
    }
  }
  return flaws;
}

async function joined(name: string, role: string): Promise<Person> {
  const person = await world.signUp(name);
  await billed.owner.api(k.addMember, {
    params: { team: billed.team },
    body: { email: person.email, role },
  });
  return person;
}

test('an owner reads what is used and billed on every page of it', async () => {
  const { page, context } = await signedIn(browser, world, billed.owner);
  expect(await walk(page, 'owner', ofBilling())).toEqual([]);
  await context.close();
});

test('a document tells its day, its digits in groups, what is paid as paid, and leads to what each line is about', async () => {
  const { page, context } = await signedIn(browser, world, billed.owner);
  const { paid, failed } = billed.invoices;
  await page.goto(`${home()}/billing/invoices`);
  const list = page.getByRole('region', { name: 'Invoices' });
  const row = list.getByRole('row', { name: /-000001/ });
  await row.getByRole('cell', { name: 'Paid', exact: true }).waitFor();
  expect(await list.getByText(/yesterday|ago/).count()).toBe(0);
  // no two of them are called the same
  const names = await list.getByRole('link').allTextContents();
  expect(new Set(names).size).toBe(5);
  await row.getByRole('link').click();

  const lines = page.getByRole('region', { name: 'Lines' });
  await lines.getByText('1,234,000 GB-hours').waitFor();
  expect(new URL(page.url()).pathname).toContain(paid);
  expect(await page.getByText('To pay', { exact: true }).count()).toBe(0);
  await lines.getByRole('link', { name: 'sessions' }).click();
  await page.getByRole('heading', { name: 'sessions', level: 1 }).waitFor();

  await page.goto(`${home()}/billing/invoices/${failed}`);
  await page.getByText('To pay', { exact: true }).waitFor();
  await page.goto(`${home()}/billing/payment-methods`);
  const payments = page.getByRole('region', { name: 'Payments' });
  await payments
    .getByRole('row', { name: /Failed/ })
    .getByRole('link')
    .click();
  await page.getByText('The bank declined it.').waitFor();
  expect(new URL(page.url()).pathname).toContain(failed);

  await page.goto(`${home()}/billing`);
  const owed = page.getByRole('region', { name: 'Owed by resource' });
  await owed.getByRole('link', { name: 'orders' }).waitFor();
  await page
    .getByRole('region', { name: 'What was used' })
    .getByText(/^45,000,000 requests$/)
    .waitFor();
  await page.getByRole('region', { name: 'Owed by integration' }).getByRole('link').click();
  await page.getByRole('heading', { name: 'Scripted', level: 1 }).waitFor();
  await context.close();
});

test('on a phone an invoice is told with its number, its state and its whole total', async () => {
  const { page, context } = await signedIn(browser, world, billed.owner);
  await page.setViewportSize(sizes.phone);
  await page.goto(`${home()}/billing/invoices`);
  const list = page.getByRole('region', { name: 'Invoices' });
  const states = list
    .getByText(/^(Open|Paid|Payment failed|Refunded|Carried)$/)
    .filter({ visible: true });
  const totals = list.getByText(/^\$[\d.,]+$/);
  await totals.nth(4).waitFor();

  const parts = [await states.all(), await totals.all()];
  expect(parts.map(({ length }) => length)).toEqual([5, 5]);
  const ends = await Promise.all(parts.flat().map(endOf));
  expect(Math.max(...ends)).toBeLessThan(await endOf(list));
  await context.close();
});

test('a member reads what is used, and nothing of what only those who pay may see', async () => {
  const { page, context } = await signedIn(browser, world, await joined('Mia', 'member'));
  const { period, weeks, limits, resource } = ofBilling();
  expect(await walk(page, 'member', { period, weeks, limits, resource })).toEqual([]);
  await page.goto(period);
  await page.getByRole('link', { name: 'This period' }).waitFor();
  const theirs = page.locator('a[href*="/billing/invoices"], a[href*="/billing/payment-methods"]');
  expect(await theirs.count()).toBe(0);
  await context.close();
});

test('an operator, who publishes the integration too, reads what is earned and owed', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  const ofProvider = `/t/${world.team}/integrations/${world.integration.slug}`;
  const addresses = {
    usage: `${ofProvider}/usage`,
    invoices: `${ofProvider}/invoices`,
    earnings: `${ofProvider}/earnings`,
    ledger: '/operator/ledger',
    entries: '/operator/entries',
    'open-invoices': '/operator',
    payouts: '/operator/payouts',
    teams: '/operator/teams',
  };
  expect(await walk(page, 'operator', addresses)).toEqual([]);
  await context.close();
});
