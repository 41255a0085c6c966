import { type Actor, beginPurchase } from '@kontor/core';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { installationId, operationId, teamId } from '@kontor/protocol/vocabulary';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mintId, randomText } from '../../src/ids.ts';
import { eventLog } from '../../src/postgres/event-log.ts';
import { installationStore } from '../../src/postgres/installation-store.ts';
import { operationStore } from '../../src/postgres/operation-store.ts';
import { eventually, install } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let installation: string;
let team: string;
beforeAll(async () => {
  world = await startWorld();
  installation = await install(world);
  const { body } = await world.owner.api(k.getTeam, { params: { team: world.team } });
  team = body.team.id;
});
afterAll(() => world.close());

/** Lets a purchase begin as the transaction does that marks its invoice paid, and awaits its end. */
async function purchase(actor: Actor, invoiceId = `inv_${randomText(8)}`) {
  const begun = await world.database.transact(async (sql) => {
    const tx = {
      installations: installationStore(sql, team),
      operations: operationStore(sql, team, { holder: 'nobody', leaseMs: 0 }),
      balances: { take: async () => {} },
      events: eventLog(sql, team, () => new Date()),
    };
    const ports = {
      now: () => new Date(),
      mintOperationId: () => operationId.parse(mintId('operation')),
    };
    const begun = await beginPurchase(tx, ports, {
      teamId: teamId.parse(team),
      actor,
      installationId: installationId.parse(installation),
      resourceId: null,
      invoiceId,
      callerKey: null,
      traceId: '0'.repeat(32),
    });
    if (!begun.ok) throw new Error(begun.error.message);
    // no attempt is under way, so the host makes the first one
    await tx.operations.save({ ...begun.value.operation, isInFlight: false }, 0);
    return begun.value.operation;
  });
  const { id } = begun;
  const operation = await eventually(async () => {
    const { body } = await world.owner.api(k.getOperation, {
      params: { team: world.team, operation: id },
      query: { wait: 5 },
    });
    return body.operation.status !== 'running' && body.operation;
  });
  const calls = world.provider.seen.filter(({ idempotencyKey }) => idempotencyKey === id);
  return { operation, calls, invoiceId };
}

const kept = () =>
  world.database.read(
    `select external_resource_id as resource, currency_value_in_cents::float8 as cents, credit,
       name_label as label, reported_at as at
     from balance where team_id = $1 and installation_id = $2 order by 1`,
    [team, installation],
  );

const isPurchase = ({ path }: { path: string }) => path.endsWith('/billing/provision');
const noon = new Date('2026-01-05T12:00:00.000Z');
const evening = new Date('2026-01-05T18:00:00.000Z');

test('a purchase is told to the provider by whoever bought, and what is left is kept', async () => {
  world.provider.balances = {
    timestamp: noon,
    balances: [
      { currencyValueInCents: 1050.5, credit: '2,000 Tokens', nameLabel: 'Tokens' },
      { currencyValueInCents: 25, resourceId: 'db_1' },
    ],
  };

  const { operation, calls, invoiceId } = await purchase({
    kind: 'person',
    userId: world.owner.userId,
  });

  expect(operation).toMatchObject({ kind: 'provision-purchase', status: 'succeeded' });
  expect(calls).toMatchObject([{ method: 'POST', auth: 'user' }]);
  expect(calls[0]?.path).toBe(`/v1/installations/${installation}/billing/provision`);
  expect(JSON.parse(calls[0]?.body ?? '')).toEqual({ invoiceId });
  expect(await kept()).toEqual([
    { resource: '', cents: 1050.5, credit: '2,000 Tokens', label: 'Tokens', at: noon },
    { resource: 'db_1', cents: 25, credit: null, label: null, at: noon },
  ]);
});

test('a purchase that nobody makes speaks for nobody', async () => {
  const { calls } = await purchase({ kind: 'system' });

  expect(calls).toMatchObject([{ auth: 'system' }]);
});

test('of two answers the one with the later time holds, whichever comes last', async () => {
  const { userId } = world.owner;
  world.provider.balances = { timestamp: evening, balances: [{ currencyValueInCents: 300 }] };
  await purchase({ kind: 'person', userId });
  world.provider.balances = { timestamp: noon, balances: [{ currencyValueInCents: 900 }] };
  await purchase({ kind: 'person', userId });

  expect(await kept()).toMatchObject([{ resource: '', cents: 300, at: evening }, {}]);
});

test.each([400, 403, 409, 422])(
  'a refusal by %s ends it, and the balances stay',
  async (status) => {
    const before = await kept();
    world.provider.misbehave(isPurchase, { kind: 'answer', status, body: 'not paid' });

    const { operation } = await purchase({ kind: 'system' });

    expect(operation).toMatchObject({ status: 'failed', refusal: { code: 'provider_refused' } });
    expect(await kept()).toEqual(before);
  },
);

test('an outcome in doubt is told again with the same key', async () => {
  world.provider.misbehave(isPurchase, { kind: 'cut-after' }, { kind: 'answer', status: 500 });

  const { operation, calls } = await purchase({ kind: 'system' });

  expect(operation.status).toBe('succeeded');
  expect(calls).toHaveLength(3);
});
