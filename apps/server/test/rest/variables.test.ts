import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApi } from '../world/api-client.ts';
import { install, project, provision, variablesOf } from '../world/story.ts';
import { scriptedSchema, startWorld, type World } from '../world/world.ts';

let world: World;
let installation: string;
let count = 0;
beforeAll(async () => {
  world = await startWorld();
  installation = await install(world);
});
afterAll(() => world.close());

const level = { key: 'LEVEL', value: 'debug', type: 'encrypted', target: ['production'] };

/** A project of its own, with the calls that this page is about. */
async function shop(api = world.owner.api) {
  count += 1;
  const name = `shop-${count}`;
  const id = await project(world, name);
  const params = { project: name };
  const at = (variable: string) => ({ ...params, variable });
  const create = (body: unknown, query = {}) => api(r.createProjectEnv, { params, body, query });
  return {
    id,
    name,
    params,
    create,
    one: async (body: object = {}) => {
      const { status, body: made, error } = await create({ ...level, ...body });
      if (status !== 201 || Array.isArray(made.created)) throw new Error(JSON.stringify(error));
      return made.created.id;
    },
    list: (query = {}) => api(r.filterProjectEnvs, { params, query }),
    get: (variable: string) => api(r.getProjectEnv, { params: at(variable) }),
    edit: (variable: string, body: unknown) =>
      api(r.editProjectEnv, { params: at(variable), body }),
    remove: (variable: string, query = {}) =>
      api(r.removeProjectEnv, { params: at(variable), query }),
    batch: (ids: readonly string[]) => api(r.batchRemoveProjectEnv, { params, body: { ids } }),
  };
}

/** A machine with a token of the team, that may do only some things. */
async function machine(grant: object) {
  const { body } = await world.owner.api(k.createTeamToken, {
    params: { team: world.team },
    body: { name: 'machine', role: 'developer', ...grant },
  });
  return createApi(world.url, body.secret);
}

describe('a variable', () => {
  test('that is written is what deployments read', async () => {
    const { name, create } = await shop();
    await create([level, { ...level, value: 'info', target: ['preview'] }]);

    expect(await variablesOf(world, name, 'production')).toEqual({ LEVEL: 'debug' });
    expect(await variablesOf(world, name, 'preview')).toEqual({ LEVEL: 'info' });
  });

  test('whose name is taken is refused with 403, which names the one that has it', async () => {
    const { id, name, one, create } = await shop();
    const first = await one();
    const resource = await provision(world, installation);
    await world.owner.api(k.connectResource, {
      params: { team: world.team, resource: resource.id },
      body: { project: id, environments: ['production'] },
    });
    const [given = ''] = Object.keys(await variablesOf(world, name, 'production')).filter(
      (each) => each !== 'LEVEL',
    );

    const again = await create({ ...level, target: ['production', 'development'] });
    const managed = await create({ ...level, key: given }, { upsert: 'true' });

    expect([again.status, again.error]).toMatchObject([
      403,
      {
        code: 'forbidden',
        reason: 'variable_name_taken',
        key: 'LEVEL',
        envVarId: first,
        envVarKey: 'LEVEL',
        target: ['production', 'development'],
      },
    ]);
    expect([managed.status, managed.error]).toMatchObject([
      403,
      {
        reason: 'variable_name_taken',
        envVarKey: given,
        message: expect.stringContaining('resource'),
      },
    ]);
  });

  test.each([
    ['no value', { value: undefined }, 'value'],
    ['a name that no shell takes', { key: '1A' }, 'key'],
    ['a type that is none', { type: 'secret' }, 'type'],
    ['no environment', { target: [] }, 'target'],
    ['an environment that the project has not', { target: ['moon'] }, undefined],
    ['a branch outside preview', { gitBranch: 'main' }, 'gitBranch'],
    [
      'a branch of 251 characters',
      { target: ['preview'], gitBranch: 'b'.repeat(251) },
      'gitBranch',
    ],
    ['a comment of 501 characters', { comment: 'c'.repeat(501) }, 'comment'],
  ])('with %s is refused with 400', async (_what, change, field) => {
    const { create, list } = await shop();

    const { status, error } = await create({ ...level, ...change });

    expect([status, error.code]).toEqual([400, 'bad_request']);
    if (field !== undefined) expect(JSON.stringify(error.fields)).toContain(field);
    expect((await list()).body.envs).toEqual([]);
  });

  test('among several that is not whole is named by its place', async () => {
    const { create } = await shop();

    const { status, error } = await create([level, { ...level, key: '' }]);

    expect([status, error.fields]).toMatchObject([400, [{ key: '1.key' }]]);
  });

  test('is changed by nothing that the protocol does not name', async () => {
    const { one, edit } = await shop();

    const { status, error } = await edit(await one(), { configurationId: null });

    expect([status, error.code]).toEqual([400, 'bad_request']);
  });

  test('is taken out of one of several environments, and not out of the last', async () => {
    const { one, edit, list } = await shop();
    const id = await one({ target: ['production', 'preview'] });

    const narrowed = await edit(id, { target: ['preview'], customEnvironmentIds: [] });
    const nowhere = await edit(id, { target: [] });

    expect(narrowed.body).toMatchObject({ id, target: ['preview'] });
    expect([nowhere.status, nowhere.error.code]).toEqual([400, 'bad_request']);
    expect((await list()).body.envs).toMatchObject([{ id, target: ['preview'] }]);
  });

  test('leaves one custom environment, and is deleted with the last', async () => {
    const { params, one, remove, list } = await shop();
    const { body } = await world.owner.api(k.createEnvironment, {
      params: { team: world.team, ...params },
      body: { slug: 'staging' },
    });
    const { id: customEnvironmentId = '' } = body.environment;
    const id = await one({ customEnvironmentIds: [customEnvironmentId] });

    const first = await remove(id, { customEnvironmentId });
    const left = (await list()).body.envs;
    const second = await remove(id, { customEnvironmentId });

    expect(first.body).toMatchObject({ id, customEnvironmentIds: [customEnvironmentId] });
    expect(left).toMatchObject([{ id, target: ['production'], customEnvironmentIds: [] }]);
    expect(second.status).toBe(200);
    expect((await list()).body.envs).toEqual([]);
  });

  test('that was sensitive is not made readable without another value', async () => {
    const { one, edit, get } = await shop();
    const id = await one({ type: 'sensitive' });

    const revealed = await edit(id, { type: 'plain' });
    const replaced = await edit(id, { type: 'plain', value: 'new' });

    expect([revealed.status, revealed.error.code]).toEqual([400, 'bad_request']);
    expect(replaced.body).toMatchObject({ type: 'plain', value: 'new' });
    expect((await get(id)).body.value).toBe('new');
  });

  test('of another project or team is not found, whatever is done to it', async () => {
    const mine = await shop();
    const id = await (await shop()).one();
    const stranger = await world.signUp('Eve');
    await stranger.api(k.createTeam, { body: { name: 'Eves', slug: `eves-${count}` } });
    const params = { ...mine.params, variable: await mine.one() };

    const answers = [
      await mine.get(id),
      await mine.edit(id, { value: 'x' }),
      await mine.remove(id),
      await stranger.api(r.getProjectEnv, { params }),
      await stranger.api(r.filterProjectEnvs, { params }),
      await stranger.api(r.removeProjectEnv, { params }),
    ];

    expect(answers.map(({ status, error }) => [status, error.code])).toEqual(
      answers.map(() => [404, 'not_found']),
    );
    expect((await mine.batch([id])).body).toEqual({ deleted: 0, ids: [] });
  });

  test('is answered at the place that it had in the request, also where it took another one over', async () => {
    const { one, create } = await shop();
    const second = await one({ key: 'SECOND' });

    const { body } = await create(
      [
        { ...level, key: 'FIRST' },
        { ...level, key: 'SECOND', value: 'new' },
      ],
      { upsert: 'true' },
    );

    expect(body.created).toMatchObject([{ key: 'FIRST' }, { key: 'SECOND', id: second }]);
  });

  test('that is meant as a secret and can be read is pointed out', async () => {
    const { one, edit, list } = await shop();
    const id = await one({ visibility: 'secret' });

    const readable = (await list()).body.envs;
    await edit(id, { type: 'sensitive' });
    const hidden = (await list()).body.envs;

    expect(readable).toMatchObject([{ visibility: 'secret', securityIssues: ['readable-secret'] }]);
    expect(hidden).toMatchObject([{ visibility: 'secret', securityIssues: [] }]);
  });

  test('shows its value in lists where it was written as configuration, and the log says who saw it', async () => {
    const { one, list } = await shop();
    const id = await one({ key: 'THEME', value: 'dark', visibility: 'config' });
    await one({ key: 'CLOSED' });
    await one({ key: 'OPEN', type: 'plain' });

    const { envs } = (await list()).body;
    const { body } = await world.owner.api(k.listEvents, { params: { team: world.team } });

    expect(envs).toMatchObject([
      { key: 'THEME', value: 'dark', visibility: 'config' },
      { key: 'CLOSED', value: '', visibility: 'secret' },
      { key: 'OPEN', value: 'debug', visibility: 'config' },
    ]);
    expect(body.events[0]).toMatchObject({
      type: 'variable.read',
      data: { variables: [{ id, name: 'THEME' }] },
    });
  });

  test('of a product whose secrets are always sensitive is sensitive through every connection', async () => {
    const { id, list, get } = await shop();
    await world.owner.api(k.putProduct, {
      params: { team: world.team, integration: world.integration.id, product: 'auto' },
      body: {
        name: 'Automatic',
        metadataSchema: scriptedSchema,
        capabilities: { autoSensitive: true },
      },
    });
    const resource = await provision(world, installation, { product: 'auto' });
    await world.owner.api(k.connectResource, {
      params: { team: world.team, resource: resource.id },
      body: { project: id, environments: ['production'] },
    });

    const [env] = (await list({ decrypt: 'true' })).body.envs;
    const single = await get(env?.id ?? '');

    expect(env).toMatchObject({ type: 'sensitive', value: '', decrypted: false });
    expect(single.status).toBe(200);
    expect(single.body).not.toHaveProperty('value');
  });

  test('two upserts at the same moment leave one variable', async () => {
    const { create, list } = await shop();
    const write = (value: string) => create({ ...level, value }, { upsert: 'true' });

    const both = await Promise.all([write('a'), write('b')]);

    expect(both.map(({ status }) => status)).toEqual([201, 201]);
    expect((await list()).body.envs).toHaveLength(1);
  });

  test('in no list, event or log is a value that was not asked for', async () => {
    const { create, list, edit } = await shop();
    const secret = 'canary-of-variables';
    const { body } = await create({ ...level, value: secret });
    const id = Array.isArray(body.created) ? '' : body.created.id;
    await edit(id, { comment: 'seen' });

    const listed = await list();
    const events = await world.owner.api(k.listEvents, {
      params: { team: world.team },
      query: { limit: 500 },
    });

    expect(JSON.stringify([body, listed.body, events.body])).not.toContain(secret);
    expect(world.logs.join('\n')).not.toContain(secret);
  });
});

describe('who may not read values', () => {
  test('sees names, and no value that is not plain', async () => {
    const { name, one } = await shop();
    const id = await one();
    await one({ key: 'PLAIN', type: 'plain' });
    await one({ key: 'THEME', visibility: 'config' });
    const api = await machine({ actions: ['project:read'] });
    const params = { project: name };

    const listed = await api(r.filterProjectEnvs, { params, query: { decrypt: 'true' } });
    const single = await api(r.getProjectEnv, { params: { ...params, variable: id } });
    const pulled = await api(r.pullDevelopment, { params });

    expect(listed.body.envs.map(({ key, value }) => [key, value])).toEqual([
      ['LEVEL', ''],
      ['PLAIN', 'debug'],
      ['THEME', ''],
    ]);
    expect([single.status, pulled.status]).toEqual([403, 403]);
  });

  test('of production reads those of preview only, and writes none into production', async () => {
    const { name, one } = await shop();
    await one();
    const shared = await one({ key: 'SHARED', target: ['preview', 'production'] });
    const preview = await one({ key: 'PREVIEW', target: ['preview'] });
    const api = await machine({ environments: ['preview'] });
    const params = { project: name };

    const read = async (variable: string) =>
      (await api(r.getProjectEnv, { params: { ...params, variable } })).status;
    const { status } = await api(r.createProjectEnv, { params, body: { ...level, key: 'NEW' } });
    const removed = await api(r.batchRemoveProjectEnv, {
      params,
      body: { ids: [shared, preview] },
    });

    expect([await read(preview), await read(shared)]).toEqual([200, 403]);
    expect([status, removed.status]).toEqual([403, 403]);
    expect(await read(preview)).toBe(200);
  });
});

test('whoever reads a value is in the log before it leaves', async () => {
  const { id, one, get } = await shop();
  const variable = await one();

  await get(variable);

  const { body } = await world.owner.api(k.listEvents, {
    params: { team: world.team },
    query: { type: 'variable.read', limit: 1 },
  });
  expect(body.events).toMatchObject([
    {
      actor: { kind: 'person', userId: world.owner.userId },
      subject: { project: id },
      data: { variables: [{ id: variable, name: 'LEVEL' }] },
    },
  ]);
});

describe('pulling', () => {
  test('answers a whole environment, of a branch with its own over it, and notes who read', async () => {
    const { id, name, create } = await shop();
    await create([
      { ...level, target: ['preview', 'development'] },
      { ...level, value: 'of the branch', target: ['preview'], gitBranch: 'feature/login' },
      { ...level, key: 'SECRET', type: 'sensitive', value: 's', target: ['preview'] },
    ]);
    const params = { project: name };
    const preview = { ...params, environment: 'preview' };

    const development = await world.owner.api(r.pullDevelopment, { params });
    const general = await world.owner.api(r.pullTarget, { params: preview });
    const branch = await world.owner.api(r.pullBranch, {
      params: { ...preview, gitBranch: 'feature/login' },
      query: { source: 'vercel-cli:env:pull' },
    });
    const other = await world.owner.api(r.pullBranch, { params: { ...preview, gitBranch: 'x' } });

    expect(development.body).toEqual({ env: { LEVEL: 'debug' }, buildEnv: { LEVEL: 'debug' } });
    expect(general.body.env).toEqual({ LEVEL: 'debug', SECRET: 's' });
    expect(branch.body.env).toEqual({ LEVEL: 'of the branch', SECRET: 's' });
    expect(other.body.env).toEqual(general.body.env);
    const { body } = await world.owner.api(k.listEvents, {
      params: { team: world.team },
      query: { type: 'environment.read', limit: 3 },
    });
    expect(body.events.map(({ subject, data }) => [subject.project, data.gitBranch])).toEqual([
      [id, 'feature/login'],
      [id, undefined],
      [id, undefined],
    ]);
  });

  test('what is not there is not found', async () => {
    const { name } = await shop();
    const pull = (named: string, environment: string) =>
      world.owner.api(r.pullTarget, { params: { project: named, environment } });

    const answers = [await pull(name, 'moon'), await pull('nothing', 'preview')];

    expect(answers.map(({ status, error }) => [status, error.code])).toEqual([
      [404, 'not_found'],
      [404, 'not_found'],
    ]);
  });
});

test('a project is made with its variables, or not at all', async () => {
  const create = (name: string, environmentVariables: unknown) =>
    world.owner.api(r.createRestProject, { body: { name, environmentVariables } });
  const variable = { key: 'LEVEL', value: 'info', target: 'production' };

  const made = await create('with-variables', [variable]);
  const refused = await create('without', [variable, { ...variable, target: ['moon'] }]);
  const missing = await world.owner.api(r.getRestProject, { params: { project: 'without' } });

  expect([made.status, refused.status, missing.status]).toEqual([200, 400, 404]);
  expect(await variablesOf(world, 'with-variables', 'production')).toEqual({ LEVEL: 'info' });
});
