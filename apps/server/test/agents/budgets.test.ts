import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { prepaidStory, prepayment } from '../world/prepaid.ts';
import { eventually, install } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';
import { agentWorld, offered } from './agent-world.ts';

let world: World;
let installation: string;
let story: ReturnType<typeof prepaidStory>;
let agents: ReturnType<typeof agentWorld>;
beforeAll(async () => {
  world = await startWorld({ rateLimits: null, answerWithinMs: 30_000 });
  installation = await install(world);
  story = prepaidStory(world, installation);
  agents = agentWorld(world, installation);
  await story.told('', 'PATCH', {
    billingPlan: { ...prepayment, id: 'pool', minimumAmount: '1', maximumAmount: '1000' },
  });
});
afterAll(() => world.close());
beforeEach(() => {
  world.provider.plans = offered;
});

/** A month of the time that the team is billed by. */
async function setMonth(month: number) {
  const { body } = await world.owner.api(k.getTeam, { params: agents.params });
  await world.database.read(
    `insert into test_clock (team_id, now, created_at) values ($1, $2, now())
     on conflict (team_id) do update set now = excluded.now`,
    [body.team.id, new Date(Date.UTC(2031, month, 15))],
  );
}

const buy = (api: typeof world.owner.api, amount: string, call: object = {}) =>
  api(k.createPurchase, { params: { ...agents.params, installation }, body: { amount }, ...call });

describe('the budget of an agent', () => {
  test('is never passed by 100 attempts at once: each is bought, or waits for approval', async () => {
    const bot = await agents.agent({ budget: { perMonth: '45' } });

    const answers = await Promise.all(
      Array.from({ length: 100 }, () => agents.make(bot.api, 'small')),
    );

    const statuses = answers.map(({ error, body }) => body?.operation?.status ?? error.code);
    const groups = [...Map.groupBy(statuses, (each) => each)];
    const counted = Object.fromEntries(groups.map(([status, all]) => [status, all.length]));
    // whoever waits for twenty approvals asks for no more
    expect(counted).toEqual({ succeeded: 4, 'awaiting-approval': 20, too_many_approvals: 76 });
    expect(await agents.budget(bot.id)).toMatchObject({
      ...{ perMonth: '45', perPurchase: null, spent: '40.00', reserved: '0', left: '5' },
    });
  });

  test('counts what is bought at once, exactly, and by purchases of balances too', async () => {
    const bot = await agents.agent({ budget: { perMonth: '30.05', perPurchase: '20' } });

    const first = await buy(bot.api, '20');
    const much = await buy(bot.api, '20.01');
    const rest = await buy(bot.api, '10.05');
    const more = await buy(bot.api, '1');

    expect([first, much, rest, more].map(({ status }) => status)).toEqual([201, 202, 201, 202]);
    const reasons = await Promise.all(
      [much, more].map(
        async ({ body }) => (await agents.approval(body.approval?.id ?? '')).reasons,
      ),
    );
    expect(reasons).toEqual([['per_purchase', 'per_month'], ['per_month']]);
    expect(await agents.budget(bot.id)).toMatchObject({ reserved: '30.05', left: '0' });
  });

  test('is given back by what failed, and held while nobody knows', async () => {
    const bot = await agents.agent({ budget: { perMonth: '10' } });
    const release = Promise.withResolvers<void>();
    world.provider.misbehave(
      ({ method, path }) => method === 'POST' && path.endsWith('/resources'),
      { kind: 'hold', until: release.promise },
    );
    world.provider.refuse = () => 'not today';

    const trying = agents.make(bot.api, 'small');
    const held = await eventually(async () => {
      const now = await agents.budget(bot.id);
      return now?.reserved === '10.00' && now;
    });
    const meanwhile = await agents.make(bot.api, 'small');
    release.resolve();
    const failed = await trying;
    world.provider.refuse = undefined;

    expect(held).toMatchObject({ spent: '0', left: '0' });
    expect(meanwhile.body.operation.status).toBe('awaiting-approval');
    expect(failed.error.code).toBe('provider_refused');
    expect(await agents.budget(bot.id)).toMatchObject({ reserved: '0', left: '10' });
    expect((await agents.make(bot.api, 'small')).status).toBe(201);
  });

  test('counts a plan again each month for as long as it holds', async () => {
    const bot = await agents.agent({ budget: { perMonth: '50' } });
    await setMonth(0);
    const kept = await agents.make(bot.api, 'large');
    const dropped = await agents.make(bot.api, 'small');

    await setMonth(1);
    const both = await agents.budget(bot.id);
    await world.owner.api(k.deleteTeamResource, {
      params: { ...agents.params, resource: dropped.body.resource.id },
    });
    const one = await agents.budget(bot.id);
    await world.owner.api(k.updateTeamResource, {
      params: { ...agents.params, resource: kept.body.resource.id },
      body: { billingPlanId: 'free' },
    });

    expect([both?.spent, one?.spent, (await agents.budget(bot.id))?.spent]).toEqual([
      ...['50.00', '40.00', '0'],
    ]);
  });

  test('asks for the price of a plan that nobody states, and for nothing that is free', async () => {
    const bot = await agents.agent({ budget: { perMonth: '1000' } });
    const broke = await agents.agent();

    const unknown = await agents.make(bot.api, 'usage');
    const free = await agents.make(broke.api, 'free');
    const paid = await agents.make(broke.api, 'small');

    expect([free.status, unknown.status, paid.status]).toEqual([201, 202, 202]);
    const why = async (body: typeof paid.body) =>
      (await agents.approval(body.operation.approval?.id ?? '')).reasons;
    expect([await why(unknown.body), await why(paid.body)]).toEqual([
      ['price_unknown'],
      ['no_budget'],
    ]);
  });

  test('is an amount, and changes with no call', async () => {
    const ask = (budget: object) =>
      world.owner.api(k.createAgentToken, { params: agents.params, body: { agent: 'a', budget } });

    for (const budget of [
      {},
      { perMonth: '-1' },
      { perMonth: '1e3' },
      { perMonth: '5', more: 1 },
    ]) {
      expect((await ask(budget)).status).toBe(400);
    }
  });
});
