import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, createApi } from '../world/api-client.ts';
import { project } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

// far behind the clock of the machine, so that a token judged by that one would be over
let now = new Date('2024-02-01T10:00:00Z');
let world: World;
let web: string;
beforeAll(async () => {
  world = await startWorld({ now: () => now });
  web = await project(world, 'web');
  await project(world, 'api');
  now = new Date(now.getTime() + 1000);
  await world.owner.api(r.createRestTeam, { body: { slug: 'second' } });
});
afterAll(() => world.close());

const soon = () => now.getTime() + 60_000;
const params = () => ({ team: world.team });

/** Makes a token as a client of the protocol does, and answers what it calls with. */
async function tokenFor(
  wished: { query?: Record<string, string>; expiresAt?: number; projectId?: string } = {},
  maker: Api = world.owner.api,
) {
  const { query = {}, ...limits } = wished;
  const { status, body, error } = await maker(r.createAuthToken, {
    query,
    body: { name: 'ci', ...limits },
  });
  if (status !== 200) throw new Error(JSON.stringify(error));
  return { ...body.token, text: body.bearerToken, api: createApi(world.url, body.bearerToken) };
}

const asked = ({
  status,
  error,
}: {
  status: number;
  error?: { reason?: unknown; code: string };
}) => (status < 300 ? status : `${status} ${error?.reason ?? error?.code}`);

test('a token is shown once, works, and is listed by its ends alone', async () => {
  const made = await tokenFor({ expiresAt: soon() });

  const listed = await world.owner.api(r.listAuthTokens);
  const shown = await made.api(r.getAuthToken, { params: { token: 'current' } });

  const { api: _, text, ...token } = made;
  expect(token).toEqual({
    id: expect.stringMatching(/^tok_/),
    name: 'ci',
    type: 'token',
    origin: 'manual',
    prefix: 'kpt_',
    suffix: text.slice(-4),
    scopes: [{ type: 'user', origin: 'manual', createdAt: now.getTime(), expiresAt: soon() }],
    createdAt: now.getTime(),
    activeAt: now.getTime(),
    expiresAt: soon(),
  });
  expect(text).toMatch(/^kpt_[0-9A-Za-z]{43}$/);
  expect(listed.body.tokens).toContainEqual(token);
  expect(listed.body.pagination).toEqual({
    count: listed.body.tokens.length,
    next: null,
    prev: null,
  });
  expect(shown.body.token.id).toBe(token.id);
  expect(JSON.stringify([listed.body, shown.body])).not.toContain(text);
});

test.each([
  ['without a name', {}],
  ['with an empty name', { name: ' ' }],
  ['with an expiry in the past', { name: 'x', expiresAt: 1 }],
  ['with an expiry that is no number', { name: 'x', expiresAt: '2030-01-01' }],
  ['with an expiry beyond all calendars', { name: 'x', expiresAt: 8.6e15 }],
  ['with more than there is', { name: 'x', scopes: [] }],
])('a token %s is refused', async (_how, body) => {
  const { status, error } = await world.owner.api(r.createAuthToken, { body });

  expect([status, error.code]).toEqual([400, 'bad_request']);
});

test('a token for one team finds no other, and sees its person there alone', async () => {
  const { api, scopes } = await tokenFor({ query: { slug: world.team } });

  const other = { team: 'second' };
  const [me, teams, user] = [
    await api(k.getMe),
    await api(r.listRestTeams),
    await api(r.getAuthUser),
  ];
  const answers = [
    await api(k.getTeam, { params: params() }),
    await api(k.getTeam, { params: other }),
    await api(r.listRestProjects, { query: {} }),
    await api(r.listRestProjects, { query: { slug: 'second' } }),
    await api(r.createRestTeam, { body: { slug: 'third' } }),
  ];

  expect(scopes).toMatchObject([{ type: 'team', teamId: user.body.user.defaultTeamId }]);
  expect(me.body.teams.map(({ slug }) => slug)).toEqual([world.team]);
  expect(me.body.person.isOperator).toBe(false);
  expect(teams.body.teams.map(({ slug }) => slug)).toEqual([world.team]);
  expect(answers.map(asked)).toEqual([
    200,
    '404 team_not_found',
    200,
    '404 team_not_found',
    '403 forbidden',
  ]);
});

test('a token for one project reads it and nothing beside it', async () => {
  const { api, projectId } = await tokenFor({ projectId: 'web' });
  const environment = (project: string) => ({
    params: { ...params(), project, environment: 'production' },
  });

  const answers = [
    await api(k.readEnvironment, environment('web')),
    await api(k.readEnvironment, environment('api')),
    await api(k.getProject, { params: { ...params(), project: 'api' } }),
    await api(k.listInstallations, { params: params() }),
  ];

  expect(projectId).toBe(web);
  expect(answers.map(asked)).toEqual([
    200,
    '404 project_not_found',
    '404 project_not_found',
    '403 forbidden',
  ]);
});

test('a token makes only tokens that are as narrow, and reaches only those', async () => {
  const wide = await tokenFor();
  const { api, id } = await tokenFor({ projectId: web, expiresAt: soon() });
  const make = (query: Record<string, string>, body: object) =>
    api(r.createAuthToken, { query, body: { name: 'child', ...body } });

  const answers = [
    await make({}, {}),
    await make({ slug: 'second' }, { expiresAt: soon() }),
    await make({}, { expiresAt: soon(), projectId: 'api' }),
    await api(r.getAuthToken, { params: { token: wide.id } }),
    await api(r.deleteAuthToken, { params: { token: wide.id } }),
  ];
  const child = await make({}, { expiresAt: soon() });
  const listed = await api(r.listAuthTokens);

  expect(answers.map(asked)).toEqual([
    '403 forbidden',
    '404 team_not_found',
    '404 project_not_found',
    '404 token_not_found',
    '404 token_not_found',
  ]);
  expect(child.body.token).toMatchObject({ projectId: web, scopes: [{ type: 'team' }] });
  const listedIds = listed.body.tokens.map((token) => token.id);
  expect(listedIds).toEqual(expect.arrayContaining([child.body.token.id, id]));
  expect(listedIds).not.toContain(wide.id);
});

test('a token is not made for a team that its person is not in, nor for a project that is not there', async () => {
  const sam = await world.signUp('Sam');
  const make = (api: Api, query: Record<string, string>, body = {}) =>
    api(r.createAuthToken, { query, body: { name: 'x', ...body } });

  const answers = [
    await make(sam.api, { slug: world.team }),
    await make(sam.api, {}, { projectId: web }),
    await make(world.owner.api, { slug: 'second' }, { projectId: web }),
  ];

  expect(answers.map(asked)).toEqual([
    '404 team_not_found',
    '404 team_not_found',
    '404 project_not_found',
  ]);
});

test('a token ends when it expires, when it is revoked, and with the membership of its person', async () => {
  const vera = await world.signUp('Vera');
  const member = { ...params(), user: vera.userId };
  await world.owner.api(k.addMember, {
    params: params(),
    body: { email: vera.email, role: 'developer' },
  });
  const limited = await tokenFor({ query: { slug: world.team } }, vera.api);
  const expiring = await tokenFor({ expiresAt: soon() }, vera.api);
  const revoked = await tokenFor({}, vera.api);
  const write = (api: Api) =>
    api(k.createProject, {
      params: params(),
      body: { name: `p-${Math.random().toString(36).slice(2)}` },
    });

  const before = [await write(limited.api), await write(expiring.api), await write(revoked.api)];
  const gone = await revoked.api(r.deleteAuthToken, { params: { token: 'current' } });
  now = new Date(now.getTime() + 60_000);
  const after = [await write(expiring.api), await write(revoked.api)];
  await world.owner.api(k.updateMember, { params: member, body: { role: 'viewer' } });
  const lowered = await write(limited.api);
  await world.owner.api(k.removeMember, { params: member });
  const left = await write(limited.api);

  expect(before.map(asked)).toEqual([201, 201, 201]);
  expect(gone.body).toEqual({ tokenId: revoked.id });
  expect(after.map(asked)).toEqual(['401 unauthenticated', '401 unauthenticated']);
  expect([asked(lowered), asked(left)]).toEqual(['403 forbidden', '404 team_not_found']);
});

test('a machine gets no token with one that ends before it', async () => {
  const { api, expiresAt = 0 } = await tokenFor({ expiresAt: soon() });
  const make = (body: object) =>
    api(k.createTeamToken, { params: params(), body: { name: 'm', role: 'viewer', ...body } });

  const answers = [
    await make({}),
    await make({ expiresAt: new Date(expiresAt + 1).toISOString() }),
    await make({ expiresAt: new Date(expiresAt).toISOString() }),
  ];

  expect(answers.map(asked)).toEqual(['403 forbidden', '403 forbidden', 201]);
});
