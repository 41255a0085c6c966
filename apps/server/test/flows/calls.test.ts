import { addressOf } from '@kontor/protocol';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, install, provision } from '../world/story.ts';
import { tokenOf, voiceOf } from '../world/voice.ts';
import { type Person, publish, startWorld, type World } from '../world/world.ts';

let world: World;
let installation: string;
let resource: { readonly id: string; readonly externalId: string };
beforeAll(async () => {
  world = await startWorld();
  installation = await install(world);
  const made = await provision(world, installation, { name: 'orders' });
  resource = { id: made.id, externalId: made.externalId ?? '' };
});
afterAll(() => world.close());

const place = () => ({ team: world.team, integration: 'scripted' });
const list = async (query: Record<string, string | number> = {}) =>
  (await world.owner.api(k.listProviderCalls, { params: place(), query })).body.calls;
const replay = (call: string, body: object = {}, { api }: Pick<Person, 'api'> = world.owner) =>
  api(k.replayProviderCall, { params: { ...place(), call }, body });
const looked = async (call: string) =>
  (await world.owner.api(k.getProviderCall, { params: { ...place(), call } })).body.replay;

/** The newest call of an endpoint. */
async function newest(operation: string, more: Record<string, string> = {}) {
  const [call] = await list({ operation, limit: 1, ...more });
  if (call === undefined) throw new Error(`there was no ${operation}`);
  return call;
}

test('calls are found by what they were about, and each is kept for as long as it says', async () => {
  const { id, traceId, idempotencyKey } = await newest('provisionResource');
  await world.owner.api(k.listTeamResourcePlans, {
    params: { team: world.team, resource: resource.id },
  });

  const found = async (query: Record<string, string>) =>
    (await list(query)).map(({ operation }) => operation);
  expect(await found({ trace: traceId })).toEqual(['provisionResource']);
  expect(await found({ search: idempotencyKey ?? '' })).toEqual(['provisionResource']);
  expect(await found({ resource: resource.externalId })).toEqual(['listResourcePlans']);
  expect(await found({ installation: 'icfg_none' })).toEqual([]);
  expect(await found({ status: '5xx' })).toEqual([]);
  expect(await found({ until: '2020-01-01T00:00:00Z' })).toEqual([]);
  const { status } = await world.owner.api(k.listProviderCalls, {
    params: place(),
    query: { status: '6xx' },
  });
  expect(status).toBe(400);
  const { body } = await world.owner.api(k.listProviderCalls, { params: place() });
  expect(body.keptForDays).toBe(7);
  const one = await world.owner.api(k.getProviderCall, { params: { ...place(), call: id } });
  expect(one.body).toMatchObject({
    call: { id, attempt: 1, idempotencyKey: expect.stringMatching(/^op_/) },
    replay: { isOffered: true, reason: null, hasEffects: true },
  });
});

test('what was only read is asked again at once, and stands beside the first with who wanted it', async () => {
  await world.owner.api(k.listTeamResourcePlans, {
    params: { team: world.team, resource: resource.id },
  });
  const call = await newest('listResourcePlans');

  const { status, body } = await replay(call.id);

  expect(status).toBe(200);
  expect(body.call).toEqual(call);
  expect(body.replay).toMatchObject({
    operation: 'listResourcePlans',
    path: call.path,
    status: 200,
    replayOf: call.id,
    replayedBy: { kind: 'person', userId: world.owner.userId },
    responseBody: call.responseBody,
  });
  expect(body.replay.traceId).not.toBe(call.traceId);
  const { body: log } = await world.owner.api(k.listEvents, {
    params: { team: world.team },
    query: { type: 'integration.call-replayed' },
  });
  expect(log.events[0]).toMatchObject({
    subject: { call: call.id, integration: world.integration.id },
    data: { operation: 'listResourcePlans', idempotencyKey: 'same' },
  });
});

test('a change is sent again only when that is confirmed, and then the provider tells it from a new one', async () => {
  const call = await newest('provisionResource', { installation });
  const before = world.provider.resources.size;

  const unconfirmed = await replay(call.id);
  const same = await replay(call.id, { isConfirmed: true });

  expect([unconfirmed.status, unconfirmed.error.code]).toEqual([409, 'replay_not_confirmed']);
  expect(same.body.replay).toMatchObject({ status: 200, idempotencyKey: call.idempotencyKey });
  expect(world.provider.seen.at(-1)).toMatchObject({ auth: 'user', body: expect.any(String) });
  expect(world.provider.resources.size).toBe(before);

  const anew = await replay(call.id, { isConfirmed: true, idempotencyKey: 'new' });
  expect(anew.body.replay.idempotencyKey).not.toBe(call.idempotencyKey);
  expect(world.provider.resources.size).toBe(before + 1);
  const { body } = await world.owner.api(k.listTeamResources, { params: { team: world.team } });
  expect(body.resources.map(({ name }) => name)).toEqual(['orders']);
});

test('an old value that was sent again is read back, so that both sides say the same', async () => {
  const params = { team: world.team, resource: resource.id };
  await world.owner.api(k.updateTeamResource, { params, body: { name: 'first' } });
  const { id } = await newest('updateResource');
  await world.owner.api(k.updateTeamResource, { params, body: { name: 'second' } });

  await replay(id, { isConfirmed: true, idempotencyKey: 'new' });

  await eventually(async () => {
    const { body } = await world.owner.api(k.getTeamResource, { params });
    return body.resource.name === 'first';
  });
});

test('the handover of an installation is sent again with its credential, which no record shows', async () => {
  const call = await newest('upsertInstallation');
  expect(JSON.stringify(call.requestBody)).toContain('"access_token":"***"');

  const { body } = await replay(call.id, { isConfirmed: true, idempotencyKey: 'new' });

  expect(body.replay.status).toBeLessThan(300);
  expect(JSON.stringify(body)).not.toContain(tokenOf(world, installation));
  expect((await voiceOf(world, installation)('GET', '/account')).status).toBe(200);
});

test('no record of calls both ways, nor of what was sent again, holds a secret', async () => {
  const canary = 'canary-4f1b9c7d2e';
  const say = voiceOf(world, installation);
  await say('PUT', `/resources/${resource.externalId}/secrets`, {
    secrets: [{ name: 'PASSWORD', value: canary }],
  });
  const command = { team: world.team, resource: resource.id };
  await fetch(world.url + addressOf(k.runResourceCommand, { params: command }), {
    method: 'POST',
    headers: { authorization: `Bearer ${world.owner.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ input: `set password '${canary}'` }),
  }).then((answer) => answer.text());
  const typed = await newest('replInput');

  expect(await looked(typed.id)).toMatchObject({ isOffered: false });
  const { status, error } = await replay(typed.id, { isConfirmed: true });
  expect([status, error.code]).toEqual([409, 'call_not_replayable']);
  const kept = await world.database.read('select to_jsonb(c)::text as text from provider_call c');
  const text = kept.map((row) => String((row as { text: string }).text)).join('\n');
  expect(text).toContain('updateResourceSecrets');
  expect(text).not.toContain(canary);
  expect(text).not.toContain(tokenOf(world, installation));
  expect(text).not.toMatch(/postgres:\/\/user:[0-9a-f]/);
});

test('calls of the provider are not sent again, and none of another integration is there', async () => {
  await voiceOf(world, installation)('GET', '/account');
  const inbound = await newest('getAccount');
  const stranger = await world.signUp('Eve');
  await stranger.api(k.createTeam, { body: { name: 'Eve', slug: 'eve' } });
  await publish(stranger.api, 'eve', world.provider.baseUrl, 'others');
  const outbound = await newest('provisionResource');
  const theirs = { params: { team: 'eve', integration: 'others', call: outbound.id } };
  const ours = { params: { team: 'eve', integration: 'scripted', call: outbound.id } };

  const answers = await Promise.all([
    replay(inbound.id),
    replay('99999999'),
    replay('not-a-number'),
    stranger.api(k.getProviderCall, theirs),
    stranger.api(k.replayProviderCall, { ...theirs, body: { isConfirmed: true } }),
    stranger.api(k.replayProviderCall, { ...ours, body: { isConfirmed: true } }),
    stranger.api(k.replayProviderCall, { params: { ...place(), call: outbound.id }, body: {} }),
    stranger.api(k.listProviderCalls, { params: { team: 'eve', integration: 'scripted' } }),
    replay(outbound.id, { isConfirmed: 'yes' }),
  ]);

  expect(answers.map(({ status, error }) => [status, error.code])).toEqual([
    [409, 'call_not_replayable'],
    [404, 'call_not_found'],
    [404, 'call_not_found'],
    [404, 'call_not_found'],
    [404, 'call_not_found'],
    [404, 'integration_not_found'],
    [404, 'team_not_found'],
    [404, 'integration_not_found'],
    [400, 'invalid_request'],
  ]);
});

test('whoever may only look sends nothing again', async () => {
  const viewer = await world.signUp('Vera');
  await world.owner.api(k.addMember, {
    params: { team: world.team },
    body: { email: viewer.email, role: 'viewer' },
  });
  const { id } = await newest('provisionResource');

  const { status } = await replay(id, { isConfirmed: true }, viewer);

  expect(status).toBe(403);
  const read = await viewer.api(k.getProviderCall, { params: { ...place(), call: id } });
  expect(read.status).toBe(200);
});

test('nothing that a team still has is removed, and nothing is sent for what it has uninstalled', async () => {
  const { provider } = world;
  provider.misbehave(({ method }) => method === 'DELETE', {
    kind: 'answer',
    status: 409,
    body: '{"error":{"code":"conflict","message":"Not now."}}',
  });
  const params = { team: world.team, resource: resource.id };
  await world.owner.api(k.deleteTeamResource, { params });
  const refused = await newest('deleteResource');

  const removing = await replay(refused.id, { isConfirmed: true });
  expect(removing.error.message).toContain('the team still has');
  await world.owner.api(k.uninstall, { params: { team: world.team, installation } });
  const { id } = await eventually(async () => {
    const { body } = await world.owner.api(k.getTeamInstallation, {
      params: { team: world.team, installation },
    });
    return body.installation.lifecycle === 'uninstalled' && newest('provisionResource');
  });
  const seen = provider.seen.length;
  const gone = await replay(id, { isConfirmed: true });

  expect([gone.status, gone.error.code]).toEqual([409, 'call_not_replayable']);
  expect(await looked(id)).toEqual({
    isOffered: false,
    hasEffects: true,
    reason: 'The installation that it was for is not there any more.',
  });
  expect(provider.seen.length).toBe(seen);
});
