import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openConsole } from '../sso/signing-on.ts';
import { install, project, provision, variablesOf } from '../world/story.ts';
import { type Voice, voiceOf } from '../world/voice.ts';
import { scriptedSchema, startWorld, type World } from '../world/world.ts';

let world: World;
let installation: string;
let resource: { readonly id: string; readonly externalId: string | null };
let say: Voice;
let at: string;
beforeAll(async () => {
  world = await startWorld({ rateLimits: null });
  const params = { team: world.team, integration: world.integration.id, product: 'db' };
  const { status } = await world.owner.api(k.putProduct, {
    params,
    body: {
      name: 'Database',
      metadataSchema: scriptedSchema,
      details: {
        protocols: { experimentation: { status: 'enabled', edgeConfigSyncingSupport: true } },
      },
    },
  });
  expect(status).toBe(200);
  installation = await install(world);
  resource = await provision(world, installation);
  say = voiceOf(world, installation);
  at = `/resources/${resource.externalId}/experimentation`;
});
afterAll(() => world.close());

const flag = { slug: 'new-checkout', origin: 'https://flags.example/1' };
const sync = (isSyncing: boolean, id = resource.id) =>
  world.owner.api(k.putTeamResourceExperimentation, {
    params: { team: world.team, resource: id },
    body: { isSyncing },
  });
const shown = async () => {
  const { body } = await world.owner.api(k.getTeamResourceExperimentation, {
    params: { team: world.team, resource: resource.id },
  });
  return body.experimentation;
};

test('items are made known, changed and taken away again', async () => {
  const many = Array.from({ length: 50 }, (_, index) => ({ id: `f/${index}`, ...flag }));

  expect((await say('POST', `${at}/items`, { items: many })).status).toBe(204);
  const again = [{ id: 'f/0', ...flag, name: 'New checkout', category: 'flag' }];
  expect((await say('POST', `${at}/items`, { items: again })).status).toBe(204);
  const change = { ...flag, slug: 'checkout', isArchived: true };
  expect((await say('PATCH', `${at}/items/f%2F0`, change)).status).toBe(204);
  for (const { id } of many.slice(1)) {
    const path = `${at}/items/${encodeURIComponent(id)}`;
    expect((await say('DELETE', path)).status).toBe(204);
  }
  expect((await say('DELETE', `${at}/items/f%2F1`)).status).toBe(204);

  const [item] = again;
  expect((await shown()).items).toEqual([{ ...item, ...change, url: expect.any(String) }]);
});

test('an item is opened at its provider by whoever is signed on, and by nobody else', async () => {
  await openConsole(world);
  await say('POST', `${at}/items`, { items: [{ id: 'flag/ü', ...flag }] });
  const opened = (await shown()).items.find(({ id }) => id === 'flag/ü');
  const go = (headers: Record<string, string>) =>
    fetch(opened?.url ?? '', { headers, redirect: 'manual' });

  const there = await go({ authorization: `Bearer ${world.owner.token}` });
  const stranger = await world.signUp('Mallory');
  const elsewhere = await go({ authorization: `Bearer ${stranger.token}` });
  const nobody = await go({});

  const console = new URL(there.headers.get('location') ?? '');
  expect([there.status, console.origin]).toEqual([302, 'https://console.scripted.test']);
  expect(Object.fromEntries(console.searchParams)).toMatchObject({
    mode: 'sso',
    resource_id: resource.externalId,
    experimentation_item_id: 'flag/ü',
  });
  expect(elsewhere.status).toBe(404);
  expect(nobody.headers.get('location')).toContain('/sign-in');
});

describe('is refused', () => {
  test.each<[string, string, string, object, number]>([
    [
      'more than fifty items',
      'POST',
      '/items',
      { items: Array.from({ length: 51 }, (_, id) => ({ id: `${id}`, ...flag })) },
      400,
    ],
    [
      'an item with an id that is too long',
      'POST',
      '/items',
      { items: [{ id: 'x'.repeat(1025), ...flag }] },
      400,
    ],
    [
      'an item with a key that is not known',
      'POST',
      '/items',
      { items: [{ id: '1', ...flag, owner: 'x' }] },
      400,
    ],
    ['a change without a slug', 'PATCH', '/items/f%2F0', { origin: 'x' }, 400],
    ['a change of what is not there', 'PATCH', '/items/none', flag, 404],
    [
      'a map beside which something stands',
      'PUT',
      '/edge-config',
      { data: {}, partial: true },
      400,
    ],
  ])('%s', async (_case, method, path, body, status) => {
    expect((await say(method, at + path, body)).status).toBe(status);
  });

  test('a list that is too long with how long it is', async () => {
    const items = Array.from({ length: 51 }, (_, id) => ({ id: `${id}`, ...flag }));

    const { body } = await say('POST', `${at}/items`, { items });

    expect(body.error.fields).toEqual([
      { key: 'items', message: 'at most 50 items; there are 51' },
    ]);
  });

  test('every call for a resource that is not there', async () => {
    const none = '/resources/db_none/experimentation';
    const answers = [
      await say('POST', `${none}/items`, { items: [] }),
      await say('PATCH', `${none}/items/1`, flag),
      await say('DELETE', `${none}/items/1`),
      await say('GET', `${none}/edge-config`),
      await say('PUT', `${none}/global-config`, { data: {} }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
  });

  test('a map that the team has not switched on', async () => {
    const answers = [
      await say('GET', `${at}/edge-config`),
      await say('GET', `${at}/global-config`),
      await say('PUT', `${at}/edge-config`, { data: {} }),
    ];
    expect(answers.map(({ status, body }) => [status, body.error.reason])).toEqual(
      Array.from({ length: 3 }, () => [404, 'config_not_found']),
    );
  });
});

test('what a provider syncs is read by connected projects, through the variable alone', async () => {
  const web = await project(world, 'web');
  await world.owner.api(k.connectResource, {
    params: { team: world.team, resource: resource.id },
    body: { project: web, environments: ['production'] },
  });

  const switched = await sync(true);

  expect(switched.status).toBe(200);
  const id = switched.body.experimentation.configId ?? '';
  expect(id).toMatch(/^ecfg_/);
  const told = world.provider.seen.filter(({ method }) => method === 'PATCH').at(-1);
  expect(JSON.parse(told?.body ?? '{}')).toEqual({
    protocolSettings: { experimentation: { edgeConfigId: id, globalConfigId: id } },
  });
  expect((await say('GET', `/resources/${resource.externalId}`)).body.protocolSettings).toEqual({
    experimentation: {
      edgeConfigId: id,
      edgeConfigSyncingEnabled: true,
      edgeConfigTokenId: expect.stringMatching(/^tok_/),
      globalConfigId: id,
      globalConfigSyncingEnabled: true,
    },
  });

  const data = { on: true, off: null, text: 'hello', nested: { a: [1, 2] } };
  const put = await say('PUT', `${at}/global-config`, { data });
  expect(put).toMatchObject({
    status: 200,
    body: { items: data, digest: expect.any(String), updatedAt: expect.any(Number) },
  });
  const { EXPERIMENTATION_CONFIG: connection = '' } = await variablesOf(world, web, 'production');
  const url = new URL(connection);
  const token = url.searchParams.get('token');
  const read = (path: string, init: RequestInit = {}) =>
    fetch(`${url.origin}${url.pathname}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${token}`, ...init.headers },
    });
  expect(await (await fetch(connection)).json()).toEqual(data);
  expect(await (await read('/items')).json()).toEqual(data);
  expect(await (await read('/item/text')).json()).toBe('hello');
  expect(await (await read('/item/off')).json()).toBeNull();
  expect(await (await read('/digest')).json()).toBe(put.body.digest);
  const missing = await read('/item/none');
  expect([missing.status, missing.headers.get('x-edge-config-digest')]).toEqual([
    404,
    put.body.digest,
  ]);
  const etag = (await read('/items')).headers.get('etag') ?? '';
  expect((await read('/items', { headers: { 'if-none-match': etag } })).status).toBe(304);
  expect((await fetch(`${url.origin}${url.pathname}`)).status).toBe(401);
  expect((await fetch(`${url.origin}${url.pathname}?token=guessed`)).status).toBe(404);
  expect((await fetch(`${url.origin}/edge-config/ecfg_other?token=${token}`)).status).toBe(404);

  // a whole new set of secrets leaves what the host has given
  await say('PUT', `/resources/${resource.externalId}/secrets`, {
    secrets: [{ name: 'DATABASE_URL', value: 'x' }],
  });
  expect(await variablesOf(world, web, 'production')).toEqual({
    DATABASE_URL: 'x',
    EXPERIMENTATION_CONFIG: connection,
  });

  expect((await sync(false)).body.experimentation.isSyncing).toBe(false);
  expect(await variablesOf(world, web, 'production')).toEqual({ DATABASE_URL: 'x' });
  expect((await fetch(connection)).status).toBe(404);
  expect((await say('GET', `${at}/edge-config`)).status).toBe(404);

  // switched on again, the map is as it was, and the former token is not
  await sync(true);
  const { EXPERIMENTATION_CONFIG: next = '' } = await variablesOf(world, web, 'production');
  expect(next).not.toBe(connection);
  expect(await (await fetch(next)).json()).toEqual(data);
  expect((await fetch(connection)).status).toBe(404);
});

test('a map is read with conditions, under both spellings', async () => {
  await sync(true);
  const { body, headers } = await say('GET', `${at}/edge-config`);
  const etag = `"${body.digest}"`;
  expect(headers.get('etag')).toBe(etag);

  for (const path of ['edge-config', 'global-config']) {
    const read = (method: string, match: string) =>
      say(method, `${at}/${path}`, undefined, { 'if-none-match': match });
    expect((await read('GET', '"other"')).body).toEqual(body);
    expect(await read('GET', etag)).toMatchObject({ status: 304, body: undefined });
    expect(await read('HEAD', etag)).toMatchObject({ status: 304, body: undefined });
    expect(await read('HEAD', '"other"')).toMatchObject({ status: 200, body: undefined });
  }
});

test('a map is replaced only as the one that was read', async () => {
  await sync(true);
  const put = (data: object, match?: string) =>
    say('PUT', `${at}/edge-config`, { data }, match === undefined ? {} : { 'if-match': match });
  const { digest } = (await put({ a: 1 })).body;

  expect((await put({ a: 2 }, `"${digest}"`)).status).toBe(200);
  const late = await put({ a: 3 }, `"${digest}"`);
  expect(late).toMatchObject({
    status: 412,
    body: { error: { code: 'precondition_failed', reason: 'digest_mismatch' } },
  });
  expect((await say('GET', `${at}/edge-config`)).body.items).toEqual({ a: 2 });
  const both = await Promise.all([
    put({ a: 4 }, `"${late.body.error.digest}"`),
    put({ a: 5 }, `"${late.body.error.digest}"`),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
});

test('a variable that is there already is not taken away by switching on', async () => {
  const other = await provision(world, installation);
  const api = await project(world, 'api');
  await world.owner.api(k.connectResource, {
    params: { team: world.team, resource: other.id },
    body: { project: api, environments: ['production'] },
  });
  await world.owner.api(k.createVariable, {
    params: { team: world.team, project: api },
    body: { name: 'EXPERIMENTATION_CONFIG', value: 'mine', environments: ['production'] },
  });

  const { status, error } = await sync(true, other.id);

  expect([status, error.code]).toEqual([409, 'variable_collision']);
  expect((await variablesOf(world, api, 'production')).EXPERIMENTATION_CONFIG).toBe('mine');
  const { body } = await world.owner.api(k.getTeamResourceExperimentation, {
    params: { team: world.team, resource: other.id },
  });
  expect(body.experimentation).toMatchObject({ isSyncing: false, configId: null });
});
