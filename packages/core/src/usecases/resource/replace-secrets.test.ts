import { mint, teamWorld } from '@kontor/testing/team-world';
import { expect, test } from 'vitest';
import type { SecretsUpdate } from '../../domain/keyset/keyset.ts';
import type { Resource } from '../../domain/resource/resource.ts';
import { projectsAtOnce } from '../environment/refresh-project.ts';
import { createReplaceSecrets } from './replace-secrets.ts';

/** A resource that is connected to two projects, to one with a prefix. */
async function worldWith(given: Partial<Resource> = {}) {
  const world = teamWorld();
  const externalId = mint.external();
  const secrets = [
    { name: 'KEY', value: 'k1' },
    { name: 'URL', value: 'u1' },
  ];
  const resource = await world.resource({ externalId, secrets, ...given });
  const [shop, blog] = [await world.project(), await world.project()];
  await world.connection({ resourceId: resource.id, projectId: shop.id });
  await world.connection({ resourceId: resource.id, projectId: blog.id, prefix: 'DB1' });
  const { installationId } = resource;
  const use = createReplaceSecrets(world.ports.transact, world.ports.now);
  const by = { teamId: world.teamId, actor: { kind: 'provider', installationId } } as const;
  const replace = (update: SecretsUpdate, place = {}) =>
    use({ ...by, installationId, externalId, update, ...place });
  const read = () => [world.environment(shop.id), world.environment(blog.id)];
  return { ...world, resource, shop, blog, replace, read };
}

const before = [
  { KEY: 'k1', URL: 'u1' },
  { DB1_KEY: 'k1', DB1_URL: 'u1' },
];

test.each([
  [
    'the whole set goes into every connected project, and what is not in it goes',
    { secrets: [{ name: 'URL', value: 'u2' }] },
    [{ URL: 'u2' }, { DB1_URL: 'u2' }],
  ],
  [
    'a part of the set leaves the rest as it is',
    { secrets: [{ name: 'URL', value: 'u2' }], partial: true },
    [
      { KEY: 'k1', URL: 'u2' },
      { DB1_KEY: 'k1', DB1_URL: 'u2' },
    ],
  ],
  ['an empty set takes everything away', { secrets: [] }, [{}, {}]],
])('%s', async (_title, update, environments) => {
  const { replace, read, happened } = await worldWith();

  expect(await replace(update)).toEqual({ ok: true, value: null });
  expect(read()).toEqual(environments);
  expect(happened()).toEqual(['resource.secrets-updated']);
});

test('the same set again makes no version', async () => {
  const { replace, data } = await worldWith();
  const update = { secrets: [{ name: 'URL', value: 'u2' }] };
  await replace(update);
  const { versions } = data();

  await replace(update);

  expect(data().versions).toEqual(versions);
});

test('a name that would collide in one project changes none', async () => {
  const { replace, read, variable, blog, data, resource } = await worldWith();
  await variable(blog.id, { name: 'DB1_TOKEN', value: 'mine' });
  const keyset = data().keysets.get(resource.id);

  const refused = await replace({ secrets: [{ name: 'TOKEN', value: 't' }], partial: true });

  expect(refused).toMatchObject({ ok: false, error: { code: 'variable_collision' } });
  expect(read()).toEqual([before[0], { ...before[1], DB1_TOKEN: 'mine' }]);
  expect(data().keysets.get(resource.id)).toEqual(keyset);
});

test.each([
  ['a name twice', {}, { secrets: [twice(), twice()] }, 'invalid_secrets'],
  [
    'a name that no shell takes for a variable',
    {},
    { secrets: [{ name: 'A-B', value: 'x' }], partial: true },
    'invalid_secrets',
  ],
  ['no such resource', { externalId: mint.external() }, { secrets: [] }, 'resource_not_found'],
  [
    'another installation',
    { installationId: mint.installation() },
    { secrets: [] },
    'resource_not_found',
  ],
] as const)('%s is refused, and nothing changes', async (_name, place, update, code) => {
  const { replace, read, happened } = await worldWith();

  expect(await replace(update, place)).toMatchObject({ ok: false, error: { code } });
  expect(read()).toEqual(before);
  expect(happened()).toEqual([]);
});

test('a name that one project cannot have is named with its place in the list', async () => {
  const { replace } = await worldWith();

  const refused = await replace({ secrets: [twice(), { name: '2FA', value: 'x' }] });

  expect(refused).toMatchObject({ error: { facts: { fields: [{ key: 'secrets[1].name' }] } } });
});

test('a resource that is connected nowhere may hold any name', async () => {
  const world = teamWorld();
  const externalId = mint.external();
  const { id, installationId } = await world.resource({ externalId });
  const { teamId, ports } = world;
  const by = { teamId, actor: { kind: 'provider', installationId } } as const;
  const update = { secrets: [{ name: 'A-B', value: 'x' }] };

  const use = createReplaceSecrets(ports.transact, ports.now);
  expect(await use({ ...by, installationId, externalId, update })).toMatchObject({ ok: true });
  expect(world.data().keysets.get(id)).toEqual(update);
});

test.each([
  ['provisioning', 'resource_not_active'],
  ['deleting', 'resource_not_active'],
  ['deleted', 'resource_not_found'],
] as const)('one that is %s takes no secrets', async (lifecycle, code) => {
  const { replace } = await worldWith({ lifecycle });

  expect(await replace({ secrets: [] })).toMatchObject({ ok: false, error: { code } });
});

test('very many projects are left for soon, and each keeps what it has until then', async () => {
  const { replace, read, project, connection, resource, data } = await worldWith();
  for (let made = 2; made <= projectsAtOnce; made++) {
    const { id: projectId } = await project();
    await connection({ resourceId: resource.id, projectId });
  }

  expect(await replace({ secrets: [{ name: 'URL', value: 'u2' }] })).toMatchObject({ ok: true });

  expect(read()).toEqual(before);
  expect(data().stale.size).toBe(projectsAtOnce + 1);
  expect(data().keysets.get(resource.id)).toEqual({ secrets: [{ name: 'URL', value: 'u2' }] });
});

function twice() {
  return { name: 'URL', value: 'x' };
}
