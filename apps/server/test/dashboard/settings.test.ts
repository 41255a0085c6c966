import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { startReceiver } from '../webhooks/receiver.ts';
import { createApi } from '../world/api-client.ts';
import { eventually, project } from '../world/story.ts';
import { expectAccessible, signedIn } from './browser.ts';
import { lastingFlaws } from './layout.ts';
import { openWorld } from './open-world.ts';

const { world, browser } = openWorld();

/** Makes a token in the dialog that is open, and answers what is shown this once. */
async function makeToken(page: Page, name: string): Promise<string> {
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('button', { name: 'Make token' }).click();
  await dialog.getByText('shown this once').waitFor();
  const secret = (await dialog.locator('code').textContent()) ?? '';
  await dialog.getByRole('button', { name: 'I have it' }).click();
  await page.getByRole('row', { name: new RegExp(name) }).waitFor();
  expect(await page.content()).not.toContain(secret);
  return secret;
}

async function revokeToken(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: `Revoke ${name}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke token' }).click();
  await page.getByRole('row', { name: new RegExp(name) }).waitFor({ state: 'hidden' });
}

test('members come, change their role and go, and the last owner stays', async () => {
  const bob = await world.signUp('Bob');
  const { page, context } = await signedIn(browser, world, world.owner);
  const dialog = page.getByRole('dialog');
  await page.goto(`/t/${world.team}/settings/members`);

  await page.getByRole('button', { name: 'Add a member' }).click();
  await dialog.getByLabel('E-mail address').fill('nobody@test.example');
  await dialog.getByRole('button', { name: 'Add member' }).click();
  await dialog.getByRole('alert').waitFor();
  await dialog.getByLabel('E-mail address').fill(bob.email);
  await dialog.getByRole('button', { name: 'Add member' }).click();
  await page.getByRole('row', { name: /Bob.*Member/ }).waitFor();
  await expectAccessible(page, 'members');

  await page.getByRole('button', { name: 'Change role of Bob' }).click();
  await dialog.getByRole('button', { name: /Role/ }).click();
  await page.getByRole('option', { name: /Viewer/ }).click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('row', { name: /Bob.*Viewer/ }).waitFor();

  // another role shows before the host has answered, and goes again when it is refused
  const becomeBilling = async () => {
    const answer = Promise.withResolvers<void>();
    await page.route(/\/members\/[^/]+$/, async (route) => {
      await answer.promise;
      await route.continue();
    });
    await page.getByRole('button', { name: 'Change role of Ada' }).click();
    await dialog.getByRole('button', { name: /Role/ }).click();
    await page.getByRole('option', { name: /Billing/ }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row', { name: /Ada.*Billing/ }).waitFor();
    await dialog.waitFor({ state: 'hidden' });
    return answer.resolve;
  };
  const answer = await becomeBilling();
  // and stays while the page reads anew, as when somebody else has changed something
  const { members } = (await world.owner.api(k.listMembers, { params: { team: world.team } })).body;
  const user = members.find(({ name }) => name === 'Bob')?.userId ?? '';
  const changed = await world.owner.api(k.updateMember, {
    params: { team: world.team, user },
    body: { role: 'developer' },
  });
  expect(changed.status).toBe(200);
  await page.getByRole('row', { name: /Bob.*Developer/ }).waitFor();
  expect(await page.getByRole('row', { name: /Ada.*Billing/ }).isVisible()).toBe(true);
  answer();
  await dialog.getByRole('alert').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('row', { name: /Ada.*Owner/ }).waitFor();
  // whoever has left the page is told all the same
  const late = await becomeBilling();
  await page.getByRole('link', { name: 'Tokens' }).click();
  await page.getByRole('heading', { name: 'Tokens', exact: true }).waitFor();
  late();
  await page.getByText('That did not work, so it is as it was.').waitFor();
  await page.getByRole('link', { name: 'Members' }).click();
  await page.getByRole('row', { name: /Ada.*Owner/ }).waitFor();
  await page.unrouteAll();
  await page.getByRole('button', { name: 'Remove Bob' }).click();
  await dialog.getByRole('button', { name: 'Remove member' }).click();
  await page.getByRole('row', { name: /Bob/ }).waitFor({ state: 'hidden' });
  expect((await bob.api(k.listProjects, { params: { team: world.team } })).status).toBe(404);

  await page.getByRole('button', { name: 'Remove Ada' }).click();
  await dialog.getByRole('button', { name: 'Remove member' }).click();
  await dialog.getByRole('alert').waitFor();
  await context.close();
});

test('somebody is invited, gets the link by hand, makes an account, and is in; another is not', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  const dialog = page.getByRole('dialog');
  await page.goto(`/t/${world.team}/settings/members`);
  const invite = async (email: string) => {
    await page.getByRole('button', { name: 'Invite somebody' }).click();
    await dialog.getByLabel('E-mail address').fill(email);
    await dialog.getByRole('button', { name: 'Invite', exact: true }).click();
    await dialog.getByText('This host sends no mail').waitFor();
    const url = (await dialog.locator('code').textContent()) ?? '';
    return url;
  };

  await invite('gone@mail.example');
  await dialog.getByRole('button', { name: 'Done' }).click();
  const url = await invite('nia@mail.example');
  await expectAccessible(page, 'invited');
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('row', { name: /gone@mail\.example.*Ada.*hand the link over/ }).waitFor();
  await expectAccessible(page, 'invitations');
  await page.getByRole('button', { name: 'Take back the invitation of gone@mail.example' }).click();
  await dialog.getByRole('button', { name: 'Take back' }).click();
  await page.getByRole('row', { name: /gone@mail/ }).waitFor({ state: 'hidden' });

  const guest = await browser.newContext({ baseURL: world.url });
  const arrived = await guest.newPage();
  await arrived.goto(url);
  await expectAccessible(arrived, 'invitation');
  await arrived.getByLabel('Your name').fill('Nia');
  await arrived.getByLabel('Password').fill('correct horse Nia');
  await arrived.getByRole('button', { name: 'Make the account and join' }).click();
  await arrived.getByRole('navigation', { name: 'Team' }).waitFor();
  expect(new URL(arrived.url()).pathname).toBe(`/t/${world.team}`);
  await page.getByRole('row', { name: /Nia.*Member/ }).waitFor();
  await page
    .getByRole('row', { name: /nia@mail.*hand the link over/ })
    .waitFor({ state: 'hidden' });
  await guest.close();
  await context.close();
});

test('whoever is removed, or may less from now on, is shown to take a linked account along', async () => {
  const params = { team: world.team };
  await world.owner.api(k.updateIntegration, {
    params: { ...params, integration: world.integration.id },
    body: {
      kinds: ['native', 'connectable'],
      redirectUrl: 'https://console.scripted.test/link',
      apiScopes: { project: 'read' },
    },
  });
  const vera = await world.signUp('Vera');
  await world.owner.api(k.addMember, { params, body: { email: vera.email, role: 'member' } });
  const linked = await vera.api(k.linkAccount, {
    params,
    body: { integration: 'scripted', scopes: ['read:project'] },
  });
  const { page, context } = await signedIn(browser, world, world.owner);
  const dialog = page.getByRole('dialog');
  await page.goto(`/t/${world.team}/settings/members`);

  await page.getByRole('button', { name: 'Change role of Vera' }).click();
  expect(await dialog.getByRole('note').count()).toBe(0);
  await dialog.getByRole('button', { name: /Role/ }).click();
  await page.getByRole('option', { name: /Viewer/ }).click();
  await dialog.getByText('Vera linked Scripted. It stops working').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Remove Vera' }).click();
  await dialog.getByText('Vera linked Scripted. It stops working').waitFor();
  await expectAccessible(page, 'remove-member');
  await dialog.getByRole('button', { name: 'Remove member' }).click();
  await page.getByRole('row', { name: /Vera/ }).waitFor({ state: 'hidden' });

  await page.goto(`/t/${world.team}/installations/${linked.body.installation.id}`);
  await page.getByText('This account is disabled').waitFor();
  await expectAccessible(page, 'disabled-account');
  await page.getByRole('link', { name: 'Take it over' }).click();
  await page.getByText('Scripted').first().waitFor();
  expect(new URL(page.url()).pathname).toBe('/integrations/scripted/new');
  await context.close();
});

test('a member without the right to manage people sees them, and nothing to do with them', async () => {
  const params = { team: world.team };
  const lou = await world.signUp('Lou');
  await world.owner.api(k.addMember, { params, body: { email: lou.email, role: 'viewer' } });
  const { page, context } = await signedIn(browser, world, lou);

  await page.goto(`/t/${world.team}/settings/members`);

  await page.getByRole('row', { name: /Lou \(you\)/ }).waitFor();
  expect(await page.getByRole('main').getByRole('button').count()).toBe(0);
  expect(await page.getByText('Invitations').count()).toBe(0);
  await context.close();
});

test('tokens of the team and of a person are shown once, work, and are revoked', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`/t/${world.team}/settings/tokens`);
  await page.getByRole('button', { name: 'New token' }).first().click();
  const machine = await makeToken(page, 'builds');
  await expectAccessible(page, 'team-tokens');
  const projects = () =>
    createApi(world.url, machine)(k.listProjects, { params: { team: world.team } });
  expect((await projects()).status).toBe(200);
  await revokeToken(page, 'builds');
  expect((await projects()).status).toBe(401);

  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitem', { name: 'Account and tokens' }).click();
  await page.getByText(world.owner.email).waitFor();
  await page.getByRole('button', { name: 'New token' }).click();
  const personal = await makeToken(page, 'laptop');
  await expectAccessible(page, 'account');
  const me = await createApi(world.url, personal)(k.getMe);
  expect(me.body.person.email).toBe(world.owner.email);
  await revokeToken(page, 'laptop');
  await context.close();
});

test('the events of a webhook stand by what they are about, and are chosen together or one by one', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  const params = { team: world.team };
  await page.goto(`/t/${world.team}/settings/webhooks?open=new-webhook`);
  const dialog = page.getByRole('dialog');
  const group = (name: string) => dialog.getByRole('group', { name, exact: true });
  const deployments = group('Deployments').getByRole('checkbox');
  const all = dialog.getByRole('checkbox', { name: 'All of Deployments' });
  await dialog.getByText('0 of 33 chosen').waitFor();
  // nothing is in no group
  expect(await dialog.getByRole('group').count()).toBe(8);
  expect(await deployments.count()).toBe(14);

  await all.focus();
  await page.keyboard.press('Space');
  await dialog.getByRole('status').getByText('13 of 33 chosen').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await dialog.getByRole('status').getByText('12 of 33 chosen').waitFor();
  expect(await all.evaluate((box: { indeterminate: boolean }) => box.indeterminate)).toBe(true);
  await group('Projects and their variables')
    .getByRole('checkbox', { name: 'project.created' })
    .press('Space');
  await dialog.getByText('13 of 33 chosen').waitFor();
  await expectAccessible(page, 'new-webhook');
  await all.press('Space');
  await all.press('Space');
  await dialog.getByText('1 of 33 chosen').waitFor();
  await dialog.getByRole('checkbox', { name: 'All of Connections' }).press('Space');
  await dialog.getByLabel('Address').fill('https://webhooks.test.example/grouped');
  await dialog.getByRole('button', { name: 'Make webhook' }).press('Enter');
  await dialog.getByText('shown this once').waitFor();

  const { body } = await world.owner.api(k.listWebhookReceivers, { params });
  const made = body.receivers.find(({ url }) => url?.endsWith('/grouped'));
  expect(made?.events).toEqual([
    'integration-resource.project-connected',
    'integration-resource.project-disconnected',
    'project.created',
  ]);
  await world.owner.api(k.deleteWebhook, { params: { ...params, webhook: made?.id ?? '' } });
  await context.close();
});

test('what is typed for a new webhook is there after a reload, and no more once it is made; its secret is kept nowhere', async () => {
  const url = 'https://webhooks.test.example/kept';
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`/t/${world.team}/settings/webhooks?open=new-webhook`);
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Address').fill(url);
  await dialog.getByRole('checkbox', { name: 'project.created' }).press('Space');
  await dialog.getByText('1 of 33 chosen').waitFor();

  await page.reload();

  await dialog.getByText('1 of 33 chosen').waitFor();
  expect(await dialog.getByLabel('Address').inputValue()).toBe(url);
  await dialog.getByRole('button', { name: 'Make webhook' }).click();
  await dialog.getByText('shown this once').waitFor();
  const secret = (await dialog.locator('code').textContent()) ?? '';
  expect(secret.length).toBeGreaterThan(10);
  const kept = await page.evaluate('JSON.stringify({ ...sessionStorage, ...localStorage })');
  expect(kept).not.toContain(secret);
  expect(kept).not.toContain(url);
  await dialog.getByRole('button', { name: 'I have it' }).click();
  await page.getByRole('button', { name: 'New webhook' }).first().click();
  await dialog.getByText('0 of 33 chosen').waitFor();
  expect(await dialog.getByLabel('Address').inputValue()).toBe('');
  const { body } = await world.owner.api(k.listWebhookReceivers, { params: { team: world.team } });
  const made = body.receivers.find((each) => each.url === url);
  await world.owner.api(k.deleteWebhook, {
    params: { team: world.team, webhook: made?.id ?? '' },
  });
  await context.close();
});

test('the address of a webhook goes on in the next line between its words on a phone, in the list and on its own page', async () => {
  const url =
    'https://webhooks.test.example/production/customers/orders/changed?channel=operations&language=english';
  const params = { team: world.team };
  const made = await world.owner.api(k.createWebhook, {
    params,
    body: { url, events: ['project.created'] },
  });
  const { page, context } = await signedIn(browser, world, world.owner);
  const broken: string[] = [];
  const look = async (name: string) => {
    await expectAccessible(page, name);
    for (const width of [360, 400]) {
      await page.setViewportSize({ width, height: 740 });
      const flaws = await lastingFlaws(page);
      broken.push(...flaws.filter((flaw) => flaw.includes(' is broken in ')));
    }
  };

  await page.goto(`/t/${world.team}/settings/webhooks`);
  await page.getByRole('link', { name: url, exact: true }).waitFor();
  await look('long-address');
  await page.getByRole('link', { name: url, exact: true }).click();
  await page.getByRole('heading', { name: 'Deliveries', exact: true }).waitFor();
  expect(await page.getByText(url).textContent()).toBe(url);
  await look('long-address-of-one');

  expect(broken).toEqual([]);
  await world.owner.api(k.deleteWebhook, {
    params: { ...params, webhook: made.body.receiver.id },
  });
  await context.close();
});

test('a webhook is made, told, looked at, told again and removed', async () => {
  const receiver = await startReceiver();
  const { page, context } = await signedIn(browser, world, world.owner);
  const dialog = page.getByRole('dialog');
  await page.goto(`/t/${world.team}/settings/webhooks`);
  await page.getByText('No webhooks').waitFor();
  await page.getByRole('button', { name: 'New webhook' }).first().click();
  await dialog.getByLabel('Address').fill(receiver.url);
  await dialog.getByRole('button', { name: 'Make webhook' }).click();
  await dialog.locator('[slot=errorMessage]').waitFor();
  await dialog.getByRole('checkbox', { name: 'project.created' }).check({ force: true });
  await dialog.getByRole('button', { name: 'Make webhook' }).click();
  await dialog.getByText('shown this once').waitFor();
  await dialog.getByRole('button', { name: 'I have it' }).click();
  await page.getByRole('link', { name: receiver.url }).waitFor();
  await expectAccessible(page, 'webhooks');

  await project(world, 'told');
  await page.getByRole('link', { name: receiver.url }).click();
  await page.getByRole('row', { name: /project\.created.*Delivered/ }).waitFor();
  await page.getByRole('button', { name: 'project.created' }).click();
  await dialog.getByRole('button', { name: 'Send again' }).click();
  await dialog.getByRole('row').nth(2).waitFor();
  await dialog.getByRole('button', { name: 'Close' }).click();

  await page.getByRole('navigation', { name: 'Settings' }).getByText('Webhooks').click();
  await page.getByRole('button', { name: `Remove ${receiver.url}` }).click();
  await page.getByText('No webhooks').waitFor();
  await page.getByText(/is being removed, with the record/).waitFor();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Close' }).click();
  const receivers = () => world.owner.api(k.listWebhookReceivers, { params: { team: world.team } });
  await eventually(async () =>
    (await receivers()).body.receivers.every(({ kind }) => kind !== 'webhook'),
  );
  await context.close();
  await receiver.down();
});

test('a team is given another name and address, and the page goes along', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`/t/${world.team}/settings`);
  await page.getByLabel('Name').fill('Acme Works');
  await page.getByLabel('Address').fill('acme-works');
  await expectAccessible(page, 'team-settings');
  await page.getByRole('button', { name: 'Save' }).click();

  await page.waitForURL(/\/t\/acme-works\/settings/);
  await page.getByRole('button', { name: /Acme Works/ }).waitFor();
  expect(await page.getByLabel('Name').inputValue()).toBe('Acme Works');
  await world.owner.api(k.updateTeam, {
    params: { team: 'acme-works' },
    body: { slug: world.team },
  });
  await context.close();
});
