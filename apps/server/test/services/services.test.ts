import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { serviceScope } from '@kontor/protocol/vocabulary';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApi } from '../world/api-client.ts';
import { eventually } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';
import { platformBeside, tokenOf } from './platform.ts';

// grants are judged by the clock of the machine, so the clock of this world begins with it
let now = new Date();
let world: World;
beforeAll(async () => {
  world = await startWorld({ now: () => now });
});
afterAll(() => world.close());

const asked = ({ status, error }: { status: number; error?: { code: string } }) =>
  status < 300 ? status : `${status} ${error?.code}`;
const mail = (name: string) => `${name}-${Math.random().toString(36).slice(2)}@platform.test`;

test('a team is made once, renamed, and found by the id that the platform has for it', async () => {
  const { id, api, team, token } = await platformBeside(world);

  const [one, two] = await Promise.all([
    team('t/1', { name: 'Blue Inc.' }),
    team('t/1', { name: 'Blue Inc.' }),
  ]);
  const renamed = await team('t/1', { name: 'Green Inc.', slug: 'green' });
  const listed = await api(k.listProvisionedTeams);

  expect([one.status, two.status].sort()).toEqual([200, 201]);
  expect(one.body.team).toEqual({
    externalId: 't/1',
    id: expect.stringMatching(/^team_/),
    name: 'Blue Inc.',
    slug: 'blue-inc',
  });
  expect(two.body).toEqual(one.body);
  const green = { ...one.body.team, name: 'Green Inc.', slug: 'green' };
  expect([renamed.status, renamed.body.team]).toEqual([200, green]);
  expect(listed.body.teams).toEqual([green]);
  const [created] = await world.database.read<{ actor: unknown }>(
    "select actor from event where team_id = $1 and type = 'team.created'",
    [green.id],
  );
  expect(created?.actor).toEqual({ kind: 'service', serviceId: id, tokenId: token.id });
});

test('two teams of one name get slugs of their own, and a slug that is asked for is not replaced', async () => {
  const { team } = await platformBeside(world);

  const slugs = [await team('a', { name: 'Same' }), await team('b', { name: 'Same' })];
  const taken = await team('c', { name: 'Other', slug: 'same' });

  expect(slugs.map(({ body }) => body.team.slug)).toEqual(['same', 'same-2']);
  expect(asked(taken)).toBe('409 slug_taken');
  expect(asked(await team('c', { name: 'Other' }))).toBe(201);
});

test("another service's teams are not found, under whatever id", async () => {
  const one = await platformBeside(world);
  const two = await platformBeside(world);
  await one.team('shared');

  const answers = [
    await two.member('shared', 'u', { email: mail('u'), name: 'U', role: 'owner' }),
    await two.removeMember('shared', 'u'),
    await two.project('shared', 'p', 'p'),
    await two.actAs('shared', 'u'),
    await two.api(k.deleteProvisionedTeam, { params: { externalTeam: 'shared' } }),
  ];
  const own = await two.team('shared');

  expect(answers.map(asked)).toEqual(Array(5).fill('404 team_not_found'));
  expect(own.status).toBe(201);
  expect((await two.events()).body.events).toMatchObject([
    { type: 'team.created', externalTeamId: 'shared', teamId: own.body.team.id },
  ]);
});

test('a person is put into a team, changed and taken out, and what that means holds at once', async () => {
  const { team, member, actAs, removeMember, api } = await platformBeside(world);
  await team('t');
  const email = mail('vera');

  const [added, again] = await Promise.all(
    [1, 2].map(() => member('t', 'vera', { email, name: 'Vera', role: 'owner' })),
  );
  const acting = await actAs('t', 'vera');
  const vera = createApi(world.url, acting.body.secret);
  const before = await vera(k.listTeams);
  const lowered = await member('t', 'vera', { email, name: 'Vera V.', role: 'viewer' });
  const params = { team: before.body.teams[0]?.id ?? '' };
  const write = await vera(k.createProject, { params, body: { name: 'web' } });
  const listed = await api(k.listProvisionedMembers, { params: { externalTeam: 't' } });
  const removed = await removeMember('t', 'vera');
  const after = await vera(k.getTeam, { params });
  const noMember = await actAs('t', 'vera');

  expect([added?.status, again?.status].sort()).toEqual([200, 201]);
  expect(before.body.teams).toMatchObject([{ name: 't', role: 'owner' }]);
  expect(lowered.body.member).toMatchObject({
    externalId: 'vera',
    name: 'Vera V.',
    role: 'viewer',
  });
  expect(asked(write)).toBe('403 forbidden');
  expect(listed.body.members).toEqual([lowered.body.member]);
  expect([asked(removed), asked(after), asked(noMember)]).toEqual([
    204,
    '404 team_not_found',
    '404 member_not_found',
  ]);
});

test('an account that has the address already is not taken over', async () => {
  const one = await platformBeside(world);
  const two = await platformBeside(world);
  await Promise.all([one.team('t'), two.team('t')]);
  const email = mail('sam');
  await one.member('t', 'sam', { email, name: 'Sam', role: 'viewer' });
  await one.member('t', 'kim', { email: mail('kim'), name: 'Kim', role: 'viewer' });

  const answers = [
    await two.member('t', 'sam', { email, name: 'Sam', role: 'viewer' }),
    await one.member('t', 'ada', { email: world.owner.email, name: 'Ada', role: 'viewer' }),
    await one.member('t', 'kim', { email, name: 'Kim', role: 'viewer' }),
  ];
  const listed = await one.api(k.listProvisionedMembers, { params: { externalTeam: 't' } });

  expect(answers.map(asked)).toEqual(Array(3).fill('409 email_taken'));
  expect(listed.body.members.map(({ externalId }) => externalId).sort()).toEqual(['kim', 'sam']);
});

test('a project is made once, renamed and deleted, and one that was made by hand is taken on', async () => {
  const { team, project, api } = await platformBeside(world);
  await team('t');
  const params = { externalTeam: 't', externalProject: 'p1' };

  const [one, two] = await Promise.all([project('t', 'p1', 'web'), project('t', 'p1', 'web')]);
  const renamed = await project('t', 'p1', 'site');
  const other = await project('t', 'p2', 'site');
  const deleted = await api(k.deleteProvisionedProject, { params });
  const gone = await api(k.deleteProvisionedProject, { params });
  const listed = await api(k.listProvisionedProjects, { params: { externalTeam: 't' } });

  expect([one.status, two.status].sort()).toEqual([200, 201]);
  expect(two.body).toEqual(one.body);
  expect(renamed.body.project).toEqual({ ...one.body.project, name: 'site' });
  expect([asked(other), asked(deleted), asked(gone)]).toEqual([
    '409 name_taken',
    204,
    '404 project_not_found',
  ]);
  expect(listed.body.projects).toEqual([]);
});

test('a deployment reads the variables of its project, and once more only when they changed', async () => {
  const { team, member, project, actAs, api } = await platformBeside(world);
  const { body: made } = await team('t');
  await member('t', 'vera', { email: mail('vera'), name: 'Vera', role: 'developer' });
  await project('t', 'p1', 'web');
  const vera = createApi(world.url, (await actAs('t', 'vera')).body.secret);
  await vera(k.createVariable, {
    params: { team: made.team.id, project: 'web' },
    body: { name: 'GREETING', value: 'hello', environments: ['production'] },
  });
  const params = { externalTeam: 't', externalProject: 'p1', environment: 'production' };

  const first = await api(k.readProvisionedEnvironment, { params });
  const headers = { 'if-none-match': first.headers.get('etag') ?? '' };
  const second = await api(k.readProvisionedEnvironment, { params, headers });
  const nowhere = await api(k.readProvisionedEnvironment, {
    params: { ...params, environment: 'nowhere' },
  });

  expect(first.body.variables).toEqual({ GREETING: 'hello' });
  expect([second.status, asked(nowhere)]).toEqual([304, '404 environment_not_found']);
});

test('what a platform does for a person is theirs, through the platform', async () => {
  const { id, team, member, actAs, events } = await platformBeside(world);
  const { body: made } = await team('t');
  const put = await member('t', 'vera', { email: mail('vera'), name: 'Vera', role: 'developer' });
  const { userId } = put.body.member;
  const acting = await actAs('t', 'vera', { expiresInSeconds: 60 });
  const vera = createApi(world.url, acting.body.secret);

  await vera(k.createProject, { params: { team: made.team.id }, body: { name: 'web' } });

  const { body } = await events();
  expect(body.events.map(({ type, actor }) => [type, actor.kind])).toEqual([
    ['team.created', 'service'],
    ['member.added', 'service'],
    ['token.delegated', 'service'],
    ['project.created', 'person'],
  ]);
  expect(body.events.at(-1)?.actor).toEqual({
    kind: 'person',
    userId,
    tokenId: acting.body.id,
    serviceId: id,
  });
  expect(acting.body.secret).toMatch(/^kdt_/);
  expect(JSON.stringify(body)).not.toContain(acting.body.secret);
});

test('a token for a member is good in that team, for its minutes, and makes nothing that outlives it', async () => {
  const { team, member, actAs } = await platformBeside(world);
  const [one, two] = [await team('t1'), await team('t2')];
  for (const each of ['t1', 't2']) {
    await member(each, 'olga', { email: 'olga@platform.test', name: 'Olga', role: 'owner' });
  }
  const olga = createApi(
    world.url,
    (await actAs('t1', 'olga', { expiresInSeconds: 60 })).body.secret,
  );
  const [params, other] = [one, two].map(({ body }) => ({ team: body.team.id }));

  const answers = [
    await olga(k.getTeam, { params: params ?? {} }),
    await olga(k.getTeam, { params: other ?? {} }),
    await olga(k.createToken, { body: { name: 'longer' } }),
    await olga(k.createTeamToken, { params: params ?? {}, body: { name: 'm', role: 'viewer' } }),
    await olga(k.createTeam, { body: { name: 'New', slug: 'new-of-olga' } }),
  ];
  now = new Date(now.getTime() + 60_000);
  const expired = await olga(k.getTeam, { params: params ?? {} });
  const tooLong = await actAs('t1', 'olga', { expiresInSeconds: 3601 });

  expect(answers.map(asked)).toEqual([
    200,
    '404 team_not_found',
    '403 forbidden',
    '403 forbidden',
    '403 forbidden',
  ]);
  expect([asked(expired), asked(tooLong)]).toEqual(['401 unauthenticated', '400 invalid_request']);
});

test('the feed has every event of the teams once, in one order that stays, the last of a deleted team too', async () => {
  const { team, project, events, api } = await platformBeside(world);
  await Promise.all(['a', 'b', 'c'].map((each) => team(each)));
  const first = await events(0, 2);
  await Promise.all(['a', 'b', 'c'].map((each) => project(each, 'p', `p-${each}`)));
  await api(k.deleteProvisionedTeam, { params: { externalTeam: 'a' } });

  const pages = [first.body];
  while (pages.at(-1)?.hasMore) pages.push((await events(pages.at(-1)?.next, 2)).body);
  pages.push((await events(pages.at(-1)?.next, 2)).body);
  const whole = (await events()).body;

  const read = pages.flatMap((page) => page.events.map(({ id }) => id));
  expect(whole.events.map(({ id }) => id).slice(0, read.length)).toEqual(read);
  expect(whole.events.map(({ type }) => type).sort()).toEqual([
    ...Array(3).fill('project.created'),
    ...Array(3).fill('team.created'),
    'team.deleted',
  ]);
  expect((await events(whole.next)).body).toEqual({ events: [], next: whole.next, hasMore: false });
});

test('readers of the feed at once, while events come, all see the same order', async () => {
  const { team, events } = await platformBeside(world);
  await Promise.all(Array.from({ length: 6 }, (_, index) => team(`t${index}`)));

  const readings = await Promise.all(Array.from({ length: 6 }, () => events()));

  const orders = readings.map(({ body }) => body.events.map(({ id }) => id));
  expect(orders[0]).toHaveLength(6);
  expect(new Set(orders.map((order) => order.join())).size).toBe(1);
});

test.each(serviceScope.options)(
  'a token with the scope %s alone does that and nothing else',
  async (scope) => {
    const whole = await platformBeside(world);
    await whole.team('t');
    await whole.member('t', 'u', { email: mail('u'), name: 'U', role: 'viewer' });
    await whole.project('t', 'p', 'web');
    const { api } = await tokenOf(world, whole.id, [scope]);
    const of = {
      externalTeam: 't',
      externalUser: 'u',
      externalProject: 'p',
      environment: 'production',
    };
    const calls = {
      provision: () => api(k.listProvisionedProjects, { params: of }),
      'read-environments': () => api(k.readProvisionedEnvironment, { params: of }),
      'read-events': () => api(k.listServiceEvents),
      'act-for-members': () => api(k.createDelegatedToken, { params: of }),
    };

    const answers = await Promise.all(
      serviceScope.options.map(async (each) => [each, (await calls[each]()).status < 300] as const),
    );

    expect(answers.filter(([, isAllowed]) => isAllowed)).toEqual([[scope, true]]);
  },
);

test('a token of a service is nobody, and persons and machines are no service', async () => {
  const { api } = await platformBeside(world);
  const params = { team: world.team };
  const machine = await world.owner.api(k.createTeamToken, {
    params,
    body: { name: 'm', role: 'owner' },
  });

  const answers = [
    await api(k.getMe),
    await api(r.getAuthUser),
    await api(k.getTeam, { params }),
    await api(r.listRestProjects),
    await api(k.listServices),
    await world.owner.api(k.listServiceEvents),
    await createApi(world.url, machine.body.secret)(k.listServiceEvents),
    await world.anonymous(k.listServiceEvents),
  ];

  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 403, 403, 401]);
});

test('a token is rotated without a gap, expires, is revoked, and ends with its service', async () => {
  const platform = await platformBeside(world);
  const next = await tokenOf(world, platform.id, ['provision']);
  const soon = new Date(now.getTime() + 30_000).toISOString();
  const short = await tokenOf(world, platform.id, ['provision'], { expiresAt: soon });
  const look = async ({ api }: typeof next) => (await api(k.listProvisionedTeams)).status;
  await platform.team('t');
  await platform.member('t', 'u', { email: mail('u'), name: 'U', role: 'viewer' });
  const acting = createApi(world.url, (await platform.actAs('t', 'u')).body.secret);

  const both = [await look(platform.token), await look(next), await look(short)];
  const params = { service: platform.id, token: platform.token.id };
  await world.owner.api(k.deleteServiceToken, { params });
  now = new Date(now.getTime() + 30_000);
  const rotated = [await look(platform.token), await look(next), await look(short)];
  const used = await eventually(async () => {
    const { body } = await world.owner.api(k.listServiceTokens, { params });
    return body.tokens.find(({ id, lastUsedAt }) => id === next.id && lastUsedAt !== null);
  });
  await world.owner.api(k.deleteService, { params });
  const ended = [await look(next), (await acting(k.getMe)).status];

  expect([both, rotated, ended]).toEqual([
    [200, 200, 200],
    [401, 200, 401],
    [401, 401],
  ]);
  expect(JSON.stringify(used)).not.toContain(next.secret);
});

test('services are kept by operators alone, each by a name of its own', async () => {
  const { id } = await platformBeside(world);
  const vera = await world.signUp('Vera');
  const params = { service: id, token: 'tok_none' };
  const body = { name: 'Unique' };

  const answers = [
    await vera.api(k.listServices),
    await vera.api(k.createServiceToken, { params, body: { name: 'x', scopes: ['provision'] } }),
    await world.owner.api(k.createService, { body }),
    await world.owner.api(k.createService, { body }),
    await world.owner.api(k.createServiceToken, { params, body: { name: 'x', scopes: [] } }),
    await world.owner.api(k.deleteServiceToken, { params }),
    await world.owner.api(k.deleteService, { params: { service: 'svc_none' } }),
  ];

  expect(answers.map(asked)).toEqual([
    '403 forbidden',
    '403 forbidden',
    201,
    '409 name_taken',
    '400 invalid_request',
    '404 token_not_found',
    '404 service_not_found',
  ]);
});

test('what operators change of services and permissions stands in the log, once each and without a secret', async () => {
  const made = await world.owner.api(k.createService, { body: { name: 'Logged' } });
  const { id } = made.body.service;
  const token = await tokenOf(world, id, ['read-events']);
  const params = { service: id, token: token.id };
  const integration = world.integration.id;
  await world.owner.api(k.createService, { body: { name: 'Logged' } });
  const ends = [
    await world.owner.api(k.deleteServiceToken, { params }),
    await world.owner.api(k.deleteServiceToken, { params }),
    await world.owner.api(k.deleteService, { params }),
    await world.owner.api(k.deleteService, { params }),
  ];
  await world.owner.api(k.setIntegrationPermissions, {
    params: { integration: world.integration.slug },
    body: { globalUserIds: true },
  });

  const about = async (query: { subject: string; type?: string }) =>
    (await world.owner.api(k.listAuditEvents, { query })).body.events;
  const events = (await about({ subject: id })).toReversed();
  const allowed = await about({ subject: integration, type: 'integration.permissions-set' });

  expect(ends.map(({ status }) => status)).toEqual([204, 204, 204, 404]);
  expect(events.map(({ type, subject, data }) => [type, subject, data])).toEqual([
    ['service.created', { service: id }, { name: 'Logged', signsPeopleIn: false }],
    [
      'service-token.created',
      { service: id, token: token.id },
      { name: 'first', scopes: ['read-events'], expiresAt: null },
    ],
    ['service-token.revoked', { service: id, token: token.id }, { name: 'first' }],
    ['service.removed', { service: id }, { name: 'Logged' }],
  ]);
  for (const { actor, by, team } of events) {
    expect([actor.kind, by, team]).toEqual(['person', 'Ada', null]);
  }
  expect(JSON.stringify(events)).not.toContain(token.secret);
  expect(allowed).toMatchObject([
    { by: 'Ada', team: { slug: world.team }, data: { globalUserIds: true } },
  ]);
});
