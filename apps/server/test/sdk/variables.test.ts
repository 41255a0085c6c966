import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import type { Vercel } from '@vercel/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { install, project, provision } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';
import { sdkFor } from './sdk.ts';

let world: World;
let vercel: Vercel;
let count = 0;
beforeAll(async () => {
  world = await startWorld();
  vercel = sdkFor(world.url, world.owner.token);
});
afterAll(() => world.close());

/** A project of its own. */
async function shop() {
  count += 1;
  const idOrName = `shop-${count}`;
  const id = await project(world, idOrName);
  const create = async (requestBody: object, upsert?: string) =>
    vercel.projects.createProjectEnv({
      idOrName,
      ...(upsert && { upsert }),
      requestBody: {
        key: 'LEVEL',
        value: 'debug',
        type: 'encrypted',
        target: ['production', 'preview'],
        ...requestBody,
      },
    });
  const one = async (requestBody: object = {}) => {
    const { created } = await create(requestBody);
    if (!created || Array.isArray(created) || !created.id) throw new Error('one was expected');
    return created.id;
  };
  const list = async (filter: object = {}) => {
    const answer = await vercel.projects.filterProjectEnvs({ idOrName, ...filter });
    if (!('envs' in answer)) throw new Error('a list was expected');
    return answer.envs;
  };
  return { id, idOrName, create, one, list };
}

test('projects.createProjectEnv answers the variable with every field, and not its value', async () => {
  const { create } = await shop();

  const { created, failed } = await create({ comment: 'for support' });

  expect(failed).toEqual([]);
  expect(created).toMatchObject({
    id: expect.stringMatching(/^var_/),
    key: 'LEVEL',
    value: '',
    type: 'encrypted',
    target: ['production', 'preview'],
    customEnvironmentIds: [],
    comment: 'for support',
    configurationId: null,
    contentHint: null,
    createdBy: world.owner.userId,
    updatedBy: world.owner.userId,
    createdAt: expect.any(Number),
    decrypted: false,
  });
});

test('projects.createProjectEnv writes several, and names those that it could not', async () => {
  const { idOrName, list } = await shop();
  const wanted = { type: 'plain' as const, target: ['production' as const], value: '1' };

  const { created, failed } = await vercel.projects.createProjectEnv({
    idOrName,
    requestBody: [
      { ...wanted, key: 'A' },
      { ...wanted, key: 'B' },
      { ...wanted, key: 'A', value: '2' },
    ],
  });

  expect(created).toMatchObject([
    { key: 'A', value: '1' },
    { key: 'B', value: '1' },
  ]);
  const [first] = await list();
  expect(failed).toEqual([
    {
      error: {
        code: 'ENV_CONFLICT',
        message: expect.stringContaining("name 'A' already exists for the target production"),
        key: 'A',
        envVarKey: 'A',
        envVarId: first?.id,
        project: idOrName,
        target: ['production'],
      },
    },
  ]);
});

test('projects.createProjectEnv with upsert takes the place of the same name', async () => {
  const { one, create, list } = await shop();
  const id = await one({ target: ['production'] });

  const { created } = await create({ value: 'new' }, 'true');

  expect(created).toMatchObject({ id, target: ['production', 'preview'] });
  expect(await list({ decrypt: 'true' })).toMatchObject([{ id, value: 'new', decrypted: true }]);
});

test('projects.filterProjectEnvs shows what is plain, and what is encrypted only when asked', async () => {
  const { one, list } = await shop();
  await one({ key: 'PLAIN', type: 'plain', value: 'p' });
  await one({ key: 'ENCRYPTED', value: 'e' });
  await one({ key: 'SENSITIVE', type: 'sensitive', value: 's' });

  const valuesOf = (envs: Awaited<ReturnType<typeof list>>) =>
    envs.map(({ key, value, decrypted }) => [key, value, decrypted]);
  expect(valuesOf(await list())).toEqual([
    ['PLAIN', 'p', true],
    ['ENCRYPTED', '', false],
    ['SENSITIVE', '', false],
  ]);
  expect(valuesOf(await list({ decrypt: 'true' }))).toEqual([
    ['PLAIN', 'p', true],
    ['ENCRYPTED', 'e', true],
    ['SENSITIVE', '', false],
  ]);
  expect((await list()).every(({ securityIssues }) => securityIssues.length === 0)).toBe(true);
});

test('projects.filterProjectEnvs filters by branch and by custom environment', async () => {
  const { idOrName, one, list } = await shop();
  const made = await world.owner.api(k.createEnvironment, {
    params: { team: world.team, project: idOrName },
    body: { slug: 'staging' },
  });
  const { id: customEnvironmentId = '' } = made.body.environment;
  await one({ key: 'GENERAL' });
  await one({ key: 'BRANCH', target: ['preview'], gitBranch: 'feature/login' });
  await one({ key: 'STAGED', target: undefined, customEnvironmentIds: [customEnvironmentId] });

  const keysOf = async (filter: object) => (await list(filter)).map(({ key }) => key);
  expect(await keysOf({})).toEqual(['GENERAL', 'BRANCH', 'STAGED']);
  expect(await keysOf({ gitBranch: 'feature/login' })).toEqual(['BRANCH']);
  expect(await keysOf({ customEnvironmentId })).toEqual(['STAGED']);
  expect(await keysOf({ customEnvironmentSlug: 'staging' })).toEqual(['STAGED']);
  expect(await list({ customEnvironmentId })).toMatchObject([
    { target: [], customEnvironmentIds: [customEnvironmentId] },
  ]);
});

test('projects.getProjectEnv answers the value, and leaves it out where it is sensitive', async () => {
  const { idOrName, one } = await shop();
  const encrypted = await one({ value: 'shown' });
  const sensitive = await one({ key: 'SECRET', type: 'sensitive', value: 'never' });

  const first = await vercel.projects.getProjectEnv({ idOrName, id: encrypted });
  const second = await vercel.projects.getProjectEnv({ idOrName, id: sensitive });

  expect(first).toMatchObject({ key: 'LEVEL', value: 'shown', decrypted: true });
  expect(second).toMatchObject({ key: 'SECRET', type: 'sensitive', decrypted: false });
  expect(JSON.stringify(second)).not.toContain('never');
});

test('projects.editProjectEnv changes what is named, and a branch is given and taken', async () => {
  const { idOrName, one, list } = await shop();
  const id = await one({ comment: 'stays' });
  const edit = (requestBody: object) =>
    vercel.projects.editProjectEnv({ idOrName, id, requestBody });

  const first = await edit({ key: 'RENAMED', value: 'v', target: ['preview'], gitBranch: 'main' });
  const second = await edit({ type: 'plain', gitBranch: null });

  expect(first).toMatchObject({ id, key: 'RENAMED', target: ['preview'], gitBranch: 'main' });
  expect(second).toMatchObject({ id, type: 'plain', value: 'v', comment: 'stays' });
  expect(second.gitBranch).toBeUndefined();
  expect(await list()).toMatchObject([{ id, key: 'RENAMED', value: 'v' }]);
});

test('projects.removeProjectEnv answers what was removed, batchRemoveProjectEnv how many', async () => {
  const { idOrName, one, list } = await shop();
  const ids = [await one({ key: 'A' }), await one({ key: 'B' }), await one({ key: 'C' })];
  const [id = '', ...others] = ids;

  const removed = await vercel.projects.removeProjectEnv({ idOrName, id });
  const batch = await vercel.projects.batchRemoveProjectEnv({
    idOrName,
    requestBody: { ids: [...others, id] },
  });

  expect(removed).toMatchObject({ id, key: 'A', type: 'encrypted' });
  expect(batch).toEqual({ deleted: 2, ids: others });
  expect(await list()).toEqual([]);
});

test('what a resource gives is listed with its installation, is sensitive when its connection says so, and is nobody’s to change', async () => {
  const { id: projectId, idOrName, list } = await shop();
  const installation = await install(world);
  const resource = await provision(world, installation);
  await world.owner.api(k.connectResource, {
    params: { team: world.team, resource: resource.id },
    body: { project: projectId, environments: ['production'], makesSensitive: true },
  });

  const [env] = await list({ decrypt: 'true' });
  const id = env?.id ?? '';
  const single = await vercel.projects.getProjectEnv({ idOrName, id });

  expect(env).toMatchObject({
    type: 'sensitive',
    value: '',
    target: ['production'],
    configurationId: installation,
    contentHint: {
      type: 'integration-store-secret',
      storeId: resource.id,
      integrationId: world.integration.id,
      integrationConfigurationId: installation,
      integrationProductId: expect.stringMatching(/^iap_/),
    },
  });
  expect(single).toMatchObject({ id, type: 'sensitive', decrypted: false });
  await expect(vercel.projects.removeProjectEnv({ idOrName, id })).rejects.toMatchObject({
    statusCode: 403,
  });
  await expect(
    vercel.projects.editProjectEnv({ idOrName, id, requestBody: { value: 'mine' } }),
  ).rejects.toMatchObject({ statusCode: 403 });
});
