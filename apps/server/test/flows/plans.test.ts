import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { eventually, install, provision } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let installation: string;
let aheadMs = 0;
beforeAll(async () => {
  world = await startWorld({ now: () => new Date(Date.now() + aheadMs) });
  installation = await install(world);
});
afterAll(() => world.close());
beforeEach(() => {
  world.provider.seen.length = 0;
  world.provider.plans = undefined;
});

const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + aheadMs + days * DAY_MS).toISOString();
const plan = (id: string, effectiveDate?: string) => ({
  ...{ id, type: 'subscription' as const, name: id, description: '' },
  ...(effectiveDate === undefined ? {} : { effectiveDate }),
});
type Plan = ReturnType<typeof plan>;

const isPatch = ({ method }: { method: string }) => method === 'PATCH';
const isCreation = ({ method, path }: { method: string; path: string }) =>
  method === 'POST' && path.endsWith('/resources');
/** What reached the provider, but for the question which plans there are. */
const seen = () => world.provider.seen.filter(({ path }) => !path.endsWith('/plans'));
const answers = (body: object) =>
  ({ kind: 'answer', status: 200, body: JSON.stringify(body) }) as const;

/** A resource on the plan `pro`, and ways to change that. */
async function onPro() {
  const { id, externalId, name } = await provision(world, installation, { billingPlanId: 'pro' });
  const shown = async () => {
    const { body } = await world.owner.api(k.getTeamResource, {
      params: { team: world.team, resource: id },
    });
    const { billingPlan, pendingBillingPlan } = body.resource;
    return [billingPlan?.id, pendingBillingPlan?.id ?? null];
  };
  const choose = async (answered: Plan) => {
    world.provider.plans = [plan('free'), plan('pro'), plan('team')];
    const reported = { id: externalId, productId: 'db', name, status: 'ready', metadata: {} };
    world.provider.misbehave(isPatch, answers({ ...reported, billingPlan: answered }));
    const { status } = await world.owner.api(k.updateTeamResource, {
      params: { team: world.team, resource: id },
      body: { billingPlanId: answered.id },
    });
    expect(status).toBe(200);
    return shown();
  };
  const push = async (billingPlan: Plan) => {
    const answer = await byProvider('PATCH', `/resources/${externalId}`, { billingPlan });
    expect(answer.status).toBe(200);
    return shown();
  };
  return { id, externalId, shown, choose, push };
}

const byProvider = (method: string, path: string, body: object) =>
  fetch(`${world.url}/v1/installations/${installation}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${world.provider.installations.get(installation)?.accessToken}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  });

test('the plans of a resource are asked for with the values of its form, by nobody in particular', async () => {
  const { id, externalId } = await provision(world, installation);

  const { status, body } = await world.owner.api(k.listTeamResourcePlans, {
    params: { team: world.team, resource: id },
    query: { metadata: '{"size":2}' },
  });

  expect([status, body.plans.map((each) => each.id)]).toEqual([200, ['free', 'pro']]);
  const path = `/v1/installations/${installation}/resources/${externalId}/plans?metadata=%7B%22size%22%3A2%7D`;
  expect(world.provider.seen.at(-1)).toMatchObject({ method: 'GET', path, auth: 'system' });
});

test('the plans of an installation are asked for, by nobody in particular', async () => {
  const { status, body } = await world.owner.api(k.listTeamInstallationPlans, {
    params: { team: world.team, installation },
  });

  expect([status, body.plans.map((each) => each.id)]).toEqual([200, ['free', 'team']]);
  const path = `/v1/installations/${installation}/plans`;
  expect(world.provider.seen).toMatchObject([{ method: 'GET', path, auth: 'system' }]);
});

/** Whether the integration bills installations as a whole, as that of this world does. */
const register = (billsPerInstallation: boolean) =>
  world.owner.api(k.updateIntegration, {
    params: { team: world.team, integration: world.integration.id },
    body: { billsPerInstallation },
  });

test('PLAN-15: a provider that has registered no plans of installations is not asked for any', async () => {
  await register(false);

  const { status, error } = await world.owner.api(k.listTeamInstallationPlans, {
    params: { team: world.team, installation },
  });
  await register(true);

  expect([status, error.code]).toEqual([400, 'not_offered']);
  expect(world.provider.seen).toEqual([]);
});

test('a plan that the provider lets hold at once holds at once', async () => {
  const { choose } = await onPro();

  expect(await choose(plan('free'))).toEqual(['free', null]);
  expect(await choose(plan('pro', inDays(-1)))).toEqual(['pro', null]);
});

test('a plan for later waits, and the last one that was chosen counts', async () => {
  const { choose } = await onPro();

  expect(await choose(plan('free', inDays(30)))).toEqual(['pro', 'free']);
  expect(await choose(plan('team', inDays(10)))).toEqual(['pro', 'team']);
  expect(await choose(plan('pro'))).toEqual(['pro', null]);
});

test('what a provider pushes waits and holds in the same way', async () => {
  const { push } = await onPro();

  expect(await push(plan('free', inDays(30)))).toEqual(['pro', 'free']);
  expect(await push(plan('team', inDays(60)))).toEqual(['pro', 'team']);
  expect(await push(plan('free', inDays(-1)))).toEqual(['free', null]);
});

test('reading the plan that holds does not call off the one that waits', async () => {
  const { choose, id, shown } = await onPro();
  await choose(plan('free', inDays(30)));

  await world.owner.api(k.getTeamResource, {
    params: { team: world.team, resource: id },
    query: { refresh: 'true' },
  });

  expect(await shown()).toEqual(['pro', 'free']);
});

const ofInstallation = async () => {
  const { body } = await world.owner.api(k.getTeamInstallation, {
    params: { team: world.team, installation },
  });
  const { billingPlan, pendingBillingPlan } = body.installation;
  return [billingPlan?.id ?? null, pendingBillingPlan?.id ?? null];
};

const choose = async (billingPlanId: string) => {
  const { status } = await world.owner.api(k.updateTeamInstallation, {
    params: { team: world.team, installation },
    body: { billingPlanId },
  });
  expect(status).toBe(200);
  return ofInstallation();
};

/** Answers the next creation without the plan that every report has. */
const withoutPlan = (id: string) =>
  world.provider.misbehave(
    isCreation,
    answers({ id, productId: 'db', name: id, status: 'ready', metadata: {}, secrets: [] }),
  );

test('a resource without a plan of its own is an answer that cannot be read, and asked for again', async () => {
  await register(false);
  withoutPlan('db_planless');

  const { externalId } = await provision(world, installation, { billingPlanId: 'pro' });
  await register(true);

  expect(externalId).not.toBe('db_planless');
  const calls = seen().filter(isCreation);
  expect(calls.map(({ idempotencyKey }) => idempotencyKey)).toEqual([
    calls[0]?.idempotencyKey,
    calls[0]?.idempotencyKey,
  ]);
});

test('a plan that its provider does not list never reaches it, though nobody is charged here', async () => {
  const { id: resource } = await onPro();
  const params = { team: world.team, installation };
  const body = { product: 'db', metadata: { region: 'fra1' }, name: 'never' };
  const billingPlanId = 'misspelt';

  for (const refused of [
    await world.owner.api(k.createResource, { params, body: { ...body, billingPlanId } }),
    await world.owner.api(k.updateTeamResource, {
      params: { team: world.team, resource },
      body: { billingPlanId },
    }),
    await world.owner.api(k.updateTeamInstallation, { params, body: { billingPlanId } }),
  ]) {
    expect(refused.status).toBe(400);
    expect(refused.error).toMatchObject({ code: 'billing_plan_unavailable', billingPlanId });
  }

  expect(world.provider.seen.filter(({ body: sent }) => sent.includes('misspelt'))).toEqual([]);
});

test('nothing is begun under a plan while its provider cannot say which there are', async () => {
  await world.provider.down();
  const body = { product: 'db', metadata: { region: 'fra1' }, name: 'later' };

  const { status, error } = await world.owner.api(k.createResource, {
    params: { team: world.team, installation },
    body: { ...body, billingPlanId: 'pro' },
  });
  await world.provider.up();

  expect([status, error.code]).toEqual([502, 'provider_unreachable']);
  const { body: listed } = await world.owner.api(k.listTeamResources, {
    params: { team: world.team },
    query: {},
  });
  expect(listed.resources.map(({ name }) => name)).not.toContain('later');
});

test('the plan of an installation is changed by whoever asks, and the answer counts', async () => {
  expect(await choose('team')).toEqual(['team', null]);

  expect(seen()).toMatchObject([
    {
      method: 'PATCH',
      path: `/v1/installations/${installation}`,
      auth: 'user',
      body: '{"billingPlanId":"team"}',
    },
  ]);
});

test('where the provider answers nothing, the plan that holds is asked for', async () => {
  world.provider.misbehave(isPatch, { kind: 'answer-after', status: 204, body: '' });

  expect(await choose('free')).toEqual(['free', null]);
  expect(seen()).toMatchObject([
    { method: 'PATCH' },
    { method: 'GET', path: `/v1/installations/${installation}`, auth: 'system' },
  ]);
});

test('a change that was answered with nothing is not done before the plan that holds is known', async () => {
  world.provider.misbehave(isPatch, { kind: 'answer-after', status: 204, body: '' });
  const isReading = ({ method, path }: { method: string; path: string }) =>
    method === 'GET' && path === `/v1/installations/${installation}`;
  world.provider.misbehave(isReading, { kind: 'answer', status: 500 });

  expect(await choose('team')).toEqual(['team', null]);

  expect(seen().map(({ method }) => method)).toEqual(['PATCH', 'GET', 'PATCH']);
});

test('where one plan covers the installation, a resource needs none of its own', async () => {
  await register(false);
  withoutPlan('db_covered');

  const { externalId } = await provision(world, installation, { billingPlanId: 'pro' });

  await register(true);
  expect(externalId).toBe('db_covered');
  await choose('free');
});

test('a resource whose change is answered with nothing is asked for, too', async () => {
  const { id, externalId } = await onPro();
  world.provider.misbehave(isPatch, { kind: 'answer-after', status: 204, body: '' });

  const { status, body } = await world.owner.api(k.updateTeamResource, {
    params: { team: world.team, resource: id },
    body: { billingPlanId: 'free' },
  });

  expect([status, body.resource.billingPlan?.id]).toEqual([200, 'free']);
  const path = `/v1/installations/${installation}/resources/${externalId}`;
  expect(world.provider.seen.at(-1)).toMatchObject({ method: 'GET', path, auth: 'system' });
});

test('plans that wait hold from their day on, and the team hears of it', async () => {
  const { choose: chooseForResource, shown, id } = await onPro();
  await chooseForResource(plan('free', inDays(10)));
  await choose('free');
  const pushed = await byProvider('PATCH', '', { billingPlan: plan('team', inDays(10)) });
  expect([pushed.status, await ofInstallation()]).toEqual([204, ['free', 'team']]);

  aheadMs = 11 * DAY_MS;

  await eventually(async () => (await shown())[0] === 'free');
  await eventually(async () => (await ofInstallation())[0] === 'team');
  expect([await shown(), await ofInstallation()]).toEqual([
    ['free', null],
    ['team', null],
  ]);
  const { body } = await world.owner.api(k.listEvents, { params: { team: world.team } });
  const change = { actor: { kind: 'system' }, data: { before: { billingPlanId: 'pro' } } };
  expect(body.events.find(({ type }) => type === 'resource.plan-changed')).toMatchObject({
    ...change,
    subject: { resource: id },
  });
  expect(body.events.find(({ type }) => type === 'installation.plan-changed')).toMatchObject({
    subject: { installation },
    data: { after: { billingPlanId: 'team' } },
  });
});
