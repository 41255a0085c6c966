import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { agentWorld, offered } from '../agents/agent-world.ts';
import type { Api } from '../world/api-client.ts';
import { commandHere } from '../world/command-here.ts';
import { eventually, install, project } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

vi.setConfig({ testTimeout: 60_000 });

let world: World;
let installation: string;
let projectId: string;
beforeAll(async () => {
  world = await startWorld({
    ...({ rateLimits: null, answerWithinMs: 1_500, payments: { kind: 'test' } } as const),
  });
  world.provider.plans = [...offered];
  installation = await install(world);
  projectId = await project(world, 'shop');
});
afterAll(() => world.close());

const params = () => ({ team: world.team });

/** Plans resources by their billing plans. */
async function plan(plans: Record<string, string>, api: Api = world.owner.api) {
  const resources = Object.fromEntries(
    Object.entries(plans).map(([name, id]) => [
      name,
      { product: 'scripted/db', plan: id, options: { region: 'fra1' } },
    ]),
  );
  const { body, error, status } = await api(k.createStatePlan, {
    params: { ...params(), project: 'shop' },
    body: { state: { project: 'shop', resources } },
  });
  expect(status, JSON.stringify(error)).toBe(201);
  return body.plan;
}

async function applied(id: string, api: Api = world.owner.api) {
  await api(k.applyStatePlan, { params: { ...params(), plan: id }, body: {} });
  return eventually(async () => {
    const { body } = await api(k.getStatePlan, { params: { ...params(), plan: id } });
    return body.plan.status !== 'applying' && body.plan;
  });
}

async function limit(subject: string, amount: string, hardStop: boolean): Promise<void> {
  const { status } = await world.owner.api(k.setSpendLimit, {
    params: { ...params(), subject },
    body: { amount, hardStop },
  });
  expect(status).toBe(200);
  onTestFinished(async () => {
    await world.owner.api(k.removeSpendLimit, { params: { ...params(), subject } });
  });
}

test('what costs something needs a payment method, which the plan says before it is refused for that', async () => {
  const free = await plan({ gratis: 'free' });
  const first = await plan({ gratis: 'free', one: 'small', two: 'large' });
  const failed = await applied(first.id);
  const token = 'test_ok';
  await world.owner.api(k.addPaymentMethod, { params: params(), body: { token } });
  const second = await plan({ gratis: 'free', one: 'small' });

  expect(free.needs).toEqual([]);
  expect(first.needs).toEqual([
    {
      kind: 'payment-method',
      resources: ['one', 'two'],
      message: 'The team has no payment method, and one, two cannot be made without one.',
    },
  ]);
  expect(failed).toMatchObject({ status: 'failed', refusal: { code: 'payment_method_missing' } });
  expect(second.needs).toEqual([]);
  expect(await applied(second.id)).toMatchObject({ status: 'applied', needs: [] });
});

test('a limit that would be passed is told, and one that stands in the way as that', async () => {
  await limit('team', '30', true);
  await limit(projectId, '45', false);

  const within = await plan({ small: 'small' });
  const beyond = await plan({ large: 'large', small: 'small' });
  await limit(installation, '0', true);
  const barred = await plan({ barred: 'usage' });

  expect(within.needs).toEqual([]);
  expect(beyond.needs).toMatchObject([
    {
      kind: 'spend-limit',
      limit: { kind: 'team', id: null, amount: '30', hardStop: true },
      ...{ spent: '0', perMonth: '50', isRefused: false, resources: ['large', 'small'] },
    },
    { limit: { kind: 'project', id: projectId, hardStop: false }, isRefused: false },
  ]);
  expect(barred.needs).toMatchObject([
    { limit: { kind: 'installation', id: installation, amount: '0' }, isRefused: true },
  ]);
  expect(await applied(barred.id)).toMatchObject({ refusal: { code: 'spend_limit_reached' } });
});

test('an agent sees what its person will be asked for, purchase by purchase, and that is what is asked', async () => {
  const { agent } = agentWorld(world, installation);
  const { api } = await agent({ budget: { perMonth: '25', perPurchase: '15' } });
  const penniless = await agent();
  const wanted = { a: 'small', b: 'small', c: 'small', d: 'large', e: 'usage', f: 'free' };

  const { id, needs } = await plan(wanted, api);
  const without = await plan({ a: 'small' }, penniless.api);
  const { body } = await world.owner.api(k.getStatePlan, { params: { ...params(), plan: id } });

  expect(needs.map(({ resources, reasons }) => [resources, reasons])).toEqual([
    [['c'], ['per_month']],
    [['d'], ['per_purchase', 'per_month']],
    [['e'], ['price_unknown']],
  ]);
  expect(needs[0]?.message).toBe(
    'A person has to approve c, at $10.00 a month: it is more than is left of the budget of the month.',
  );
  expect(without.needs).toMatchObject([{ reasons: ['no_budget'], perMonth: '10.00' }]);
  // a person who applies the same plan has nobody to ask
  expect(body.plan.needs).toEqual([]);

  await api(k.applyStatePlan, { params: { ...params(), plan: id }, body: {} });
  const asked = await eventually(async () => {
    const { body: listed } = await world.owner.api(k.listApprovals, {
      params: params(),
      query: { state: 'pending', limit: 100 },
    });
    return listed.approvals[0];
  });
  expect(asked).toMatchObject({ reasons: ['per_month'], price: '10.00' });
  expect(asked.summary).toContain('c');
});

test('the command says what is needed, with the commands that give it', async () => {
  await limit('team', '0', true);
  const here = commandHere({
    KONTOR_HOST_URL: world.url,
    KONTOR_TEAM: world.team,
    KONTOR_TOKEN: world.owner.token,
  });
  onTestFinished(here.close);
  await here.write(
    'kontor.yaml',
    'project: shop\nresources:\n  told:\n    product: scripted/db\n    plan: small\n    options:\n      region: fra1\n',
  );

  const { stdout } = await here.line('kontor plan');
  const { plan: planned, next } = JSON.parse((await here.line('kontor plan --json')).stdout);

  expect(stdout).toContain(
    'Needed\nThe limit of the team is $0.00 a month, of which $0.00 are spent: what costs something is refused, so told would be.',
  );
  expect(next).toEqual(['kontor limits remove', `kontor apply ${planned.id}`]);
});
