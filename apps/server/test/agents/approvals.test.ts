import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createApi } from '../world/api-client.ts';
import { prepaidStory, prepayment } from '../world/prepaid.ts';
import { eventually, install } from '../world/story.ts';
import { voiceOf } from '../world/voice.ts';
import { type Person, startWorld, type World } from '../world/world.ts';
import { agentWorld, offered } from './agent-world.ts';

let world: World;
let installation: string;
let story: ReturnType<typeof prepaidStory>;
let agents: ReturnType<typeof agentWorld>;
let params: { team: string };
beforeAll(async () => {
  world = await startWorld({ rateLimits: null });
  installation = await install(world);
  story = prepaidStory(world, installation);
  agents = agentWorld(world, installation);
  params = agents.params;
  await story.told('', 'PATCH', {
    billingPlan: { ...prepayment, id: 'pool', minimumAmount: '1', maximumAmount: '1000' },
  });
});
afterAll(() => world.close());
beforeEach(() => {
  world.provider.plans = offered;
});

let count = 0;
/** A resource that an agent without a budget wants, and what it waits for. */
async function waiting(bot?: Awaited<ReturnType<typeof agents.agent>>, more: object = {}) {
  count += 1;
  const name = `waits-${count}`;
  const { api, id: token } = bot ?? (await agents.agent());
  const { status, body, error } = await agents.make(api, 'small', { name, ...more });
  if (status !== 202) throw new Error(JSON.stringify(error ?? body));
  const { resource, operation } = body;
  return { name, token, resource, operation, approval: operation.approval?.id ?? '' };
}

async function member(name: string, role: string): Promise<Person> {
  const person = await world.signUp(name);
  await world.owner.api(k.addMember, { params, body: { email: person.email, role } });
  return person;
}

const ends = (id: string) =>
  eventually(async () => {
    const now = await agents.approval(id);
    return now.state !== 'pending' && now;
  });

test('what an agent may not do by itself waits, and goes on once it is approved (APPR-1)', async () => {
  const { name, resource, operation, approval } = await waiting();
  const seen = await agents.approval(approval);
  const before = agents.asked(name).length;

  const approved = await agents.approve(approval);

  expect(operation).toMatchObject({ status: 'awaiting-approval', attempts: 0, finishedAt: null });
  expect(resource.lifecycle).toBe('provisioning');
  expect(seen).toMatchObject({
    ...{ state: 'pending', revision: 1, kind: 'provision', action: 'resource:write' },
    ...{ agent: { name: 'deploy-bot' }, person: { id: world.owner.userId, name: 'Ada' } },
    ...{ reasons: ['no_budget'], price: '10.00', policies: [], mayDecide: true },
    plan: { id: 'small', name: 'small', cost: '$10.00/month' },
    summary: `Make ${name} (Scripted) on the plan small`,
    url: `${world.url}/t/${world.team}/approvals/${approval}`,
  });
  expect(before).toBe(0);
  expect([approved.status, approved.body.operation]).toMatchObject([
    200,
    { id: operation.id, status: 'succeeded', attempts: 1 },
  ]);
  expect(approved.body.approval).toMatchObject({
    ...{ state: 'approved', decidedBy: world.owner.userId, mayDecide: false },
  });
  expect(agents.asked(name)).toHaveLength(1);
});

test('every record names both, the person who approved and the agent that acts', async () => {
  const { resource, approval, token } = await waiting();
  await agents.approve(approval);

  const { events } = (
    await world.owner.api(k.listEvents, { params, query: { subject: resource.id } })
  ).body;
  const agent = { kind: 'person', userId: world.owner.userId, tokenId: token, agent: 'deploy-bot' };
  expect(events.map(({ type, actor }) => [type, actor]).reverse()).toEqual([
    ['approval.asked', agent],
    [
      'approval.approved',
      { kind: 'person', userId: world.owner.userId, tokenId: expect.any(String) },
    ],
    ['resource.provisioned', agent],
  ]);
});

test('approved twice, and by two at once, it is done once (APPR-2)', async () => {
  const second = await member('Second', 'owner');
  const { name, approval, operation } = await waiting();

  const answers = await Promise.all([
    agents.approve(approval),
    agents.approve(approval, { api: second.api }),
    agents.approve(approval),
  ]);
  const again = await agents.approve(approval);

  expect(answers.every(({ status }) => status === 200 || status === 202)).toBe(true);
  expect([again.status, again.body.operation?.id]).toEqual([200, operation.id]);
  expect(agents.asked(name)).toHaveLength(1);
  const { events } = (
    await world.owner.api(k.listEvents, { params, query: { type: 'approval.approved' } })
  ).body;
  expect(events.filter(({ subject }) => subject.approval === approval)).toHaveLength(1);
});

test('refused, nothing is done, and the name is free again (APPR-3)', async () => {
  const { name, approval, operation, resource } = await waiting();

  const refused = await agents.refuse(approval, { reason: 'too dear' });
  const again = await agents.refuse(approval);
  const late = await agents.approve(approval);

  expect([refused.status, refused.body.approval]).toMatchObject([
    200,
    { state: 'refused', reason: 'too dear', decidedBy: world.owner.userId },
  ]);
  expect(again.status).toBe(200);
  expect(late).toMatchObject({ status: 409, error: { code: 'approval_ended', state: 'refused' } });
  expect(await agents.operation(operation.id)).toMatchObject({
    ...{ status: 'failed', attempts: 0 },
    refusal: { code: 'approval_refused', message: expect.stringContaining('“too dear”') },
  });
  const shown = await world.owner.api(k.getTeamResource, {
    params: { ...params, resource: resource.id },
  });
  expect(shown.body?.resource.lifecycle ?? 'gone').toMatch(/failed|gone/);
  expect(agents.asked(name)).toEqual([]);
  expect((await agents.make(world.owner.api, 'free', { name })).status).toBe(201);
});

test('a repeat with the key of the agent finds what it waits for', async () => {
  const bot = await agents.agent();
  const headers = { 'idempotency-key': `once-${Date.now()}` };
  const params = { ...agents.params, installation };
  const buy = () => bot.api(k.createPurchase, { params, body: { amount: '7' }, headers });

  const [first, second] = [await buy(), await buy()];

  expect([first.status, second.status]).toEqual([202, 202]);
  expect(second.body.approval?.id).toBe(first.body.approval?.id);
});

test('a purchase is made once it is approved, once, and does not use up the budget', async () => {
  const bot = await agents.agent({ budget: { perMonth: '5' } });
  const wish = { params: { ...params, installation }, body: { amount: '50' } };
  const asked = await bot.api(k.createPurchase, wish);
  const id = asked.body.approval?.id ?? '';
  const before = await story.list();

  const [one, two] = await Promise.all([agents.approve(id), agents.approve(id)]);

  expect(asked.body.purchase).toBe(null);
  const made = [one, two].map(({ body }) => body.purchase?.invoiceId);
  expect(new Set(made).size).toBe(1);
  expect((await story.list()).length).toBe(before.length + 1);
  expect(await agents.approval(id)).toMatchObject({ state: 'approved', invoiceId: made[0] });
  expect(await agents.budget(bot.id)).toMatchObject({
    left: '5',
    reserved: '0',
    approved: '50.00',
  });
});

describe('cannot be approved', () => {
  test('by the agent, by another member, by a machine, or by somebody who may not do it', async () => {
    const dev = await member('Dev', 'developer');
    const bot = await agents.agent({}, dev.api);
    const { approval } = await waiting(bot);
    const other = await member('Other', 'developer');
    const machine = await world.owner.api(k.createTeamToken, {
      params,
      body: { name: 'ci', role: 'owner' },
    });
    const away = await world.signUp('Away');

    const answers = [
      await agents.approve(approval, { api: bot.api }),
      await agents.approve(approval, { api: other.api }),
      await agents.approve(approval, { api: createApi(world.url, machine.body.secret) }),
      await agents.approve(approval, { api: away.api }),
      await agents.refuse(approval, {}, bot.api),
    ];

    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 404, 403]);
    expect((await agents.approve(approval, { api: dev.api })).status).toBe(200);
  });

  test('once its token is revoked, and ends by itself (APPR-5)', async () => {
    const { approval, token, operation } = await waiting();
    await world.owner.api(k.deleteAgentToken, { params: { ...params, token } });

    const answer = await agents.approve(approval);

    expect(answer).toMatchObject({ status: 409, error: { code: 'approval_ended' } });
    expect(await ends(approval)).toMatchObject({ state: 'void' });
    expect((await agents.operation(operation.id)).refusal?.code).toBe('approval_void');
  });

  test('once its person may not do it any more, or has left (APPR-5)', async () => {
    const dev = await member('Lea', 'developer');
    const bot = await agents.agent({}, dev.api);
    const [lowered, left] = [await waiting(bot), await waiting(bot)];
    const user = { ...params, user: dev.userId };
    await world.owner.api(k.updateMember, { params: user, body: { role: 'viewer' } });

    const answer = await agents.approve(lowered.approval);
    await world.owner.api(k.removeMember, { params: user });

    expect(answer).toMatchObject({ status: 409, error: { code: 'approval_ended', state: 'void' } });
    expect(await ends(left.approval)).toMatchObject({ state: 'void' });
    expect(agents.asked(lowered.name)).toEqual([]);
  });

  test('after its time, and ends by itself (APPR-4)', async () => {
    const [late, left] = [await waiting(), await waiting()];
    await world.database.read(
      `update approval set expires_at = now() - interval '1 second' where approval_id = any($1)`,
      [[late.approval, left.approval]],
    );

    const answer = await agents.approve(late.approval);

    expect(answer).toMatchObject({ status: 409, error: { code: 'approval_ended' } });
    expect(await ends(left.approval)).toMatchObject({ state: 'expired', decidedBy: null });
    expect((await agents.operation(left.operation.id)).refusal?.code).toBe('approval_expired');
  });

  test('at a price that its provider does not state any more, before it is seen anew (APPR-6)', async () => {
    const { approval, name } = await waiting();
    world.provider.plans = offered.map((each) =>
      each.id === 'small' ? { ...each, cost: '$90.00/month' } : each,
    );

    const stale = await agents.approve(approval);
    const seen = await agents.approval(approval);
    const still = await agents.approve(approval);
    const anew = await agents.approve(approval, { revision: 2 });

    expect(stale).toMatchObject({
      status: 409,
      error: { code: 'approval_changed', revision: 2, price: '90.00' },
    });
    expect(seen).toMatchObject({ state: 'pending', revision: 2, price: '90.00' });
    expect(still).toMatchObject({ status: 409, error: { code: 'approval_changed' } });
    expect(anew.status).toBe(200);
    expect(agents.asked(name)).toHaveLength(1);
  });

  test('while the provider cannot be asked for its price, or a limit of the team is reached (APPR-7)', async () => {
    const { approval } = await waiting();
    await world.provider.down();
    const away = await agents.approve(approval);
    await world.provider.up();
    const limit = { params: { ...params, subject: 'team' } };
    await world.owner.api(k.setSpendLimit, { ...limit, body: { amount: '0', hardStop: true } });
    const limited = await agents.approve(approval);
    await world.owner.api(k.removeSpendLimit, limit);

    expect([away.status, limited.status]).toEqual([502, 402]);
    expect((await agents.approve(approval)).status).toBe(200);
  });

  test('where it is not there, or another team’s', async () => {
    const { approval } = await waiting();
    await world.owner.api(k.createTeam, { body: { name: 'Away', slug: 'away-agents' } });
    const there = { team: 'away-agents', approval };

    const answers = [
      await world.owner.api(k.getApproval, { params: there }),
      await world.owner.api(k.approveApproval, { params: there, body: { revision: 1 } }),
      await world.owner.api(k.refuseApproval, { params: there, body: {} }),
      await agents.approve('apr_none'),
      await world.owner.api(k.approveApproval, {
        params: { ...params, approval },
        body: { revision: 1, force: true },
      }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 400]);
  });
});

test('a change of plan waits too, and another change may go first (APPR-8)', async () => {
  const made = await agents.make(world.owner.api, 'free');
  const bot = await agents.agent();
  const resource = { ...params, resource: made.body.resource.id };
  const change = (api = bot.api) =>
    api(k.updateTeamResource, { params: resource, body: { billingPlanId: 'large' } });

  const first = await change();
  const second = await change();
  const renamed = await world.owner.api(k.updateTeamResource, {
    params: resource,
    body: { name: `renamed-${Date.now()}` },
  });
  const id = first.body.operation.approval?.id ?? '';
  const release = Promise.withResolvers<void>();
  world.provider.misbehave(({ method }) => method === 'PATCH', {
    ...{ kind: 'hold', until: release.promise },
  });
  const running = world.owner.api(k.updateTeamResource, {
    params: resource,
    body: { name: `again-${Date.now()}` },
  });
  const meanwhile = await eventually(async () => {
    const answer = await agents.approve(id);
    return answer.status === 409 && answer;
  });
  release.resolve();
  await running;
  const approved = await agents.approve(id);

  expect(meanwhile.error.code).toBe('operation_running');
  expect([first.status, second.status, renamed.status, approved.status]).toEqual([
    ...[202, 409, 200, 200],
  ]);
  const shown = await world.owner.api(k.getTeamResource, { params: resource });
  expect(shown.body.resource.billingPlan?.id).toBe('large');
});

test('terms are accepted by whoever approves an installation, and never by the agent', async () => {
  const other = 'agents-install';
  await world.owner.api(k.createTeam, { body: { name: 'Install', slug: other } });
  const there = { team: other };
  const made = await world.owner.api(k.createAgentToken, {
    params: there,
    body: { agent: 'installer', budget: { perMonth: '100' } },
  });
  const api = createApi(world.url, made.body.secret);
  const asked = await api(k.install, {
    params: there,
    body: { integration: world.integration.slug, acceptedPolicies: ['toc', 'eula'] },
  });
  const approval = asked.body.operation.approval?.id ?? '';
  const seen = await world.owner.api(k.getApproval, { params: { ...there, approval } });
  const early = await world.owner.api(k.uninstall, {
    params: { ...there, installation: asked.body.installation.id },
  });

  const approved = await world.owner.api(k.approveApproval, {
    params: { ...there, approval },
    body: { revision: 1 },
  });

  expect([asked.status, asked.body.installation.lifecycle]).toEqual([202, 'installing']);
  expect(seen.body.approval).toMatchObject({
    ...{ reasons: ['terms'], policies: ['toc', 'eula'], summary: 'Install Scripted' },
    documents: { eulaUrl: 'https://scripted.test/eula', privacyUrl: null },
  });
  expect(early.status).toBe(409);
  expect([approved.status, approved.body.operation?.status]).toEqual([200, 'succeeded']);
  const { installation: installed } = (
    await world.owner.api(k.getTeamInstallation, {
      params: { ...there, installation: asked.body.installation.id },
    })
  ).body;
  expect([installed.lifecycle, Object.keys(installed.acceptedPolicies)]).toEqual([
    'installed',
    ['toc', 'eula'],
  ]);
});

test('what waits is listed by state, newest first, and uninstalling waits for it', async () => {
  const { approval } = await waiting();

  const { approvals } = (
    await world.owner.api(k.listApprovals, { params, query: { state: 'pending', limit: 5 } })
  ).body;
  const uninstalled = await world.owner.api(k.uninstall, { params: { ...params, installation } });

  expect(approvals[0]?.id).toBe(approval);
  expect(approvals.every(({ state }) => state === 'pending')).toBe(true);
  expect(uninstalled).toMatchObject({ status: 409, error: { code: 'operation_running' } });
  await agents.refuse(approval);
});

test('an installation with something that waits is not handed over, so nothing is left halfway in another team', async () => {
  const { approval, operation } = await waiting();
  const offer = () =>
    world.owner.api(k.offerInstallation, {
      params: { ...params, installation },
      body: { disconnect: true },
    });

  expect(await offer()).toMatchObject({ status: 409, error: { code: 'operation_running' } });

  await agents.refuse(approval);
  expect((await agents.operation(operation.id)).status).toBe('failed');
  const { approvals } = (
    await world.owner.api(k.listApprovals, { params, query: { state: 'pending', limit: 50 } })
  ).body;
  for (const { id } of approvals) await agents.refuse(id);
  // what else stands in its way in this team is none of the agents' doing
  expect((await offer()).error?.code).not.toBe('operation_running');
});

test('what waits is nothing that a provider could speak of before its time', async () => {
  const { approval } = await waiting();
  const say = voiceOf(world, installation);

  const told = await say('PATCH', '/resources/never-made', { status: 'ready' });
  const changed = await say('POST', '/events', {
    event: { type: 'resource.updated', resourceId: 'never-made' },
  });

  expect([told.status, changed.status]).toEqual([404, 404]);
  await agents.refuse(approval);
});
