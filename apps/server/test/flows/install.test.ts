import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { eventually, install, provision } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

/** Every test begins with nothing installed. */
beforeEach(async () => {
  const { body } = await world.owner.api(k.listInstallations, { params: { team: world.team } });
  for (const { id } of body.installations) {
    await world.owner.api(k.uninstall, { params: { team: world.team, installation: id } });
  }
  world.provider.seen.length = 0;
});

const ask = (more = {}) => ({
  params: { team: world.team },
  body: { integration: 'scripted', acceptedPolicies: ['toc', 'eula'], ...more },
});

test('installing opens an account at the provider, with a credential that works', async () => {
  const answer = await world.owner.api(k.install, ask());

  expect(answer.status).toBe(201);
  expect(answer.body).toMatchObject({
    installation: { lifecycle: 'installed', kind: 'native', integration: { slug: 'scripted' } },
    operation: { kind: 'install', status: 'succeeded', attempts: 1 },
  });
  const { id } = answer.body.installation;
  expect(world.provider.seen).toMatchObject([
    {
      method: 'PUT',
      path: `/v1/installations/${id}`,
      auth: 'user',
      idempotencyKey: answer.body.operation.id,
    },
  ]);
  const token = world.provider.installations.get(id)?.accessToken ?? '';
  const account = await fetch(`${world.url}/v1/installations/${id}/account`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(account.status).toBe(200);
  expect(await account.json()).toMatchObject({ contact: { email: world.owner.email } });
});

test('the provider is told who accepted what, and whom to contact, but never the team id', async () => {
  await world.owner.api(k.install, ask());

  const body = JSON.parse(world.provider.seen[0]?.body ?? '{}');
  expect(Object.keys(body.acceptedPolicies).sort()).toEqual(['eula', 'toc']);
  expect(body.account).toMatchObject({
    name: 'Acme',
    contact: { email: world.owner.email, name: 'Ada' },
  });
  expect(world.provider.seen[0]?.body).not.toContain('team_');
});

test('a policy that was not accepted is named, and nothing is begun', async () => {
  const { status, error } = await world.owner.api(k.install, ask({ acceptedPolicies: ['toc'] }));

  expect([status, error.code, error.missing]).toEqual([400, 'policies_not_accepted', ['eula']]);
  expect(world.provider.seen).toEqual([]);
});

test('an integration that is not in the catalogue is not found', async () => {
  const { status, error } = await world.owner.api(k.install, ask({ integration: 'nowhere' }));

  expect([status, error.code]).toEqual([404, 'integration_not_found']);
});

test('of two installs at once one wins, and the other is refused with its name', async () => {
  const answers = await Promise.all([1, 2, 3, 4].map(() => world.owner.api(k.install, ask())));

  const won = answers.filter(({ status }) => status === 201);
  expect(won).toHaveLength(1);
  for (const { status, error } of answers.filter((answer) => answer !== won[0])) {
    expect([status, error.code, error.installationId]).toEqual([
      409,
      'already_installed',
      won[0]?.body.installation.id,
    ]);
  }
  expect(world.provider.installations.size).toBe(1);
});

test('installing again after uninstalling makes a new installation, and the former one stays known', async () => {
  const first = await install(world);
  const gone = await world.owner.api(k.uninstall, {
    params: { team: world.team, installation: first },
  });
  const second = await install(world);

  expect(gone.body).toMatchObject({ installation: { lifecycle: 'uninstalled' } });
  expect(second).not.toBe(first);
  const former = await world.owner.api(k.getTeamInstallation, {
    params: { team: world.team, installation: first },
  });
  expect(former.body.installation).toMatchObject({ id: first, lifecycle: 'uninstalled' });
});

test('uninstalling takes resources along and ends the credential', async () => {
  const id = await install(world);
  const resource = await provision(world, id);
  const token = world.provider.installations.get(id)?.accessToken ?? '';

  await world.owner.api(k.uninstall, { params: { team: world.team, installation: id } });

  const { body } = await world.owner.api(k.getTeamResource, {
    params: { team: world.team, resource: resource.id },
  });
  expect([body.resource.lifecycle, body.secrets]).toEqual(['deleted', []]);
  const answer = await fetch(`${world.url}/v1/installations/${id}/account`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(answer.status).toBe(401);
});

test('an installation outlives the membership of whoever installed it', async () => {
  const bob = await world.signUp('Bob');
  const params = { team: world.team };
  await world.owner.api(k.addMember, { params, body: { email: bob.email, role: 'member' } });
  const installed = await bob.api(k.install, ask());
  await world.owner.api(k.removeMember, { params: { ...params, user: bob.userId } });

  const { id } = installed.body.installation;
  const seen = await world.owner.api(k.getTeamInstallation, {
    params: { ...params, installation: id },
  });
  expect(seen.body.installation.lifecycle).toBe('installed');
  expect(
    (await bob.api(k.getTeamInstallation, { params: { ...params, installation: id } })).status,
  ).toBe(404);
  expect((await provision(world, id)).lifecycle).toBe('active');
});

test('a provider that is down leaves nothing behind, and installing works when it is up again', async () => {
  await world.provider.down();
  const refused = await world.owner.api(k.install, ask());
  await world.provider.up();

  expect([refused.status, refused.error.code]).toEqual([502, 'provider_unreachable']);
  const { body } = await world.owner.api(k.listInstallations, { params: { team: world.team } });
  expect(body.installations).toEqual([]);
  expect(await install(world)).toMatch(/^icfg_[0-9A-Za-z]{24}$/);
});

test('a provider that refuses is quoted, and nothing is left installed', async () => {
  world.provider.misbehave(({ method }) => method === 'PUT', {
    kind: 'answer',
    status: 403,
    body: 'not you',
  });
  const { status, error } = await world.owner.api(k.install, ask());

  expect([status, error.code]).toEqual([422, 'provider_refused']);
  expect(error.message).toContain('not you');
  expect(await install(world)).toBeTruthy();
});

test('a provider that fails and recovers is called again with the same key', async () => {
  const fails = { kind: 'answer', status: 500 } as const;
  world.provider.misbehave(({ method }) => method === 'PUT', fails, fails);
  const answer = await world.owner.api(k.install, ask());

  expect(answer.body.operation).toMatchObject({ status: 'succeeded', attempts: 3 });
  expect(new Set(world.provider.seen.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
});

test('an install whose outcome stays unknown is taken back at the provider', async () => {
  const unread = { kind: 'answer-after', status: 200, body: '{"broken' } as const;
  world.provider.misbehave(({ method }) => method === 'PUT', unread, unread, unread, unread);
  const { status, error } = await world.owner.api(k.install, ask());

  expect([status, error.code]).toEqual([502, 'provider_outcome_unknown']);
  expect(world.provider.installations.size).toBe(0);
  expect(world.provider.seen.at(-1)).toMatchObject({ method: 'DELETE', auth: 'system' });
  await eventually(async () => (await install(world)) !== '');
});

test('a viewer cannot install, and a stranger does not even find the team', async () => {
  const viewer = await world.signUp('Vera');
  const params = { team: world.team };
  await world.owner.api(k.addMember, { params, body: { email: viewer.email, role: 'viewer' } });
  const stranger = await world.signUp('Sam');

  const refused = await viewer.api(k.install, ask());
  const hidden = await stranger.api(k.install, ask());

  expect([refused.status, refused.error.code]).toEqual([403, 'forbidden']);
  expect([hidden.status, hidden.error.code]).toEqual([404, 'team_not_found']);
});
