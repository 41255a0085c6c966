import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApi } from '../world/api-client.ts';
import { install, project, provision } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let installation: string;
beforeAll(async () => {
  world = await startWorld();
  installation = await install(world);
});
afterAll(() => world.close());

const get = (name: string) => world.owner.api(r.getRestProject, { params: { project: name } });
const create = (body: unknown) => world.owner.api(r.createRestProject, { body });
const update = (name: string, body: unknown) =>
  world.owner.api(r.updateRestProject, { params: { project: name }, body });
const remove = (name: string) =>
  world.owner.api(r.deleteRestProject, { params: { project: name } });
/** The newest events, the newest first. */
async function happened(limit: number) {
  const { body } = await world.owner.api(k.listEvents, {
    params: { team: world.team },
    query: { limit },
  });
  return body.events.map(({ type, subject, data }) => ({ type, subject, data }));
}

describe('a project', () => {
  test('is found in the team that the query names, else in the first one of the person', async () => {
    const id = await project(world, 'web');
    const ask = (query?: Record<string, string>) =>
      world.owner.api(r.getRestProject, { params: { project: 'web' }, ...(query && { query }) });

    const answers = [
      await ask(),
      await ask({ slug: world.team, teamId: '' }),
      await ask({ slug: 'x' }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 404]);
    expect(answers[0]?.body).toMatchObject({ id, name: 'web', alias: [], nodeVersion: '24.x' });
  });

  test('keeps what is set on it and gives it back, wherever it is read', async () => {
    const settings = { framework: 'nextjs', buildCommand: 'make', rootDirectory: null } as const;

    const created = await create({ name: 'shop', ...settings, somethingNew: true });
    const updated = await update('shop', { nodeVersion: '22.x', buildCommand: null });

    expect([created.status, updated.status]).toEqual([200, 200]);
    expect(created.body).toMatchObject({ name: 'shop', ...settings, nodeVersion: '24.x' });
    const now = { ...settings, buildCommand: null, nodeVersion: '22.x' };
    expect((await get('shop')).body).toMatchObject(now);
    expect(updated.body.updatedAt).toBeGreaterThanOrEqual(created.body.updatedAt);
    const [event] = await happened(1);
    expect(event?.data).toEqual({ name: 'shop', settings: ['buildCommand', 'nodeVersion'] });
  });

  test('that is renamed keeps its id, is found by its new name only, and says so in the log', async () => {
    const id = await project(world, 'before');

    const renamed = await update('before', { name: 'after' });
    const again = await update('after', { name: 'after' });

    expect([renamed.status, renamed.body.id, again.status]).toEqual([200, id, 200]);
    expect([(await get('before')).status, (await get('after')).body.id]).toEqual([404, id]);
    expect(await happened(1)).toEqual([
      {
        type: 'project.renamed',
        subject: { project: id },
        data: { name: 'after', formerName: 'before' },
      },
    ]);
  });

  test('that is deleted takes its connections with it, and the resource stays', async () => {
    const resource = await provision(world, installation);
    const id = await project(world, 'short-lived');
    const params = { team: world.team, resource: resource.id };
    const connected = await world.owner.api(k.connectResource, {
      params,
      body: { project: id, environments: ['production'] },
    });

    const removed = await remove('short-lived');

    expect([connected.status, removed.status, (await remove(id)).status]).toEqual([201, 204, 404]);
    const { body } = await world.owner.api(k.listConnections, { params });
    expect(body.connections).toEqual([]);
    expect(await happened(2)).toEqual([
      { type: 'project.removed', subject: { project: id }, data: { name: 'short-lived' } },
      {
        type: 'connection.removed',
        subject: {
          connection: connected.body.connection.id,
          resource: resource.id,
          project: id,
          installation,
        },
        data: { environments: ['production'] },
      },
    ]);
  });

  test('whose name is taken is refused with 409, when it is made and when it is renamed', async () => {
    await project(world, 'held');
    await project(world, 'other');

    const answers = [await create({ name: 'held' }), await update('other', { name: 'held' })];

    expect(answers.map(({ status, error }) => [status, error.code, error.reason])).toEqual([
      [409, 'conflict', 'name_taken'],
      [409, 'conflict', 'name_taken'],
    ]);
    expect((await get('other')).status).toBe(200);
  });

  test('two that are given one name at the same moment do not both get it', async () => {
    const both = await Promise.all([create({ name: 'racing' }), create({ name: 'racing' })]);

    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test.each([
    ['no name', {}, 'name'],
    ['a name with a capital', { name: 'Web' }, 'name'],
    ['a name like an id', { name: 'prj_1' }, 'name'],
    ['a name with ---', { name: 'a---b' }, 'name'],
    ['a framework that clients cannot read', { name: 'x', framework: 'cobol' }, 'framework'],
    ['protection that nobody gives', { name: 'x', ssoProtection: {} }, 'ssoProtection'],
  ])('with %s is refused, and the field is named', async (_what, body, field) => {
    const { status, error } = await create(body);

    expect([status, error.code, error.fields]).toEqual([
      400,
      'bad_request',
      [{ key: field, message: expect.any(String) }],
    ]);
  });

  test('of another team is not found, whatever is done to it', async () => {
    const id = await project(world, 'private');
    const stranger = await world.signUp('Eve');
    await stranger.api(k.createTeam, { body: { name: 'Eves', slug: 'eves' } });
    const params = { project: id };

    const answers = [
      await stranger.api(r.getRestProject, { params }),
      await stranger.api(r.updateRestProject, { params, body: { name: 'mine' } }),
      await stranger.api(r.deleteRestProject, { params }),
      await stranger.api(r.createProjectToken, { params }),
    ];

    expect(answers.map(({ status, error }) => [status, error.code])).toEqual(
      answers.map(() => [404, 'not_found']),
    );
  });

  test('is seen by a provider when a resource of its installation is connected to it, else not', async () => {
    const hidden = await project(world, 'hidden');
    const shown = await project(world, 'shown');
    const resource = await provision(world, installation);
    await world.owner.api(k.connectResource, {
      params: { team: world.team, resource: resource.id },
      body: { project: shown, environments: ['preview'] },
    });
    const { accessToken } = world.provider.installations.get(installation) ?? {};
    const provider = createApi(world.url, accessToken);
    const ask = (named: string) => provider(r.getRestProject, { params: { project: named } });

    const answers = [await ask(shown), await ask('hidden'), await ask(hidden)];

    expect(answers.map(({ status, body }) => [status, body?.name])).toEqual([
      [200, 'shown'],
      [404, undefined],
      [404, undefined],
    ]);
  });
});

describe('the list of projects', () => {
  test('comes in pages, the newest first, and each project once', async () => {
    for (const number of [1, 2, 3, 4, 5]) await project(world, `page-${number}`);
    const list = async (query: Record<string, string | number>) =>
      (await world.owner.api(r.listRestProjects, { query: { search: 'PAGE-', ...query } })).body;

    const first = await list({ limit: 2 });
    const second = await list({ limit: 2, from: first.pagination.next ?? 0 });
    const third = await list({ limit: 2, until: second.pagination.next ?? 0 });

    const names = [first, second, third].flatMap((page) => page.projects.map(({ name }) => name));
    expect(names).toEqual(['page-5', 'page-4', 'page-3', 'page-2', 'page-1']);
    expect([first.pagination.prev, third.pagination]).toEqual([
      null,
      { count: 1, next: null, prev: expect.any(Number) },
    ]);
  });

  test('is searched by a part of the name', async () => {
    await project(world, 'needle-in-hay');

    const found = await world.owner.api(r.listRestProjects, { query: { search: 'E-in-H' } });
    const none = await world.owner.api(r.listRestProjects, { query: { search: '%' } });

    expect(found.body.projects.map(({ name }) => name)).toEqual(['needle-in-hay']);
    expect(none.body).toEqual({ projects: [], pagination: { count: 0, next: null, prev: null } });
  });

  test.each(['repo', 'repoId', 'repoUrl'])('by %s finds none, as none is joined', async (by) => {
    await project(world, `of-${by.toLowerCase()}`);

    const { status, body } = await world.owner.api(r.listRestProjects, {
      query: { [by]: 'acme/web' },
    });

    expect([status, body.projects]).toEqual([200, []]);
  });

  test.each([{ limit: '0' }, { limit: 'many' }, { from: 'yesterday' }])(
    'refuses %j',
    async (query) => {
      const { status, error } = await world.owner.api(r.listRestProjects, { query });

      expect([status, error.code]).toEqual([400, 'bad_request']);
    },
  );
});

test('a token of a project is signed by the host, says whom it speaks for, and is in the log', async () => {
  const id = await project(world, 'speaker');

  const { status, body } = await world.owner.api(r.createProjectToken, {
    params: { project: 'speaker' },
    body: { source: 'test' },
  });

  const [header = '', claims = '', signature = ''] = body.token.split('.');
  const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString());
  const payload = JSON.parse(Buffer.from(claims, 'base64url').toString());
  const { keys } = (await (await fetch(`${world.url}/.well-known/jwks`)).json()) as {
    keys: (JsonWebKey & { kid: string })[];
  };
  const jwk = keys.find((each) => each.kid === kid) ?? {};
  const isSigned = verify(
    'sha256',
    Buffer.from(`${header}.${claims}`),
    createPublicKey({ key: jwk, format: 'jwk' }),
    Buffer.from(signature, 'base64url'),
  );
  expect(isSigned).toBe(true);
  expect(status).toBe(200);
  expect(payload).toMatchObject({
    iss: world.url,
    aud: `${world.url}/${world.team}`,
    project_id: id,
    environment: 'development',
  });
  expect(payload.sub).toBe(`owner:${world.team}:project:speaker:environment:development`);
  expect(await happened(1)).toMatchObject([
    { type: 'project.token-signed', subject: { project: id } },
  ]);
});

test('Kontor’s own API renames a project, which its id goes on naming, and tells so once', async () => {
  const id = await project(world, 'before-its-name');
  await project(world, 'has-its-name');
  const { api } = world.owner;
  const rename = (named: string, body: unknown) =>
    api(k.updateProject, { params: { team: world.team, project: named }, body });

  const renamed = await rename('before-its-name', { name: 'after-its-name' });

  expect([renamed.status, renamed.body.project]).toMatchObject([
    200,
    { id, name: 'after-its-name' },
  ]);
  expect((await rename(id, { name: 'after-its-name' })).status).toBe(200);
  const { body } = await api(k.listEvents, {
    params: { team: world.team },
    query: { type: 'project.renamed', subject: id },
  });
  expect(body.events.map(({ data }) => data)).toEqual([
    { name: 'after-its-name', formerName: 'before-its-name' },
  ]);
  const refused = [
    await rename('before-its-name', { name: 'other' }),
    await rename(id, { name: 'has-its-name' }),
    await rename(id, { name: 'Not a name' }),
    await rename(id, {}),
    await rename(id, { name: 'fine', more: true }),
  ];
  expect(refused.map(({ status, error }) => [status, error?.code])).toEqual([
    [404, 'project_not_found'],
    [409, 'name_taken'],
    [400, 'invalid_request'],
    [400, 'invalid_request'],
    [400, 'invalid_request'],
  ]);
});
