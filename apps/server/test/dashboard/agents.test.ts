import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { agentWorld, offered } from '../agents/agent-world.ts';
import { startMailServer } from '../mail/mail-server.ts';
import { createApi } from '../world/api-client.ts';
import { eventually, install } from '../world/story.ts';
import { expectAccessible, signedIn } from './browser.ts';
import { openWorld } from './open-world.ts';

let mail: Awaited<ReturnType<typeof startMailServer>>;
beforeAll(async () => {
  mail = await startMailServer();
});
afterAll(() => mail.down());

const { world, browser } = openWorld(() => ({ mail: mail.settings }));
let installation: string;
let agents: ReturnType<typeof agentWorld>;
beforeAll(async () => {
  installation = await install(world);
  agents = agentWorld(world, installation);
  world.provider.plans = offered;
});

test('somebody gives an agent a budget, approves what goes beyond it, refuses the rest, and ends it', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  const dialog = page.getByRole('dialog');
  await page.goto(`/t/${world.team}/agents`);

  await page.getByRole('button', { name: 'New agent' }).first().click();
  await dialog.getByLabel('Name').fill('deploy-bot');
  await dialog.getByLabel('Budget for a month, in dollars').fill('a lot');
  await dialog.getByRole('button', { name: 'Make token' }).click();
  await dialog.locator('[data-invalid]').first().waitFor();
  await dialog.getByLabel('Budget for a month, in dollars').fill('15');
  await dialog.getByLabel('Only these products').fill('scripted/db');
  await dialog.getByRole('button', { name: 'Make token' }).click();
  await dialog.getByText('shown this once').waitFor();
  const secret = (await dialog.locator('code').textContent()) ?? '';
  await dialog.getByRole('button', { name: 'I have it' }).click();
  await page.getByRole('row', { name: /deploy-bot.*\$15\.00 left of \$15\.00/ }).waitFor();

  const { api } = createApiOf(secret);
  expect((await agents.make(api, 'small', { name: 'within' })).status).toBe(201);
  const beyond = await agents.make(api, 'large', { name: 'orders' });
  const refused = await agents.make(api, 'usage', { name: 'unknown' });
  await page.reload();
  await page.getByRole('row', { name: /deploy-bot.*\$5\.00 left of \$15\.00/ }).waitFor();
  await expectAccessible(page, 'agents');

  await page.getByRole('link', { name: 'Approvals' }).click();
  await page.getByRole('row', { name: /orders.*Ada through agent deploy-bot.*\$40\.00/ }).waitFor();
  await expectAccessible(page, 'approvals');
  const areas = page.getByRole('navigation', { name: 'Team' });
  expect(await areas.locator('[aria-current=page]').allTextContents()).toEqual(['Agents']);
  await page.getByRole('link', { name: /Make orders/ }).click();
  await page.getByText('It is more than is left of the agent’s budget this month.').waitFor();
  await expectAccessible(page, 'approval');
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  await page.getByText('It is done.').waitFor();
  const done = await agents.operation(beyond.body.operation.id);
  expect(done.status).toBe('succeeded');

  // the link of the letter leads there, and so does the address that the agent was given
  const address = refused.body.operation.approval?.path ?? '';
  const letter = await eventually(async () =>
    mail.arrived.find(({ to, text }) => to.includes(world.owner.email) && text.includes(address)),
  );
  expect(letter?.headers.subject).toBe('deploy-bot waits for your approval in Acme');
  const [link = ''] = /https?:\/\/\S+\/approvals\/\S+/.exec(letter?.text ?? '') ?? [];
  expect(letter?.html).toContain(`<a href="${link}">`);
  expect(new URL(link).pathname).toBe(new URL(address, world.url).pathname);
  await page.goto(link);
  await page.getByRole('button', { name: 'Refuse' }).click();
  await dialog.getByLabel('Why').fill('not now');
  await dialog.getByRole('button', { name: 'Refuse' }).click();
  await page.getByText('not now').waitFor();
  expect((await agents.operation(refused.body.operation.id)).refusal?.code).toBe(
    'approval_refused',
  );

  await page.goto(`/t/${world.team}/agents`);
  await page.getByRole('button', { name: 'Revoke deploy-bot' }).click();
  await dialog.getByRole('button', { name: 'Revoke token' }).click();
  await page.getByRole('row', { name: /deploy-bot/ }).waitFor({ state: 'hidden' });
  const over = await api(k.listTeamResources, { params: { team: world.team } });
  expect(over.status).toBe(401);
  await context.close();
});

test('whoever may not decide is told who does, and finds no button', async () => {
  const { api } = await agents.agent();
  const asked = await agents.make(api, 'small', { name: 'not-yours' });
  const viewer = await world.signUp('Vic');
  await world.owner.api(k.addMember, {
    params: { team: world.team },
    body: { email: viewer.email, role: 'viewer' },
  });
  const { page, context } = await signedIn(browser, world, viewer);

  await page.goto(asked.body.operation.approval?.path ?? '');

  await page.getByText('Ada decides over this').waitFor();
  expect(await page.getByRole('button', { name: 'Approve', exact: true }).count()).toBe(0);
  await context.close();
});

test('what an agent asked for is said to wait for approval wherever it is listed, until somebody has decided', async () => {
  const { api } = await agents.agent();
  const asked = await agents.make(api, 'small', { name: 'asked-for' });
  const { page, context } = await signedIn(browser, world, world.owner);
  const row = page
    .getByRole('region', { name: 'Resources', exact: true })
    .getByRole('row', { name: /asked-for/ });

  for (const place of ['', '/resources', `/installations/${installation}`]) {
    await page.goto(`/t/${world.team}${place}`);
    await row.getByText('waits for approval', { exact: true }).waitFor();
  }
  await expectAccessible(page, 'installation-waiting', ['light', 'phone']);
  await row.getByRole('link').click();
  await page.getByRole('heading', { name: 'asked-for', level: 1 }).waitFor();
  await page.getByText('waits for approval', { exact: true }).waitFor();
  await agents.approve(asked.body.operation.approval?.id ?? '');

  // nobody reloads
  await page.getByText('ready', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Resources' }).first().click();
  await row.getByText('ready', { exact: true }).waitFor();
  await context.close();
});

test('an installation that an agent asked for waits for approval as well', async () => {
  const there = { team: 'installs' };
  await world.owner.api(k.createTeam, { body: { name: 'Installs', slug: there.team } });
  const made = await world.owner.api(k.createAgentToken, {
    params: there,
    body: { agent: 'installer' },
  });
  const asked = await createApi(world.url, made.body.secret)(k.install, {
    params: there,
    body: { integration: world.integration.slug, acceptedPolicies: ['toc', 'eula'] },
  });
  const { page, context } = await signedIn(browser, world, world.owner);

  await page.goto(`/t/${there.team}/installations/${asked.body.installation.id}`);

  await page.getByText('waits for approval', { exact: true }).waitFor();
  await context.close();
});

test('a suspended team is offered no new agent and no approval, and what waits can still be refused', async () => {
  const params = { team: world.team };
  const { api } = await agents.agent({ agent: 'standing-bot' });
  const asked = await agents.make(api, 'small', { name: 'until-resumed' });
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`/t/${world.team}/agents?open=new-agent`);
  await page.getByRole('dialog').waitFor();

  await world.owner.api(k.suspendTeam, { params, body: { reason: 'The bills are disputed.' } });
  // whatever is wrong here, the other tests have a team that goes on
  onTestFinished(async () => void (await world.owner.api(k.resumeTeam, { params })));

  await page.getByRole('note').getByText('The bills are disputed.').waitFor();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Revoke standing-bot' }).waitFor();
  expect(await page.getByRole('button', { name: 'New agent' }).count()).toBe(0);
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('Type a name').fill('agent');
  await page.getByRole('menuitem', { name: /^Agents/ }).waitFor();
  expect(await page.getByRole('menuitem', { name: /New agent/ }).count()).toBe(0);
  await page.goto(asked.body.operation.approval?.path ?? '');
  await page.getByText('It can be approved once the team is resumed.').waitFor();
  await expectAccessible(page, 'approval-suspended');
  expect(await page.getByRole('button', { name: 'Approve', exact: true }).count()).toBe(0);
  await page.getByRole('button', { name: 'Refuse' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Refuse' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect((await agents.approval(asked.body.operation.approval?.id ?? '')).state).toBe('refused');
  await context.close();
});

function createApiOf(secret: string) {
  return { api: createApi(world.url, secret) };
}
