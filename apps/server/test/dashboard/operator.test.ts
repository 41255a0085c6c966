import { text } from 'node:stream/consumers';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { expect, test } from 'vitest';
import { billingOf } from '../world/billing.ts';
import { eventually, install, provision, wanted } from '../world/story.ts';
import { voiceOf } from '../world/voice.ts';
import { expectAccessible, signedIn } from './browser.ts';
import { findRouter } from './in-page.mjs';
import { openWorld } from './open-world.ts';

const HOUR_MS = 60 * 60 * 1000;

// what is tried again is not due within a test
const { world, browser } = openWorld({ schedule: [HOUR_MS, HOUR_MS], answerWithinMs: 3_000 });

test('an operator settles an invoice, sees that the books add up, and pays the provider out', async () => {
  const installation = await install(world);
  const { externalId } = await provision(world, installation);
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto('/operator/ledger');
  await page.getByRole('heading', { name: 'Nothing is booked yet' }).waitFor();
  await expectAccessible(page, 'operator-ledger-empty');
  const billing = billingOf(externalId ?? '');
  await voiceOf(world, installation)('POST', '/billing/invoices', billing.invoice());
  await page.goto('/operator');
  const row = page.getByRole('row', { name: /acme/ });
  await row.getByText('$10.00').waitFor();
  await expectAccessible(page, 'operator-invoices');
  await row.getByRole('button', { name: 'Settle' }).click();
  await page.getByRole('button', { name: 'Record' }).click();
  await page.getByText('Nothing is open').waitFor();

  await page.getByRole('link', { name: 'Ledger' }).click();
  await page.getByRole('row', { name: 'Due to providers -$10.00' }).waitFor();
  await page.getByText('They add up').waitFor();
  await expectAccessible(page, 'operator-ledger');
  await page.getByRole('button', { name: 'Export' }).click();
  await expectAccessible(page, 'operator-export');
  await page.getByLabel('First day').fill('');
  await page.getByLabel('Last day').fill('');
  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'CSV' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('ledger.csv');
  const ledger = await text(await download.createReadStream());
  expect(ledger.split('\r\n').filter((line) => line.includes(',invoice.paid,'))).toHaveLength(4);
  await page.getByLabel('First day').fill('2026-03-02');
  await page.getByLabel('Last day').fill('2026-03-01');
  await page.getByText('The last day is before the first.').waitFor();
  expect(await page.getByRole('link', { name: 'CSV' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('link', { name: 'Entries' }).click();
  const entries = page.getByRole('region', { name: 'Entries' });
  await entries.getByRole('row', { name: /invoice\.paid/ }).waitFor();
  await page.getByRole('textbox', { name: 'Team' }).fill(world.team);
  await page.getByRole('button', { name: 'Search' }).click();
  await page
    .getByRole('search')
    .getByRole('button', { name: /Account$/ })
    .click();
  await page.getByRole('option', { name: 'Due to providers' }).click();
  await page.waitForURL(/account=payable/);
  await entries.getByRole('row', { name: /invoice\.paid.*Due to providers -\$10\.00/ }).waitFor();
  await expectAccessible(page, 'operator-entries');
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByText(/of the team .*, with a line of “Due to providers”/).waitFor();
  await page.getByLabel('First day').last().fill('');
  await page.getByLabel('Last day').last().fill('');
  const narrowed = await page.getByRole('link', { name: 'JSON' }).getAttribute('href');
  expect(new URL(narrowed ?? '', world.url).search).toBe(`?team=${world.team}&account=payable`);
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('link', { name: 'Payouts' }).click();
  await page.getByRole('button', { name: 'Set the commission of scripted' }).click();
  await page.getByLabel('Percent').fill('150');
  await page.getByRole('button', { name: 'Set', exact: true }).click();
  await page.getByText(/A rate is a percentage/).waitFor();
  await page.getByLabel('Percent').fill('12.5');
  await page.getByRole('button', { name: 'Set', exact: true }).click();
  await page.getByText('12.5 %').waitFor();
  await page.getByRole('button', { name: 'Record payout' }).click();
  await page.getByLabel('Reference').fill('transfer 7');
  await page.getByRole('button', { name: 'Record', exact: true }).click();
  await page.getByRole('region', { name: 'Paid out' }).getByText('transfer 7').waitFor();
  await expectAccessible(page, 'operator-payouts');
  const { body } = await world.owner.api(k.listPayouts, {});
  expect(body.payouts).toMatchObject([{ reference: 'transfer 7' }]);
  await context.close();
});

test('an operator sees which provider is not well, tries an operation again and gives one up', async () => {
  const { body: installed } = await world.owner.api(k.listInstallations, {
    params: { team: world.team },
  });
  const installation = installed.installations[0]?.id ?? '';
  const params = { team: world.team, installation };
  world.provider.misbehave(
    ({ method, path }) => method === 'POST' && path.endsWith('/resources'),
    { kind: 'cut-before' },
    { kind: 'cut-before' },
  );
  for (const name of ['tried-again', 'given-up']) {
    await world.owner.api(k.createResource, { params, body: wanted({ name }) });
  }
  // they have been waiting for longer than a minute
  await world.database.read(
    `update operation set created_at = created_at - interval '2 minutes' where status = 'running'`,
  );
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto('/operator/health');
  const provider = page.getByRole('row', { name: /Scripted/ });
  await provider.getByText('Fails at times').waitFor();
  const cut =
    'The connection to its server ended before the answer did. It may have done it all the same.';
  await provider.getByText(`provisionResource: ${cut}`).waitFor();
  await expectAccessible(page, 'operator-health');
  await provider.getByRole('link', { name: '2' }).click();

  const operations = page.getByRole('region', { name: 'Operations' });
  await operations.getByText(`1 attempt, the last: ${cut}`).first().waitFor();
  expect(new URL(page.url()).search).toBe('?integration=scripted');
  await expectAccessible(page, 'operator-operations');
  await operations
    .getByRole('button', { name: /^Try again/ })
    .first()
    .click();
  await eventually(async () => {
    const { body } = await world.owner.api(k.listOperations, { params: { team: world.team } });
    return body.operations.filter(({ status }) => status === 'running').length === 1;
  });
  await operations.getByRole('row').nth(2).waitFor({ state: 'detached' });

  await operations.getByRole('button', { name: /^Give up/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Give up: provision of acme' });
  await dialog.getByText('Scripted may have done it').waitFor();
  await expectAccessible(page, 'operator-give-up');
  await dialog.getByLabel('Reason').fill('the provider is gone');
  await dialog.getByRole('button', { name: 'Give up' }).click();
  await page.getByText('Nothing is stuck').waitFor();
  const { body } = await world.owner.api(k.listOperations, { params: { team: world.team } });
  expect(body.operations.find(({ status }) => status === 'failed')?.refusal).toMatchObject({
    code: 'operation_given_up',
    message: expect.stringContaining('the provider is gone'),
  });
  await context.close();
});

test('an operator compares the host with a provider, and repairs what does not agree', async () => {
  const { body } = await world.owner.api(k.listInstallations, { params: { team: world.team } });
  const { externalId } = await provision(world, body.installations[0]?.id ?? '');
  const there = world.provider.resources.get(externalId ?? '');
  if (there === undefined) throw new Error('the provider has not made it');
  there.status = 'suspended';
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto('/operator/reconciliation');
  await page.getByText('Nothing was compared yet').waitFor();

  await page.getByRole('button', { name: 'Compare now' }).click();
  const row = page.getByRole('row').filter({ hasText: externalId ?? '' });
  await row.getByText('status: suspended').waitFor();
  await expectAccessible(page, 'operator-reconciliation');
  await row.getByRole('button', { name: /Repair/ }).click();
  await page.getByText('takes over what it says').waitFor();
  await page.getByRole('button', { name: 'Repair', exact: true }).click();
  await row.getByText('repaired').waitFor();

  const [shown] = await world.database.read<{ status: string }>(
    'select status from resource where external_id = $1',
    [externalId],
  );
  expect(shown).toEqual({ status: 'suspended' });
  await context.close();
});

test('a service gets a token that is shown once, and a new signing key is brought in', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto('/operator/services');
  await page.getByRole('button', { name: 'New service' }).first().click();
  await page.getByLabel('Name').fill('Platform');
  await page.getByRole('button', { name: 'Make service' }).click();
  await page.getByRole('button', { name: 'Tokens' }).click();
  await page.getByLabel('Name').fill('first');
  await page.getByText('Read events').click();
  await page.getByRole('button', { name: 'Make token' }).click();
  await page.getByText('It is shown this once.', { exact: false }).waitFor();
  await page.getByRole('button', { name: 'I have it' }).click();
  const tokens = page.getByRole('region', { name: 'Tokens' });
  await tokens.getByText('read-events').waitFor();
  await expectAccessible(page, 'operator-tokens');
  await page.getByRole('button', { name: 'Revoke first' }).click();
  await page.getByText('None yet.').waitFor();
  await page.keyboard.press('Escape');

  await page.getByRole('navigation', { name: 'Host' }).getByRole('link', { name: 'Host' }).click();
  await page.getByRole('link', { name: 'Keys' }).click();
  await page.getByRole('button', { name: 'New signing key' }).click();
  await page.getByRole('button', { name: 'Bring in a new key' }).click();
  await page.getByText(/is published. It begins to sign/).waitFor();
  await page.getByText('Published, signs later').waitFor();
  await page.getByRole('button', { name: 'Add a key' }).click();
  await page.getByRole('button', { name: 'Add it' }).click();
  await page.getByText('Waits to be used').waitFor();
  await expectAccessible(page, 'operator-keys');
  await page.getByRole('button', { name: 'Use the new key' }).click();
  await page.getByRole('button', { name: 'Re-wrap everything' }).click();
  await page.getByText('Only backups need it').waitFor();
  await page.getByRole('button', { name: 'Add a key' }).waitFor();
  await context.close();
});

test('an operator finds who did what, verifies the logs, and is told of one that was written anew', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto('/operator/audit');
  await page.getByText('Nobody has verified the logs yet.').waitFor();
  await page.getByRole('button', { name: 'Verify now' }).click();
  await page.getByText('As they were written', { exact: true }).waitFor();
  await page.getByRole('textbox', { name: 'Team' }).fill(world.team);
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('button', { name: /What$/ }).click();
  await page.getByRole('option', { name: 'Anything about integrations' }).click();
  await page.waitForURL(/type=integration/);
  const row = page.getByRole('region', { name: 'Events' }).getByRole('row').nth(1);
  await expectAccessible(page, 'operator-audit');
  await row.getByRole('button').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Sealed by').waitFor();
  await expectAccessible(page, 'operator-audit-event');
  await dialog.getByRole('link', { name: 'Everything about this integration' }).click();
  await page.waitForURL(/subject=oac_/);
  expect(await page.getByRole('textbox', { name: 'About' }).inputValue()).toMatch(/^oac_/);

  await world.database.read(`update event set data = '{}' where type = 'team.created'`);
  await page.getByRole('button', { name: 'Verify now' }).click();
  await page.getByText('Not as they were written').waitFor();
  await page.getByRole('row', { name: /acme 1 It is not what was sealed/ }).waitFor();
  await expectAccessible(page, 'operator-audit-broken');
  await context.close();
});

test('from the pages of the host Ctrl+K leads to every other, and to a team, and the account has its menu', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  const typed = page.getByPlaceholder('Type a name');
  const byPalette = async (text: string, name: RegExp) => {
    await page.keyboard.press('Control+k');
    await typed.fill(text);
    await page.getByRole('menuitem', { name }).waitFor();
    await page.keyboard.press('Enter');
    await typed.waitFor({ state: 'detached' });
  };
  await page.goto('/operator');
  await page.getByRole('button', { name: 'Go to' }).click();
  await page.getByRole('menuitem', { name: /Acme your team/ }).waitFor();
  const routes = await page.evaluate(findRouter);
  const listed = await page.evaluate<string[]>(
    `[...document.querySelectorAll('[role=menuitem]')].map(({ dataset }) => dataset.key)`,
  );
  const reached = listed.map((key) => key.slice(key.indexOf('/')));
  expect(
    routes.filter((route) => route.startsWith('/operator') && !route.includes('$')).sort(),
  ).toEqual(reached.filter((path) => path.startsWith('/operator')).sort());
  // a list that is longer is scrolled by the arrow keys, of which the check of the page knows nothing
  await typed.fill('money');
  await page.getByRole('menuitem', { name: /Ledger/ }).waitFor();
  await expectAccessible(page, 'operator-palette');
  await page.keyboard.press('Escape');

  await byPalette('keys', /Keys/);
  await page.getByRole('heading', { name: 'Keys', level: 1 }).waitFor();
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitem', { name: 'Account and tokens' }).waitFor();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
  await byPalette('acme', /Acme/);
  await page.getByRole('heading', { name: 'Acme', level: 1 }).waitFor();
  await page.goto('/operator');
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByLabel('Password').waitFor();
  await context.close();
});

test('whoever does not run the host finds nothing of it', async () => {
  const other = await world.signUp('Vera');
  await other.api(k.createTeam, { body: { name: 'Elsewhere', slug: 'elsewhere' } });
  const { page, context } = await signedIn(browser, world, other);

  await page.goto('/operator/ledger');

  await page.getByText('This is not here').waitFor();
  await context.close();
});
