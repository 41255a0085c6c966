import { goesOnWhileSuspended } from '@kontor/core';
import type { HostEndpoint } from '@kontor/protocol';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { agentWorld, offered } from '../agents/agent-world.ts';
import { createApi } from '../world/api-client.ts';
import { commandHere } from '../world/command-here.ts';
import { install, project, provision } from '../world/story.ts';
import { voiceOf } from '../world/voice.ts';
import { type Person, startWorld, type World } from '../world/world.ts';

let world: World;
let member: Person;
let installation: string;
beforeAll(async () => {
  world = await startWorld();
  installation = await install(world);
  await provision(world, installation);
  await project(world, 'shop');
  member = await world.signUp('Moritz');
  await world.owner.api(k.addMember, {
    params: { team: world.team },
    body: { email: member.email, role: 'member' },
  });
  await member.api(k.createTeam, { body: { name: 'Umlaut ÄÖ', slug: 'zeta' } });
});
afterAll(() => world.close());

const list = async (query = {}) =>
  (await world.owner.api(k.listOperatedTeams, { query })).body.teams.map(({ slug }) => slug);
const suspend = (team: string, reason = 'nobody pays') =>
  world.owner.api(k.suspendTeam, { params: { team }, body: { reason } });
const resume = (team: string) => world.owner.api(k.resumeTeam, { params: { team } });

test('teams are found by slug, name, id and the address of somebody in them', async () => {
  const { body } = await world.owner.api(k.getOperatedTeam, { params: { team: 'zeta' } });

  expect(await list()).toEqual(['acme', 'zeta']);
  expect(await list({ search: 'umlaut äö' })).toEqual(['zeta']);
  expect(await list({ search: body.team.id })).toEqual(['zeta']);
  expect(await list({ search: member.email.toUpperCase() })).toEqual(['acme', 'zeta']);
  expect(await list({ search: '%' })).toEqual([]);
  expect(await list({ after: 'acme', limit: 1 })).toEqual(['zeta']);
  expect(await list({ suspended: 'true' })).toEqual([]);
});

test('a team is shown with its owners, what it has installed, and how its money stands', async () => {
  await world.owner.api(k.grantCredit, {
    params: { team: world.team },
    body: { amount: '12.50', reason: 'an outage' },
  });

  const { body } = await world.owner.api(k.getOperatedTeam, { params: { team: world.team } });

  expect(body).toMatchObject({
    team: { slug: 'acme', members: 2, installations: 1, suspension: null },
    people: [
      { name: 'Ada', email: world.owner.email, role: 'owner' },
      { name: 'Moritz', role: 'member' },
    ],
    installed: [
      { id: installation, integration: { slug: 'scripted' }, lifecycle: 'installed', resources: 1 },
    ],
    money: {
      open: { invoices: 0, total: '0.00' },
      credits: [{ amount: '12.50', reason: 'an outage' }],
      creditsLeft: '12.50',
      balances: '0.00',
      held: '0.00',
    },
  });
});

test('a balance that its provider says is overdrawn is shown as less than nothing', async () => {
  const told = await voiceOf(world, installation)('POST', '/billing/balance', {
    timestamp: new Date().toISOString(),
    balances: [{ currencyValueInCents: -250 }],
  });

  const { status, body } = await world.owner.api(k.getOperatedTeam, {
    params: { team: world.team },
  });

  expect([told.status, status]).toEqual([201, 200]);
  expect(body.money.balances).toBe('-2.50');
});

test('a suspended team reads and changes nothing, what runs goes on, and resuming ends it at once', async () => {
  const params = { team: world.team };
  const { body } = await suspend(world.team);
  expect(body.team.suspension).toMatchObject({ reason: 'nobody pays' });

  const refused = await Promise.all([
    member.api(k.createProject, { params, body: { name: 'another' } }),
    world.owner.api(k.createResource, {
      params: { ...params, installation },
      body: { product: 'db', name: 'more', metadata: { region: 'fra1' } },
    }),
    world.owner.api(k.updateTeam, { params, body: { name: 'Other' } }),
    world.owner.api(r.createProjectEnv, {
      params: { project: 'shop' },
      query: { slug: world.team },
      body: { key: 'A', value: 'b', type: 'plain', target: ['production'] },
    }),
  ]);
  expect(refused.map(({ status, error }) => [status, error?.reason ?? error?.code])).toEqual([
    [403, 'nobody pays'],
    [403, 'nobody pays'],
    [403, 'nobody pays'],
    [403, expect.any(String)],
  ]);
  expect(refused[0]?.error?.code).toBe('team_suspended');
  const reading = await Promise.all([
    member.api(k.listProjects, { params }),
    member.api(k.listTeamResources, { params, query: {} }),
    world.owner.api(k.listInvoices, { params, query: {} }),
    world.owner.api(k.listTeamTokens, { params }),
  ]);
  expect(reading.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  const shown = await world.owner.api(k.getTeam, { params });
  expect(shown.body.team.actions).toContain('project:read');
  expect(shown.body.team.actions).not.toContain('token:manage');
  expect(shown.body.team.suspension?.withheld).toContain('token:manage');
  expect(shown.body.team.suspension?.withheld).not.toContain('project:read');
  expect(await list({ suspended: 'true' })).toEqual(['acme']);
  const elsewhere = await member.api(k.createProject, {
    params: { team: 'zeta' },
    body: { name: 'fine' },
  });
  expect(elsewhere.status).toBe(201);

  await resume(world.team);

  const again = await member.api(k.createProject, { params, body: { name: 'again' } });
  expect(again.status).toBe(201);
});

test('of what changes something only this goes on in a suspended team', () => {
  const goingOn = Object.values<HostEndpoint>(k).filter(
    ({ method, access, audit }) =>
      'action' in access &&
      'event' in audit &&
      ('ends' in access ||
        (goesOnWhileSuspended(access.action, { reads: method === 'GET' }) && !('waits' in access))),
  );

  expect(goingOn.map(({ id }) => id).sort()).toEqual([
    // what is owed is paid, and kept within limits
    'addPaymentMethod',
    'changePaymentMethod',
    'choosePaymentMethod',
    // who signs on at a provider finds there what runs
    'createSsoLink',
    // a plan changes nothing before it is applied
    'createStatePlan',
    // what lets somebody in is ended
    'deleteAgentToken',
    'deleteTeamToken',
    'openImport',
    'openInstallation',
    'payInvoice',
    'readDeploymentEnvironment',
    'readEnvironment',
    'refuseApproval',
    'removePaymentMethod',
    'removeSpendLimit',
    'removeTopUpRule',
    'setSpendLimit',
    'setTopUpRule',
    'updateBillingDetails',
  ]);
});

test('in a suspended team no machine or agent is let in or given what it waits for, and what they have is ended', async () => {
  const params = { team: world.team };
  const agents = agentWorld(world, installation);
  world.provider.plans = offered;
  const here = commandHere({
    KONTOR_HOST_URL: world.url,
    KONTOR_TEAM: world.team,
    KONTOR_TOKEN: world.owner.token,
  });
  onTestFinished(() => here.close());
  const agent = await agents.agent();
  const asked = await agents.make(agent.api, 'small', { name: 'waits' });
  const approval = asked.body.operation.approval?.id ?? '';
  const planned = await world.owner.api(k.createStatePlan, {
    params: { ...params, project: 'shop' },
    body: {
      state: {
        project: 'shop',
        variables: { LEVEL: { value: 'debug', environments: ['production'] } },
      },
    },
  });
  const machine = await world.owner.api(k.createTeamToken, {
    params,
    body: { name: 'ci', role: 'developer' },
  });
  const asMachine = createApi(world.url, machine.body.secret);
  const before = await asMachine(k.listProjects, { params });
  await suspend(world.team);

  const refused = [
    await world.owner.api(k.createTeamToken, { params, body: { name: 'late', role: 'developer' } }),
    await world.owner.api(k.createAgentToken, { params, body: { agent: 'late' } }),
    await agents.approve(approval),
    await world.owner.api(k.applyStatePlan, {
      params: { ...params, plan: planned.body.plan.id },
      body: {},
    }),
  ];
  const told = await here.line('kontor agents create late');
  const revoked = await world.owner.api(k.deleteAgentToken, {
    params: { ...params, token: agent.id },
  });
  const leaked = await world.owner.api(k.deleteTeamToken, {
    params: { ...params, token: machine.body.token.id },
  });
  const after = await asMachine(k.listProjects, { params });
  await resume(world.team);

  expect(refused.map(({ status, error }) => [status, error?.code, error?.reason])).toEqual(
    refused.map(() => [403, 'team_suspended', 'nobody pays']),
  );
  expect(told.code).not.toBe(0);
  expect(told.stderr).toContain('has suspended the team: nobody pays');
  expect(agents.asked('waits')).toEqual([]);
  expect([revoked.status, leaked.status]).toEqual([204, 204]);
  // nobody gets in by it, neither while the team is suspended nor afterwards
  expect([before.status, after.status]).toEqual([200, 401]);
  expect((await asMachine(k.listProjects, { params })).status).toBe(401);
  world.provider.plans = undefined;
});

test('suspending and resuming stand in the log once each, with the reason', async () => {
  await suspend('zeta', 'first');
  await suspend('zeta', 'first');
  await suspend('zeta', 'second');
  await resume('zeta');
  await resume('zeta');

  const { body } = await member.api(k.listEvents, {
    params: { team: 'zeta' },
    query: { limit: 3 },
  });

  expect(body.events.map(({ type, data }) => [type, data])).toEqual([
    ['team.resumed', {}],
    ['team.suspended', { reason: 'second' }],
    ['team.suspended', { reason: 'first' }],
  ]);
  expect(body.events[0]?.actor).toMatchObject({ kind: 'person', userId: world.owner.userId });
});

test('an unknown team, a reason that says nothing, and whoever is no operator are refused', async () => {
  const answers = await Promise.all([
    suspend('nowhere'),
    resume('nowhere'),
    world.owner.api(k.getOperatedTeam, { params: { team: 'nowhere' } }),
    suspend('zeta', '  '),
    member.api(k.listOperatedTeams, { query: {} }),
    member.api(k.suspendTeam, { params: { team: 'acme' }, body: { reason: 'x' } }),
    member.api(k.resumeTeam, { params: { team: 'acme' } }),
  ]);

  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 400, 403, 403, 403]);
});
