import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mintId } from '../../src/ids.ts';
import { enqueueDeliveries } from '../../src/postgres/webhook-delivery-store.ts';
import { advanceRedeliveries } from '../../src/webhooks/advance-redeliveries.ts';
import { eventually } from '../world/story.ts';
import { type HooksWorld, startHooksWorld } from './hooks-world.ts';
import { answerWith } from './receiver.ts';

const TYPE = 'test-webhook';

let world: HooksWorld;
beforeAll(async () => {
  world = await startHooksWorld();
});
afterAll(() => world.close());

function place(more: Record<string, string> = {}) {
  return { params: { team: world.team, receiver: world.integration.slug, ...more } };
}

/** Deliveries that were only kept, as those of an integration without an address are. */
async function keep(
  count: number,
  { type = TYPE, at = new Date(), subjects = count } = {},
): Promise<readonly string[]> {
  const { body: me } = await world.owner.api(k.getTeam, { params: { team: world.team } });
  const deliveries = Array.from({ length: count }, (_, index) => {
    const id = mintId('delivery', at);
    const payload = { index };
    return {
      ...{ id, type, at, teamId: me.team.id, receiverId: world.integration.id },
      subject: `kept:${type}:${index % subjects}`,
      body: JSON.stringify({ id, type, createdAt: at.getTime(), region: null, payload }),
      isAddressed: false,
    };
  });
  await world.database.transact((sql) => enqueueDeliveries(sql, deliveries, at));
  return deliveries.map(({ id }) => id);
}

const again = (body: Record<string, unknown>) =>
  world.owner.api(k.redeliverMany, { ...place(), body });

async function show(redelivery: string) {
  const { body } = await world.owner.api(k.getRedelivery, place({ redelivery }));
  return body.redelivery;
}

const ended = (id: string) =>
  eventually(async () => {
    const found = await show(id);
    return found.endedAt !== null && found;
  });

test('a span is sent again part by part, each once and in order, and says how far it is', async () => {
  const receiver = await world.listen();
  const ids = await keep(250, { subjects: 30 });

  const { status, body } = await again({ states: ['skipped'], type: TYPE });
  const other = new AbortController();
  const processes = [1, 2, 3].map(() =>
    advanceRedeliveries({ database: world.database, now: () => new Date() }, other.signal),
  );
  await Promise.all(processes);

  expect(status).toBe(202);
  const { id, createdAt } = body.redelivery;
  expect(body.redelivery).toMatchObject({ status: 'running', total: 250, delivered: 0 });
  expect(await ended(id)).toEqual({
    id,
    status: 'done',
    states: ['skipped'],
    type: TYPE,
    from: null,
    until: null,
    total: 250,
    sending: 0,
    delivered: 250,
    parked: 0,
    createdAt,
    endedAt: expect.any(String),
  });
  const told = receiver.arrived.map(({ event }) => event);
  expect(told.map((event) => event.id).sort()).toEqual([...ids].sort());
  for (const each of Map.groupBy(told, ({ payload }) => Number(payload.index) % 30).values()) {
    const order = each.map(({ payload }) => Number(payload.index));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  }
});

test('a span is cut by type and by time, and a second one waits until the first has ended', async () => {
  const receiver = await world.listen();
  receiver.answer = answerWith(500);
  const day = Date.parse('2026-01-05T00:00:00Z');
  const at = (hours: number) => new Date(day + hours * 3_600_000);
  await keep(1, { at: at(0), type: 'cut-a' });
  const inside = await keep(2, { at: at(1), type: 'cut-a' });
  await keep(2, { at: at(1), type: 'cut-b' });
  await keep(1, { at: at(2), type: 'cut-a' });
  const span = { from: at(1).toISOString(), until: at(2).toISOString() };

  const { body: listed } = await world.owner.api(k.listDeliveries, {
    ...place(),
    query: { type: 'cut-a', ...span },
  });
  const answers = await Promise.all([1, 2, 3].map(() => again({ states: ['skipped'], ...span })));

  expect(listed.deliveries.map(({ id }) => id).sort()).toEqual([...inside].sort());
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409]);
  const refused = answers.find(({ status }) => status === 409);
  expect(refused?.error).toMatchObject({ code: 'redelivery_running' });
  const id = answers.find(({ status }) => status === 202)?.body.redelivery.id ?? '';
  expect(await show(id)).toMatchObject({ total: 4, ...withSpan(span) });

  await world.owner.api(k.stopRedelivery, { ...place({ redelivery: id }), body: {} });
  await ended(id);
});

function withSpan({ from, until }: { readonly from: string; readonly until: string }) {
  return { from: new Date(from).toISOString(), until: new Date(until).toISOString() };
}

test('what is stopped leaves the rest as it was, and makes room for another', async () => {
  const receiver = await world.listen();
  receiver.answer = answerWith(503);
  const kept = await keep(220, { type: 'stopped' });
  const { body } = await again({ states: ['skipped'], type: 'stopped' });
  const { id } = body.redelivery;
  await eventually(async () => receiver.arrived.length >= 8);
  expect((await show(id)).sending).toBeGreaterThan(0);

  const stopped = await world.owner.api(k.stopRedelivery, {
    ...place({ redelivery: id }),
    body: {},
  });
  const repeated = await world.owner.api(k.stopRedelivery, {
    ...place({ redelivery: id }),
    body: {},
  });

  expect(stopped).toMatchObject({ status: 202, body: { redelivery: { status: 'stopping' } } });
  expect(repeated.status).toBe(202);
  expect(await ended(id)).toMatchObject({ status: 'stopped', sending: 0, delivered: 0, parked: 0 });
  const states = await world.database.read<{ state: string; count: number }>(
    'select state, count(*)::int from webhook_delivery where delivery_id = any($1) group by state',
    [kept],
  );
  expect(states).toEqual([{ state: 'skipped', count: 220 }]);
  // lines that are empty are forgotten when somebody looks at them
  await eventually(async () => {
    const rows = await world.database.read(`select from webhook_line where subject like 'kept:%'`);
    return rows.length === 0;
  });
  const events = await world.owner.api(k.listEvents, {
    params: { team: world.team },
    query: { type: 'webhook.redelivery-stopped' },
  });
  expect(events.body.events[0]).toMatchObject({ subject: { redelivery: id } });

  receiver.answer = (response) => void response.writeHead(204).end();
  const next = await again({ states: ['skipped'], type: 'stopped' });
  expect(await ended(next.body.redelivery.id)).toMatchObject({ status: 'done', delivered: 220 });
});

test('what had nothing to send is done at once, and each is listed, the newest first', async () => {
  const { status, body } = await again({ type: 'never' });
  const { body: listed } = await world.owner.api(k.listRedeliveries, {
    ...place(),
    query: { limit: 2 },
  });

  expect(status).toBe(202);
  expect(body.redelivery).toMatchObject({ status: 'done', total: 0, delivered: 0 });
  expect(listed.redeliveries).toHaveLength(2);
  expect(listed.redeliveries[0]).toEqual(body.redelivery);
});

test('one that there is not is told so, and whoever may only look stops nothing', async () => {
  const redelivery = mintId('redelivery');
  const viewer = await world.signUp('Vera');
  await world.owner.api(k.addMember, {
    params: { team: world.team },
    body: { email: viewer.email, role: 'viewer' },
  });

  for (const { status, error } of [
    await world.owner.api(k.getRedelivery, place({ redelivery })),
    await world.owner.api(k.stopRedelivery, { ...place({ redelivery }), body: {} }),
  ]) {
    expect([status, error?.code]).toEqual([404, 'redelivery_not_found']);
  }
  const forbidden = await viewer.api(k.stopRedelivery, { ...place({ redelivery }), body: {} });
  expect(forbidden.status).toBe(403);
  const foreign = await viewer.api(k.listRedeliveries, {
    params: { team: world.team, receiver: 'hook_nobodys' },
    query: {},
  });
  expect(foreign).toMatchObject({ status: 404, error: { code: 'receiver_not_found' } });
});
