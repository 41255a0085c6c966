import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { install, project, provision } from '../world/story.ts';
import { anotherTeam, offerTransfers, targetOf } from '../world/two-teams.ts';
import { expectAccessible, signedIn } from './browser.ts';
import { openWorld } from './open-world.ts';

const { world, browser } = openWorld({ rateLimits: null });
let installation: string;
let target: Awaited<ReturnType<typeof anotherTeam>>;
let ours: Page;
let theirs: Page;
beforeAll(async () => {
  await offerTransfers(world);
  installation = await install(world);
  target = await anotherTeam(world);
  ours = (await signedIn(browser, world, world.owner)).page;
  theirs = (await signedIn(browser, world, target.owner)).page;
});

/** Makes a link on the page that is open, and answers it; the dialog stays. */
async function handOver(named: string): Promise<string> {
  await ours.getByRole('button', { name: 'Hand over', exact: true }).click();
  const asking = ours.getByRole('dialog', { name: `Hand over ${named}` });
  await asking.getByRole('button', { name: 'Make a code' }).click();
  const made = ours.getByRole('dialog', { name: `${named} can be taken over` });
  return (await made.getByText('/claim-deployment?code=').textContent()) ?? '';
}
const dialogOf = (named: string) =>
  ours.getByRole('dialog', { name: `${named} can be taken over` });

test('a resource is handed over only where its provider offers that', async () => {
  const { id } = await provision(world, installation, { name: 'stays-or-goes' });
  const give = ours.getByRole('button', { name: 'Hand over', exact: true });
  await ours.goto(`/t/${world.team}/resources/${id}`);
  await give.waitFor();

  await offerTransfers(world, false);
  await ours.reload();

  await ours.getByRole('button', { name: 'Change plan' }).waitFor();
  await give.waitFor({ state: 'detached' });
  await offerTransfers(world);
});

test('a resource goes by a link to a team that installs what it lacks first', async () => {
  const resource = await provision(world, installation, { name: 'orders' });
  await project(world, 'reader');
  await world.owner.api(k.connectResource, {
    params: { team: world.team, resource: resource.id },
    body: { project: 'reader', environments: ['production'] },
  });
  await ours.goto(`/t/${world.team}/resources/${resource.id}`);
  await ours.getByRole('button', { name: 'Hand over', exact: true }).click();
  const asking = ours.getByRole('dialog', { name: 'Hand over orders' });
  await asking.getByRole('button', { name: 'Make a code' }).click();
  await asking
    .getByRole('alert')
    .getByText(/projects that do not go along: reader/)
    .waitFor();
  await expectAccessible(ours, 'hand-over');
  await asking.getByText('Disconnect its projects then').click();
  await asking.getByRole('button', { name: 'Make a code' }).click();
  const link = await dialogOf('orders').getByText('/claim-deployment?code=').textContent();
  await expectAccessible(ours, 'hand-over-link');
  await dialogOf('orders').getByRole('button', { name: 'I have it' }).click();

  await theirs.goto(`${link}&returnUrl=${encodeURIComponent('https://maker.example/made')}`);
  await theirs.getByRole('link', { name: 'Install scripted' }).waitFor();
  const take = theirs.getByRole('button', { name: 'Take it over' });
  expect(await take.isDisabled()).toBe(true);
  expect(await theirs.getByRole('link', { name: 'Back to maker.example' }).count()).toBe(1);
  await expectAccessible(theirs, 'take-over-needs');
  await install(target);
  await theirs.reload();
  await theirs.getByRole('cell', { name: 'orders' }).waitFor();
  await take.click();
  await theirs.getByRole('link', { name: 'Open orders' }).click();
  await theirs.getByRole('heading', { name: 'orders', level: 1 }).waitFor();

  await ours.goto(`/t/${world.team}/settings/transfers`);
  await ours.getByRole('cell', { name: 'taken over' }).waitFor();
  await expectAccessible(ours, 'transfers');
});

test('a project that is taken back has a dead link, and one that is declined says so', async () => {
  await project(world, 'shop');
  await ours.goto(`/t/${world.team}/projects/shop/settings`);
  const first = await handOver('shop');
  await dialogOf('shop').getByRole('button', { name: 'Take it back' }).click();
  await dialogOf('shop').waitFor({ state: 'detached' });
  await theirs.goto(first);
  await theirs
    .getByRole('alert')
    .getByText(/was taken back/)
    .waitFor();

  const second = await handOver('shop');
  await dialogOf('shop').getByRole('button', { name: 'I have it' }).click();
  await theirs.goto(second);
  await theirs.getByLabel('Call the project').fill('theirs');
  await theirs.getByRole('button', { name: 'Decline' }).click();
  await theirs.getByRole('dialog').getByRole('button', { name: 'Decline for everybody' }).click();
  await theirs.getByText('shop is declined.').waitFor();

  const third = await handOver('shop');
  await dialogOf('shop').getByRole('button', { name: 'I have it' }).click();
  await ours.goto(`/t/${world.team}/settings/transfers`);
  await ours.getByRole('cell', { name: 'declined' }).waitFor();
  await theirs.goto(third);
  await theirs.getByLabel('Call the project').fill('theirs');
  await theirs.getByRole('button', { name: 'Take it over' }).click();
  await theirs.getByRole('link', { name: 'Open theirs' }).click();
  await theirs.getByRole('heading', { name: 'theirs', level: 1 }).waitFor();
});

test('an installation asks for its terms, and only owners see that it can be handed over', async () => {
  await provision(world, installation, { name: 'along' });
  const member = await world.signUp('Mia');
  await world.owner.api(k.addMember, {
    params: { team: world.team },
    body: { email: member.email, role: 'member' },
  });
  const { page: mias } = await signedIn(browser, world, member);
  await mias.goto(`/t/${world.team}/installations/${installation}`);
  await mias.getByRole('button', { name: 'Uninstall' }).waitFor();
  const give = mias.getByRole('button', { name: 'Hand over', exact: true });
  expect(await give.count()).toBe(0);

  await ours.goto(`/t/${world.team}/installations/${installation}`);
  const link = await handOver('Scripted');
  const bare = await anotherTeam(world);
  const having = await targetOf(world);
  await theirs.goto(`${link}&team=${having.team}`);
  await theirs.getByText(/has Scripted installed already/).waitFor();
  await theirs.goto(`${link}&team=${bare.team}`);
  await theirs.getByRole('cell', { name: 'along' }).waitFor();
  const take = theirs.getByRole('button', { name: 'Take it over' });
  await theirs.getByText('the terms of this marketplace').waitFor();
  expect(await take.isDisabled()).toBe(true);
  await theirs.getByText('the terms of this marketplace').click();
  await theirs.getByText(/the terms of use of/).click();
  await expectAccessible(theirs, 'take-over-installation');
  await take.click();
  await theirs.getByRole('link', { name: 'Open Scripted' }).click();
  await theirs.getByRole('heading', { name: 'Scripted', level: 1 }).waitFor();
  await ours.goto(`/t/${world.team}/installations/${installation}`);
  await ours.getByText('Handed to another team').waitFor();
  expect(await ours.getByRole('button', { name: 'Hand over', exact: true }).count()).toBe(0);
  expect(theirs.url()).toContain(`/t/${bare.team}/installations/${installation}`);
});
