import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Seen } from '../world/scripted-provider.ts';
import { eventually, install, provision, wanted } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let installation: string;
beforeAll(async () => {
  world = await startWorld({ limits: { mutationTimeoutMs: 400 } });
  installation = await install(world);
});
afterAll(() => world.close());
beforeEach(() => {
  world.provider.seen.length = 0;
  world.provider.refuse = undefined;
});

const create = (body: unknown, headers: Record<string, string> = {}) =>
  world.owner.api(k.createResource, {
    params: { team: world.team, installation },
    body,
    headers,
  });
const isProvision = ({ method }: { method: string }) => method === 'POST';
const madeOf = (name: string) =>
  [...world.provider.resources.values()].filter((resource) => resource.name === name);

test('a resource is provisioned with its secrets told by name and length only', async () => {
  const ask = wanted({ billingPlanId: 'pro' });
  const { status, body } = await create(ask);

  expect(status).toBe(201);
  expect(body.resource).toMatchObject({
    name: ask.name,
    lifecycle: 'active',
    status: 'ready',
    metadata: { region: 'fra1', size: 1 },
    billingPlan: { id: 'pro', scope: 'resource', paymentMethodRequired: true },
    ownership: 'owned',
  });
  const shown = await world.owner.api(k.getTeamResource, {
    params: { team: world.team, resource: body.resource.id },
  });
  expect(shown.body.secrets).toEqual([
    { name: 'DATABASE_URL', length: expect.any(Number), frameworkPublishable: false },
  ]);
});

test('without a plan the free one is taken from what the provider offers now', async () => {
  expect((await provision(world, installation)).billingPlan?.id).toBe('free');
});

test.for([
  ['a missing field', { metadata: {} }, 'region'],
  ['a value that is not offered', { metadata: { region: 'mars' } }, 'region'],
  ['a number beyond its limit', { metadata: { region: 'fra1', size: 11 } }, 'size'],
  ['an unknown key', { metadata: { region: 'fra1', colour: 'red' } }, 'colour'],
] as const)(
  'metadata with %s is refused at its field before the provider is asked',
  async ([, more, key]) => {
    const { status, error } = await create(wanted(more));

    expect([status, error.code]).toEqual([400, 'invalid_metadata']);
    expect(error.fields).toMatchObject([{ key }]);
    expect(world.provider.seen.filter(isProvision)).toEqual([]);
  },
);

test("the provider's own refusal stands at its field, and the name is free again", async () => {
  world.provider.refuse = () => 'there is no room in fra1';
  const ask = wanted();
  const { status, error } = await create(ask);

  expect([status, error.code]).toEqual([422, 'provider_refused']);
  expect(error.fields).toEqual([{ key: 'region', message: 'there is no room in fra1' }]);
  world.provider.refuse = undefined;
  expect((await create(ask)).status).toBe(201);
});

test.for([
  ['of 129 characters', 'x'.repeat(129), 'at most 128 characters; this one has 129'],
  ['with a space', 'my db', expect.any(String)],
  ['that is empty', '', expect.any(String)],
] as const)('a name %s is refused with the rule it breaks', async ([, name, message]) => {
  const { status, error } = await create(wanted({ name }));

  expect([status, error.code]).toEqual([400, 'invalid_request']);
  expect(error.fields).toContainEqual({ key: 'name', message });
});

test('a name that is taken is refused', async () => {
  const { name } = await provision(world, installation);
  const { status, error } = await create(wanted({ name }));

  expect([status, error.code]).toEqual([409, 'name_taken']);
});

test('unknown products, installations and ids of another shape are not found', async () => {
  const product = await create(wanted({ product: 'queue' }));
  expect([product.status, product.error.code, product.error.offered]).toEqual([
    404,
    'product_not_found',
    ['db'],
  ]);
  for (const unknown of [`icfg_${'0'.repeat(24)}`, 'icfg_', '%2e', "'; drop table resource"]) {
    const { status, error } = await world.owner.api(k.createResource, {
      params: { team: world.team, installation: unknown },
      body: wanted(),
    });
    expect([status, error.code]).toEqual([404, 'installation_not_found']);
  }
});

test('ten creates under one key make one database and give one answer', async () => {
  const ask = wanted();
  const headers = { 'idempotency-key': `create-${ask.name}` };
  const answers = await Promise.all(Array.from({ length: 10 }, () => create(ask, headers)));

  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  expect(new Set(answers.map(({ body }) => body.resource.id)).size).toBe(1);
  expect(madeOf(ask.name)).toHaveLength(1);
  const other = await create(wanted(), headers);
  expect([other.status, other.error.code]).toEqual([422, 'idempotency_key_reused']);
});

test.for([
  ['cuts the connection after creating', { kind: 'cut-after' }],
  ['cuts the connection before creating', { kind: 'cut-before' }],
  ['answers 500', { kind: 'answer', status: 500 }],
  [
    'creates and answers 201 with broken JSON',
    { kind: 'answer-after', status: 201, body: '{"id":' },
  ],
  [
    'creates and answers 201 without secrets',
    { kind: 'answer-after', status: 201, body: '{"id":"x"}' },
  ],
  ['creates and never answers', { kind: 'hang-after' }],
  ['is too busy for now', { kind: 'answer', status: 429, headers: { 'retry-after': '0' } }],
] as const)(
  'a provider that %s is called again with the same key, and one database exists',
  async ([, fault]) => {
    world.provider.misbehave(isProvision, fault);
    const ask = wanted();
    const { status, body } = await create(ask);

    expect(status).toBe(201);
    expect(body.operation).toMatchObject({ status: 'succeeded', attempts: 2 });
    const keys = world.provider.seen
      .filter(isProvision)
      .map(({ idempotencyKey }) => idempotencyKey);
    expect(keys).toEqual([body.operation.id, body.operation.id]);
    expect(madeOf(ask.name)).toHaveLength(1);
  },
);

test('a resource whose secrets never arrive is removed at the provider, and the name is free again', async () => {
  const unread = { kind: 'answer-after', status: 201, body: '<html>' } as const;
  world.provider.misbehave(isProvision, unread, unread, unread, unread);
  const ask = wanted();
  const { status, error } = await create(ask);

  expect([status, error.code]).toEqual([502, 'provider_outcome_unknown']);
  expect(madeOf(ask.name)).toEqual([]);
  expect((await create(ask)).status).toBe(201);
});

test('cleaning up never touches a resource that the provider brought itself', async () => {
  const name = wanted().name;
  world.provider.resources.set('theirs', {
    id: 'theirs',
    installationId: installation,
    name,
    productId: 'db',
    metadata: {},
    planId: 'free',
    status: 'ready',
  });
  const token = world.provider.installations.get(installation)?.accessToken ?? '';
  const imported = await fetch(`${world.url}/v1/installations/${installation}/resources/theirs`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ productId: 'db', name: 'imported', status: 'ready' }),
  });
  expect(imported.status).toBe(200);
  const fails = { kind: 'answer', status: 500 } as const;
  world.provider.misbehave(isProvision, fails, fails, fails, fails);
  const { error } = await create(wanted({ name }));

  expect(error.code).toBe('provider_outcome_unknown');
  expect(world.provider.resources.has('theirs')).toBe(true);
});

test('a provider that answers with a resource that is here already ends the operation, and keeps the resource', async () => {
  const first = await provision(world, installation);
  const same = {
    id: first.externalId,
    productId: 'db',
    name: 'again',
    metadata: {},
    status: 'ready',
    secrets: [],
  };
  world.provider.misbehave(isProvision, {
    kind: 'answer',
    status: 200,
    body: JSON.stringify(same),
    headers: { 'content-type': 'application/json' },
  });
  const { status, error } = await create(wanted());

  expect([status, error.code]).toEqual([422, 'provider_refused']);
  expect(error.message).toContain(first.name);
  expect(world.provider.resources.has(first.externalId ?? '')).toBe(true);
});

test('a provider without idempotency that was cut off is left with one database', async () => {
  world.provider.isIdempotent = false;
  world.provider.misbehave(isProvision, { kind: 'cut-after' });
  const ask = wanted();
  const { status, body } = await create(ask);
  world.provider.isIdempotent = true;

  expect(status).toBe(201);
  expect(madeOf(ask.name).map(({ id }) => id)).toEqual([body.resource.externalId]);
});

test('an answer that the database cannot keep is undone instead of repeated for ever', async () => {
  const answer = {
    id: 'x',
    name: 'x',
    metadata: { region: 'a\u0000b' },
    status: 'ready',
    secrets: [],
  };
  const unkept = { kind: 'answer-after', status: 201, body: JSON.stringify(answer) } as const;
  world.provider.misbehave(isProvision, unkept, unkept, unkept, unkept);
  const ask = wanted();
  const { status, error } = await create(ask);

  expect([status, error.code]).toEqual([502, 'provider_outcome_unknown']);
  expect(madeOf(ask.name)).toEqual([]);
});

test('a resource that the provider tells of before its own answer is one resource, with its secrets', async () => {
  const answer = {
    id: 'early',
    productId: 'db',
    name: 'early',
    metadata: { region: 'fra1' },
    status: 'ready',
    secrets: [{ name: 'DATABASE_URL', value: 'postgres://early' }],
  };
  let release = () => {};
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  const ask = wanted();
  const isThisOne = (call: Seen) => isProvision(call) && call.body.includes(ask.name);
  world.provider.misbehave(isThisOne, {
    kind: 'answer',
    status: 201,
    body: JSON.stringify(answer),
    headers: { 'content-type': 'application/json' },
    until,
  });
  const made = create(ask);
  await eventually(async () => world.provider.seen.some(isThisOne));
  const token = world.provider.installations.get(installation)?.accessToken ?? '';
  const told = await fetch(`${world.url}/v1/installations/${installation}/resources/early`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ productId: 'db', name: 'early', status: 'ready' }),
  });
  expect(told.status).toBe(200);
  release();

  const { status, body } = await made;
  expect([status, body.resource.externalId, body.resource.ownership]).toEqual([
    201,
    'early',
    'owned',
  ]);
  const all = await world.owner.api(k.listTeamResources, { params: { team: world.team } });
  expect(all.body.resources.filter(({ externalId }) => externalId === 'early')).toHaveLength(1);
});

test('a key whose create failed because the provider was down begins anew, and another request under it is refused', async () => {
  const ask = wanted({ billingPlanId: 'free' });
  const headers = { 'idempotency-key': `down-${ask.name}` };
  await world.provider.down();
  const first = await create(ask, headers);
  await world.provider.up();
  const second = await create(ask, headers);
  const other = await create(wanted({ billingPlanId: 'free' }), headers);

  expect([first.status, second.status, other.status]).toEqual([502, 201, 422]);
  expect(madeOf(ask.name)).toHaveLength(1);
});

test('deleting a resource that is only linked leaves it at the provider', async () => {
  world.provider.resources.set('linked', {
    id: 'linked',
    installationId: installation,
    name: 'linked',
    productId: 'db',
    metadata: {},
    planId: 'free',
    status: 'ready',
  });
  const token = world.provider.installations.get(installation)?.accessToken ?? '';
  await fetch(`${world.url}/v1/installations/${installation}/resources/linked`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ productId: 'db', name: 'linked', status: 'ready', ownership: 'linked' }),
  });
  const { body } = await world.owner.api(k.listTeamResources, { params: { team: world.team } });
  const linked = body.resources.find(({ externalId }) => externalId === 'linked');
  const deleted = await world.owner.api(k.deleteTeamResource, {
    params: { team: world.team, resource: linked?.id ?? '' },
  });

  expect(deleted.body.resource.lifecycle).toBe('deleted');
  expect(world.provider.resources.has('linked')).toBe(true);
});

test('a slow provision is answered with the running operation, which can be waited for', async () => {
  let release = () => {};
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  const slow = await startWorld({ answerWithinMs: 50 });
  try {
    const id = await install(slow).catch(() => undefined);
    const installed =
      id ??
      (await eventually(async () => {
        const { body } = await slow.owner.api(k.listInstallations, { params: { team: slow.team } });
        return body.installations.find(({ lifecycle }) => lifecycle === 'installed')?.id;
      }));
    slow.provider.misbehave(isProvision, { kind: 'hold', until });
    const begun = await slow.owner.api(k.createResource, {
      params: { team: slow.team, installation: installed },
      body: wanted({ billingPlanId: 'free' }),
    });
    expect(begun.status).toBe(202);
    expect(begun.body).toMatchObject({
      resource: { lifecycle: 'provisioning' },
      operation: { status: 'running' },
    });
    const again = await slow.owner.api(k.deleteTeamResource, {
      params: { team: slow.team, resource: begun.body.resource.id },
    });
    expect([again.status, again.error.code, again.error.operationId]).toEqual([
      409,
      'operation_running',
      begun.body.operation.id,
    ]);
    release();
    const ended = await slow.owner.api(k.getOperation, {
      params: { team: slow.team, operation: begun.body.operation.id },
      query: { wait: 10 },
    });
    expect(ended.body.operation.status).toBe('succeeded');
  } finally {
    release();
    await slow.close();
  }
});

test('a provider that is down refuses the create at once, and nothing dangles', async () => {
  await world.provider.down();
  const { status, error } = await create(wanted({ billingPlanId: 'free' }));
  await world.provider.up();

  expect([status, error.code]).toEqual([502, 'provider_unreachable']);
  const { body } = await world.owner.api(k.listOperations, {
    params: { team: world.team },
    query: { status: 'running' },
  });
  expect(body.operations).toEqual([]);
});
