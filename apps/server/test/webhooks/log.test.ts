import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../world/story.ts';
import type { Person } from '../world/world.ts';
import { type HooksWorld, pair, setWebhookUrl, startHooksWorld } from './hooks-world.ts';
import { accept, answerWith, startReceiver } from './receiver.ts';

const DAY_MS = 24 * 60 * 60_000;

let world: HooksWorld;
let stranger: Person;
beforeAll(async () => {
  world = await startHooksWorld();
  stranger = await world.signUp('Eve');
  await stranger.api(k.createTeam, { body: { name: 'Elsewhere', slug: 'elsewhere' } });
});
afterAll(() => world.close());

/** Where the log of the integration is. */
function place(more: Record<string, string> = {}) {
  return { params: { team: world.team, receiver: world.integration.slug, ...more } };
}

async function newest() {
  const { body } = await world.owner.api(k.listDeliveries, { ...place(), query: { limit: 1 } });
  return body.deliveries[0];
}

/** The newest delivery about a resource, once it is so. */
async function about(resource: { readonly id: string }, state: 'delivered' | 'parked') {
  return eventually(async () => {
    const { body } = await world.owner.api(k.listDeliveries, { ...place(), query: {} });
    const found = body.deliveries.find(({ subject }) => subject === `resource:${resource.id}`);
    return found?.state === state && found;
  });
}

test('a delivery is shown with its body and every attempt, and with no secret', async () => {
  const receiver = await world.listen();
  const { clientSecret } = world.integration;
  receiver.answer = (response) => {
    const headers = { 'content-type': 'text/plain' };
    response.writeHead(503, headers).end(`your secret is ${clientSecret}, Bearer abcdefghijkl`);
  };
  const { connect, resource, toldTo, attempted } = await pair(world);
  await connect();
  await attempted(1);
  receiver.answer = accept;
  world.pass(60_000);
  const { id } = await about(resource, 'delivered');

  const { status, body } = await world.owner.api(k.getDelivery, place({ delivery: id }));

  expect(status).toBe(200);
  const at = expect.stringMatching(/Z$/);
  expect(body.delivery).toEqual({
    id,
    position: expect.any(Number),
    type: 'integration-resource.project-connected',
    subject: `resource:${resource.id}`,
    state: 'delivered',
    attempts: 2,
    createdAt: at,
    endedAt: at,
    body: toldTo(receiver)[0]?.event,
    tries: [
      {
        attempt: 1,
        at,
        outcome: 'refused',
        status: 503,
        message: 'Answered with 503.',
        durationMs: expect.any(Number),
        responseBody: 'your secret is ***, Bearer ***',
      },
      {
        attempt: 2,
        at,
        outcome: 'accepted',
        status: 204,
        message: null,
        durationMs: expect.any(Number),
        responseBody: null,
      },
    ],
  });
});

test('deliveries are listed newest first, by state and type, and in pages', async () => {
  await world.listen();
  const { connect, resource } = await pair(world);
  await (await connect())();
  await about(resource, 'delivered');

  const list = async (query: Record<string, string | number>) =>
    (await world.owner.api(k.listDeliveries, { ...place(), query })).body.deliveries;
  const all = await list({});
  const [first, second] = all;

  expect(all.map(({ position }) => position)).toEqual(all.map((_, index) => all.length - index));
  expect(await list({ before: first?.position ?? 0, limit: 1 })).toEqual([second]);
  expect((await list({ type: 'project.created' })).map(({ type }) => type)).toEqual(
    all.map(({ type }) => type).filter((type) => type === 'project.created'),
  );
  expect(await list({ state: 'parked' })).toEqual([]);
});

test('what is parked is sent again when somebody asks, with the same id, for another day', async () => {
  const receiver = await world.listen();
  receiver.answer = answerWith(410);
  const { connect, resource, toldTo, attempted } = await pair(world);
  await connect();
  const { id } = await about(resource, 'parked');
  receiver.answer = answerWith(500);
  world.pass(2 * DAY_MS);

  const { status, body } = await world.owner.api(k.redeliver, place({ delivery: id }));

  expect(status).toBe(202);
  expect(body.delivery).toMatchObject({ id, state: 'waiting' });
  await eventually(async () => toldTo(receiver).length === 2);
  expect(toldTo(receiver).map(({ event }) => event.id)).toEqual([id, id]);
  await attempted(2);
  receiver.answer = accept;
  world.pass(5_000 * 1.2);
  await about(resource, 'delivered');
});

test('what was delivered can be sent again, and what waits is sent at once', async () => {
  const receiver = await world.listen();
  const { connect, resource, toldTo } = await pair(world);
  await connect();
  const { id } = await about(resource, 'delivered');
  receiver.answer = answerWith(500);
  await world.owner.api(k.redeliver, place({ delivery: id }));
  await eventually(async () => toldTo(receiver).length === 2);
  await eventually(async () => {
    const { body } = await world.owner.api(k.getDelivery, place({ delivery: id }));
    return body.delivery.tries.at(-1)?.outcome === 'refused';
  });
  receiver.answer = accept;

  await world.owner.api(k.redeliver, place({ delivery: id }));

  await about(resource, 'delivered');
  expect(toldTo(receiver)).toHaveLength(3);
});

test('deliveries of a span of time are sent again together, in order', async () => {
  const receiver = await world.listen();
  world.pass(60_000);
  receiver.answer = answerWith(410);
  const { connect, resource, toldTo, deliveries } = await pair(world);
  await (await connect())();
  await eventually(async () => {
    const states = (await deliveries()).map(({ state }) => state);
    return states.length === 2 && states.every((state) => state === 'parked');
  });
  const again = async (body: Record<string, unknown>) => {
    const { body: answer } = await world.owner.api(k.redeliverMany, { ...place(), body });
    return answer.redelivery.total;
  };
  const { createdAt } = await about(resource, 'parked');
  receiver.answer = accept;

  expect(await again({ until: '2020-01-01T00:00:00Z' })).toBe(0);
  expect(await again({ type: 'project.renamed' })).toBe(0);
  expect(await again({ states: ['skipped'] })).toBe(0);
  const from = new Date(new Date(createdAt).getTime() - 30_000).toISOString();
  expect(await again({ from })).toBeGreaterThanOrEqual(2);
  await about(resource, 'delivered');
  expect(
    toldTo(receiver)
      .slice(-2)
      .map(({ event }) => event.type),
  ).toEqual([
    'integration-resource.project-connected',
    'integration-resource.project-disconnected',
  ]);
  const { body } = await world.owner.api(k.listEvents, {
    params: { team: world.team },
    query: { type: 'webhook.redelivered', limit: 1 },
  });
  expect(body.events[0]).toMatchObject({ subject: { receiver: world.integration.id } });
});

test('a test is sent to whoever listens', async () => {
  const receiver = await world.listen();
  const { status, body } = await world.owner.api(k.sendTestWebhook, place());

  expect(status).toBe(202);
  const arrived = await eventually(async () =>
    receiver.arrived.find(({ event }) => event.id === body.delivery.id),
  );
  expect(arrived.event).toMatchObject({
    type: 'test-webhook',
    payload: { team: { id: expect.stringMatching(/^[0-9a-f]{32}$/) } },
  });
});

test('a test of any type is sent as it would be, about the team whose installation it names', async () => {
  const receiver = await world.listen();
  const { installation } = world;
  const { resource } = await pair(world);
  const payload = {
    configuration: { id: installation },
    installationId: installation,
    resourceId: resource.externalId,
    projectId: 'prj_1',
    targets: ['preview'],
    project: { id: 'prj_1', name: 'shop' },
    unknown: 'key',
  };
  const type = 'integration-resource.project-connected';
  const { status, body } = await world.owner.api(k.sendTestWebhook, {
    ...place(),
    body: { type, payload },
  });

  expect([status, body.delivery.type]).toEqual([202, type]);
  const arrived = await eventually(async () =>
    receiver.arrived.find(({ event }) => event.id === body.delivery.id),
  );
  const { unknown: _dropped, ...known } = payload;
  expect(arrived.event.payload).toEqual({
    ...known,
    team: { id: expect.stringMatching(/^[0-9a-f]{32}$/) },
    user: { id: expect.any(String) },
  });
});

test.each([
  [
    'a payload that its type does not have',
    'marketplace.invoice.paid',
    {},
    'payload.configuration',
  ],
  ['a type that nobody sends', 'domain.renewal', {}, 'type'],
])('%s is not sent', async (_what, type, payload, key) => {
  await world.listen();
  const { status, error } = await world.owner.api(k.sendTestWebhook, {
    ...place(),
    body: { type, payload } as never,
  });

  expect([status, error.code]).toEqual([400, 'invalid_request']);
  expect(error.fields).toContainEqual(expect.objectContaining({ key }));
});

test('who did not listen catches up: what would have been sent is kept in order', async () => {
  await setWebhookUrl(world, null);
  const { body: before } = await world.owner.api(k.listDeliveries, { ...place(), query: {} });
  const after = before.deliveries[0]?.position ?? 0;
  const { connect, resource } = await pair(world);
  await (await connect())();
  await eventually(async () => {
    const newestOne = await newest();
    return newestOne?.position === after + 3;
  });

  const { body } = await world.owner.api(k.listWebhookEvents, { ...place(), query: { after } });

  expect(body.events.map(({ state }) => state)).toEqual(['skipped', 'skipped', 'skipped']);
  expect(body.events.map(({ position }) => position)).toEqual([after + 1, after + 2, after + 3]);
  expect(body.next).toBe(after + 3);
  expect(body.events.map(({ event }) => event.type)).toEqual([
    'project.created',
    'integration-resource.project-connected',
    'integration-resource.project-disconnected',
  ]);
  expect(body.events[1]?.event.payload).toMatchObject({ resourceId: resource.externalId });
  const rest = await world.owner.api(k.listWebhookEvents, {
    ...place(),
    query: { after: body.next },
  });
  expect(rest.body).toEqual({ events: [], next: body.next });
});

test('nothing can be sent to an integration without a webhook URL', async () => {
  await setWebhookUrl(world, null);
  const delivery = (await newest())?.id ?? '';

  for (const answer of [
    await world.owner.api(k.sendTestWebhook, place()),
    await world.owner.api(k.redeliver, place({ delivery })),
    await world.owner.api(k.redeliverMany, { ...place(), body: {} }),
  ]) {
    expect(answer).toMatchObject({ status: 409, error: { code: 'webhook_url_missing' } });
  }
});

test('receivers are listed with what is open of theirs', async () => {
  const own = await startReceiver();
  const made = await world.owner.api(k.createWebhook, {
    params: { team: world.team },
    body: { url: own.url, events: ['project.created'] },
  });
  const { body } = await world.owner.api(k.listWebhookReceivers, { params: { team: world.team } });

  expect(made.status).toBe(201);
  expect(body.receivers).toMatchObject([
    { id: world.integration.id, kind: 'integration', name: 'scripted', events: null },
    {
      id: made.body.receiver.id,
      kind: 'webhook',
      name: null,
      url: own.url,
      events: ['project.created'],
      waiting: 0,
      parked: 0,
    },
  ]);
});

test('a webhook that is removed takes what it was sent along', async () => {
  const own = await startReceiver();
  const made = await world.owner.api(k.createWebhook, {
    params: { team: world.team },
    body: { url: own.url, events: ['project.created'] },
  });
  const webhook = made.body.receiver.id;
  const params = { team: world.team, receiver: webhook };
  await world.owner.api(k.sendTestWebhook, { params });
  await eventually(async () => own.arrived.length === 1);

  const removed = await world.owner.api(k.deleteWebhook, {
    params: { team: world.team, webhook },
  });

  expect(removed.status).toBe(204);
  const { status } = await world.owner.api(k.listDeliveries, { params, query: {} });
  expect(status).toBe(404);
  const rows = await world.database.read(
    'select 1 from webhook_delivery where receiver_id = $1 union all select 1 from webhook_attempt where receiver_id = $1',
    [webhook],
  );
  expect(rows).toEqual([]);
});

test("another team finds neither the receiver nor its deliveries, and a delivery of another's is none", async () => {
  const delivery = (await newest())?.id ?? '';
  const own = await stranger.api(k.createWebhook, {
    params: { team: 'elsewhere' },
    body: { url: 'http://127.0.0.1:9/', events: ['project.created'] },
  });
  const foreign = { team: 'elsewhere', receiver: world.integration.id, delivery };
  const mixed = { team: 'elsewhere', receiver: own.body.receiver.id, delivery };

  for (const endpoint of [k.getDelivery, k.redeliver] as const) {
    const one = await stranger.api(endpoint, { params: foreign });
    const two = await stranger.api(endpoint, { params: mixed });
    const three = await stranger.api(endpoint, { params: { ...foreign, team: world.team } });
    expect([one.error?.code, two.error?.code, three.error?.code]).toEqual([
      'receiver_not_found',
      'delivery_not_found',
      'team_not_found',
    ]);
  }
  for (const endpoint of [k.listDeliveries, k.listWebhookEvents] as const) {
    expect(await stranger.api(endpoint, { params: foreign, query: {} })).toMatchObject({
      status: 404,
    });
  }
});

test.for([
  ['a state that there is not', { states: ['lost'] }],
  ['what waits', { states: ['waiting'] }],
  ['no state', { states: [] }],
  ['a time that is none', { from: 'yesterday' }],
  ['a field that there is not', { all: true }],
] as const)('sending again %s is refused', async ([, body]) => {
  const { status } = await world.owner.api(k.redeliverMany, { ...place(), body: { ...body } });

  expect(status).toBe(400);
});

test('a team that is deleted takes its webhooks and what they were sent along', async () => {
  const own = await startReceiver();
  own.answer = answerWith(500);
  const made = await stranger.api(k.createTeam, { body: { name: 'Brief', slug: 'brief' } });
  const { id: team } = made.body.team;
  const webhook = await stranger.api(k.createWebhook, {
    params: { team },
    body: { url: own.url, events: ['project.created'] },
  });
  await stranger.api(k.createProject, { params: { team }, body: { name: 'brief' } });
  await eventually(async () => own.arrived.length === 1);

  const { status } = await stranger.api(r.deleteRestTeam, { params: { team }, body: {} });

  expect(status).toBe(200);
  const rows = await world.database.read(
    `select 'line' from webhook_line where receiver_id = $1
     union all select 'delivery' from webhook_delivery where receiver_id = $1
     union all select 'receiver' from webhook_receiver where receiver_id = $1
     union all select 'webhook' from webhook where webhook_id = $1`,
    [webhook.body.receiver.id],
  );
  expect(rows).toEqual([]);
});
