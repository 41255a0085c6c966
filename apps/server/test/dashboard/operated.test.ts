import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shownSettings } from '../../src/config/read-config.ts';
import { startMailServer } from '../mail/mail-server.ts';
import { eventually, install } from '../world/story.ts';
import { expectAccessible, scrolledUntil, signedIn } from './browser.ts';
import { openWorld } from './open-world.ts';

let mail: Awaited<ReturnType<typeof startMailServer>>;
beforeAll(async () => {
  mail = await startMailServer();
});
afterAll(() => mail.down());

const { world, browser } = openWorld(() => ({
  mail: mail.settings,
  settings: shownSettings({
    KONTOR_URL: 'https://market.example',
    KONTOR_SECRET: 's'.repeat(40),
  }),
}));

test('an operator finds a team, credits it, stops it for a reason, and helps somebody who forgot a password', async () => {
  await install(world);
  const vera = await world.signUp('Vera');
  await vera.api(k.createTeam, { body: { name: 'Quiet <b>works</b>', slug: 'quiet' } });
  // more of them than one page has
  await world.database.read(
    `insert into people.organization ("id", "name", "slug", "createdAt")
     select 'team_many' || n, 'Team ' || n, 'many-' || lpad(n::text, 4, '0'), now()
     from generate_series(1, 250) n`,
  );
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto('/operator/teams');
  const teams = page.getByRole('region', { name: 'Teams' });
  await teams.getByRole('link', { name: 'Acme' }).waitFor();
  await expectAccessible(page, 'operator-teams');
  const quiet = teams.getByRole('link', { name: 'Quiet <b>works</b>' });
  await scrolledUntil(page, async () => (await quiet.count()) > 0);
  await page.getByRole('textbox', { name: 'Find' }).fill('nobody@nowhere.example');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByText('There is no such team').waitFor();
  await page.getByRole('textbox', { name: 'Find' }).fill(vera.email);
  await page.getByRole('button', { name: 'Search' }).click();
  await teams.getByRole('link', { name: 'Quiet <b>works</b>' }).click();

  await page.getByRole('heading', { name: 'Quiet <b>works</b>' }).waitFor();
  await page.getByRole('button', { name: 'Grant a credit' }).click();
  await page.getByLabel('Amount in US dollars').fill('0');
  await page.getByLabel('Reason').fill('an outage in May');
  await page.getByRole('button', { name: 'Grant', exact: true }).click();
  await page.getByText('A credit is more than nothing, in full cents.').first().waitFor();
  await page.getByLabel('Amount in US dollars').fill('12.50');
  await page.getByRole('button', { name: 'Grant', exact: true }).click();
  await page.getByRole('row', { name: /an outage in May \$12\.50/ }).waitFor();

  await page.getByRole('button', { name: 'Suspend' }).click();
  await page.getByRole('dialog').getByLabel('Reason').fill('nobody answers');
  await expectAccessible(page, 'operator-suspend');
  await page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click();
  await page.getByRole('note').getByText('nobody answers').waitFor();
  await expectAccessible(page, 'operator-team');
  const refused = await vera.api(k.createProject, {
    params: { team: 'quiet' },
    body: { name: 'shop' },
  });
  expect(refused.status).toBe(403);
  await page.getByRole('button', { name: 'Lift the suspension' }).click();
  await page.getByRole('button', { name: 'Lift it' }).click();
  await page.getByRole('button', { name: 'Suspend' }).waitFor();

  await page.getByRole('button', { name: 'Reset the password of Vera' }).click();
  await page.getByRole('button', { name: 'Make the link' }).click();
  const dialog = page.getByRole('dialog', { name: `Link for ${vera.email}` });
  const link = (await dialog.getByText('/reset-password?token=').textContent()) ?? '';
  await expectAccessible(page, 'operator-reset-password');
  await dialog.getByRole('button', { name: 'I have it' }).click();

  await page.goto('/operator/audit?type=password-reset.*');
  await page.getByRole('button', { name: /^A new password was made possible: / }).click();
  await page.getByRole('dialog').locator('pre').getByText(vera.email).waitFor();
  await page.getByRole('dialog').getByText('This host', { exact: true }).waitFor();
  const token = new URL(link).searchParams.get('token') ?? '';
  expect(token).not.toBe('');
  expect(await page.content()).not.toContain(token);
  await context.close();
});

test('an operator sees which mail failed and why, sends it again, and reads how the host is set up', async () => {
  mail.script.refusals = [{ code: 550, message: '5.1.1 no such user' }];
  await world.owner.api(k.createInvitation, {
    params: { team: world.team },
    body: { email: 'guest@mail.example', role: 'viewer' },
  });
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto('/operator/mails');
  await eventually(async () => {
    const { body } = await world.owner.api(k.listMails, { query: {} });
    return body.mails.length > 0;
  });
  await page.reload();
  await page.getByText('1 try: EENVELOPE RCPT TO 550 5.1.1').waitFor();
  await expectAccessible(page, 'operator-mails');
  await page.getByRole('button', { name: 'Send again: the mail to guest@mail.example' }).click();
  await page.getByText('There is none').waitFor();
  await eventually(async () => mail.to('guest@mail.example'));

  await page.getByRole('link', { name: 'Settings' }).click();
  const settings = page.getByRole('region', { name: 'Every setting' });
  await settings.getByRole('row', { name: /KONTOR_URL https:\/\/market\.example/ }).waitFor();
  await settings.getByRole('row', { name: /KONTOR_SECRET Set, not shown Environment/ }).waitFor();
  await page.getByRole('row', { name: /Nothing is measured/ }).waitFor();
  expect(await page.content()).not.toContain('s'.repeat(40));
  await expectAccessible(page, 'operator-settings');
  await context.close();
});
