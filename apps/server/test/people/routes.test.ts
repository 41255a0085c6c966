import { actionsOf } from '@kontor/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mintId } from '../../src/ids.ts';
import { useDatabase } from '../vault/test-database.ts';
import { startHost } from './host.ts';

const held = useDatabase();
let host: Awaited<ReturnType<typeof startHost>>;
beforeAll(async () => {
  host = await startHost(held.database);
});
afterAll(() => host.close());

const refusal = (status: number, code: string, message?: string) => ({
  status,
  body: {
    error: {
      code,
      ...(message === undefined ? {} : { message: expect.stringContaining(message) }),
    },
  },
});

test('whoever creates a team is its owner', async () => {
  const { id, call } = await host.stranger();
  const slug = `new-${mintId('team').slice(-8).toLowerCase()}`;

  const created = await call('POST /teams', { name: 'New', slug });

  expect(created).toEqual({
    status: 201,
    body: {
      team: {
        id: expect.stringMatching(/^team_[0-9A-Za-z]{24}$/),
        slug,
        name: 'New',
        role: 'owner',
        // on a test clock teams are put by those who run the host
        actions: actionsOf.owner.filter((action) => action !== 'clock:manage'),
        createdAt: expect.any(String),
      },
    },
  });
  expect(await call('GET /teams')).toEqual({ status: 200, body: { teams: [created.body.team] } });
  expect(await call(`GET /teams/${slug}`)).toEqual({ status: 200, body: created.body });
  expect(await host.eventsOf(created.body.team.id)).toEqual([
    {
      type: 'team.created',
      actor: { kind: 'person', userId: id, tokenId: expect.any(String) },
      subject: { team: created.body.team.id },
      data: { name: 'New', slug },
    },
  ]);
});

test('a slug belongs to one team, at creation and at renaming', async () => {
  const { team, members } = await host.teamWith('owner');
  const other = await host.teamWith('owner');
  const { slug } = other.team;

  const created = await members[0].call('POST /teams', { name: 'Copy', slug });
  const renamed = await members[0].call(`PATCH /teams/${team.id}`, { slug });

  expect(created).toMatchObject(refusal(409, 'slug_taken', slug));
  expect(renamed).toMatchObject(refusal(409, 'slug_taken', slug));
});

test('a renamed team is found by its new slug at once, and the event tells both', async () => {
  const { team, members } = await host.teamWith('owner');
  const [owner] = members;
  await owner.call(`GET /teams/${team.slug}`);
  const slug = `${team.slug}-2`;

  const renamed = await owner.call(`PATCH /teams/${team.slug}`, { slug, name: 'Other' });

  expect(renamed).toMatchObject({ status: 200, body: { team: { slug, name: 'Other' } } });
  expect(await owner.call(`GET /teams/${slug}`)).toMatchObject({ status: 200 });
  expect(await owner.call(`GET /teams/${team.slug}`)).toMatchObject(refusal(404, 'team_not_found'));
  expect(await host.eventsOf(team.id)).toMatchObject([
    {
      type: 'team.updated',
      data: { before: { slug: team.slug, name: 'Team' }, after: { slug, name: 'Other' } },
    },
  ]);
});

test('renaming a team to what it is called leaves no event', async () => {
  const { team, members } = await host.teamWith('owner');

  const same = await members[0].call(`PATCH /teams/${team.id}`, { name: team.name });

  expect(same).toMatchObject({ status: 200 });
  expect(await host.eventsOf(team.id)).toEqual([]);
});

test('a team is not found by somebody who does not belong to it', async () => {
  const { team } = await host.teamWith('owner');
  const { call } = await host.stranger();

  expect(await call(`GET /teams/${team.slug}`)).toMatchObject(refusal(404, 'team_not_found'));
  expect(await call(`GET /teams/${team.id}/members`)).toMatchObject(refusal(404, 'team_not_found'));
});

test('members change the team and its people only as owners', async () => {
  const { team, members } = await host.teamWith(
    'owner',
    'member',
    'developer',
    'billing',
    'viewer',
  );
  const { email } = await host.stranger();
  const [owner, ...others] = members;

  for (const { id, call } of others) {
    expect(await call(`PATCH /teams/${team.id}`, { name: 'X' })).toMatchObject(
      refusal(403, 'forbidden'),
    );
    expect(await call(`POST /teams/${team.id}/members`, { email, role: 'viewer' })).toMatchObject(
      refusal(403, 'forbidden', 'member:manage'),
    );
    expect(await call(`DELETE /teams/${team.id}/members/${id}`)).toMatchObject(
      refusal(403, 'forbidden'),
    );
    expect(await call(`GET /teams/${team.id}/members`)).toMatchObject({ status: 200 });
  }
  expect(await owner.call(`PATCH /teams/${team.id}`, { name: 'X' })).toMatchObject({ status: 200 });
});

test('a person with an account is added by e-mail, in any case, and is in at once', async () => {
  const { team, members } = await host.teamWith('owner');
  const person = await host.stranger();
  await person.call(`GET /teams/${team.id}`);

  const added = await members[0].call(`POST /teams/${team.id}/members`, {
    email: person.email.toUpperCase(),
    role: 'developer',
  });

  expect(added).toEqual({
    status: 201,
    body: {
      member: {
        userId: person.id,
        email: person.email,
        name: person.name,
        role: 'developer',
        partnerRole: 'ADMIN',
        joinedAt: expect.any(String),
      },
    },
  });
  expect(await person.call(`GET /teams/${team.id}`)).toMatchObject({
    body: { team: { role: 'developer' } },
  });
  expect(await host.eventsOf(team.id)).toMatchObject([
    { type: 'member.added', subject: { user: person.id }, data: { role: 'developer' } },
  ]);
});

test('a stranger and a member cannot be added', async () => {
  const { team, members } = await host.teamWith('owner', 'viewer');
  const add = (email: string) =>
    members[0].call(`POST /teams/${team.id}/members`, { email, role: 'member' });

  expect(await add('nobody@test.example')).toMatchObject(
    refusal(404, 'person_not_found', 'are invited to a team'),
  );
  expect(await add(members[1].email)).toMatchObject(refusal(409, 'already_member'));
});

test('a new role counts at once, and taking it again leaves no event', async () => {
  const { team, members } = await host.teamWith('owner', 'viewer');
  const [owner, viewer] = members;
  await viewer.call(`GET /teams/${team.id}`);
  const promote = () =>
    owner.call(`PATCH /teams/${team.id}/members/${viewer.id}`, { role: 'owner' });

  expect(await promote()).toMatchObject({ status: 200, body: { member: { role: 'owner' } } });
  expect(await promote()).toMatchObject({ status: 200 });

  expect(await viewer.call(`PATCH /teams/${team.id}`, { name: 'Mine' })).toMatchObject({
    status: 200,
  });
  const types = (await host.eventsOf(team.id)).map(({ type }) => type);
  expect(types).toEqual(['member.updated', 'team.updated']);
});

test('the last owner stays an owner and stays in the team', async () => {
  const { team, members } = await host.teamWith('owner', 'member');
  const [owner] = members;
  const path = `/teams/${team.id}/members/${owner.id}`;

  expect(await owner.call(`PATCH ${path}`, { role: 'member' })).toMatchObject(
    refusal(409, 'last_owner'),
  );
  expect(await owner.call(`DELETE ${path}`)).toMatchObject(refusal(409, 'last_owner'));
});

test('of two owners who leave at once, one has to stay', async () => {
  for (let round = 0; round < 5; round++) {
    const { team, members } = await host.teamWith('owner', 'owner');

    const left = await Promise.all(
      members.map(({ id, call }) => call(`DELETE /teams/${team.id}/members/${id}`)),
    );

    expect(left.map(({ status }) => status).sort()).toEqual([204, 409]);
  }
});

test('a removed member is out at once', async () => {
  const { team, members } = await host.teamWith('owner', 'developer');
  const [owner, developer] = members;
  await developer.call(`GET /teams/${team.id}`);

  const removed = await owner.call(`DELETE /teams/${team.id}/members/${developer.id}`);

  expect(removed).toEqual({ status: 204, body: null });
  expect(await developer.call(`GET /teams/${team.id}`)).toMatchObject(
    refusal(404, 'team_not_found'),
  );
  expect(await owner.call(`DELETE /teams/${team.id}/members/${developer.id}`)).toMatchObject(
    refusal(404, 'member_not_found'),
  );
});

test('a person sees who they are and their teams', async () => {
  const { team, members } = await host.teamWith('billing');
  const [{ id, email, name, call }] = members;

  expect(await call('GET /me')).toMatchObject({
    status: 200,
    body: {
      person: { id, email, name, isOperator: false },
      teams: [{ id: team.id, role: 'billing' }],
    },
  });
});

test('a personal token is shown once, listed without itself, and dies when it is deleted', async () => {
  const { call } = await host.stranger();

  const created = await call('POST /tokens', { name: 'laptop' });

  const { secret, token } = created.body;
  expect(created).toMatchObject({
    status: 201,
    body: {
      token: {
        kind: 'personal',
        name: 'laptop',
        hint: secret.slice(-4),
        teamId: null,
        grant: null,
      },
    },
  });
  const listed = await call('GET /tokens');
  expect(listed.body.tokens).toContainEqual(token);
  expect(JSON.stringify(listed.body)).not.toContain(secret);
  const laptop = host.as(secret);
  expect(await laptop('GET /me')).toMatchObject({ status: 200 });

  expect(await laptop('DELETE /tokens/current')).toEqual({ status: 204, body: null });

  expect(await laptop('GET /me')).toMatchObject(refusal(401, 'unauthenticated', 'revoked'));
  expect(await call(`DELETE /tokens/${token.id}`)).toMatchObject({ status: 204 });
  expect((await call('GET /tokens')).body.tokens).not.toContainEqual(token);
});

test("another person's token cannot be deleted", async () => {
  const [one, two] = await Promise.all([host.stranger(), host.stranger()]);
  const { body } = await one.call('POST /tokens', { name: 'mine' });

  expect(await two.call(`DELETE /tokens/${body.token.id}`)).toMatchObject(
    refusal(404, 'token_not_found'),
  );
  expect(await host.as(body.secret)('GET /me')).toMatchObject({ status: 200 });
});

test('a token expires in the future, and one made with a token not after it', async () => {
  const { id, call } = await host.stranger();
  const until = new Date(Date.now() + 3_600_000);
  const short = host.as(await host.tokenOf(id, until));
  const name = 'x';
  const before = { name, expiresAt: new Date(until.getTime() - 1000).toISOString() };
  const after = { name, expiresAt: new Date(until.getTime() + 1000).toISOString() };

  expect(await call('POST /tokens', { name, expiresAt: '2020-01-01T00:00:00Z' })).toMatchObject(
    refusal(400, 'invalid_request', 'future'),
  );
  expect(await call('POST /tokens', after)).toMatchObject({ status: 201 });
  expect(await short('POST /tokens', before)).toMatchObject({ status: 201 });
  expect(await short('POST /tokens', after)).toMatchObject(refusal(403, 'forbidden', 'outlive'));
  expect(await short('POST /tokens', { name })).toMatchObject(refusal(403, 'forbidden', 'outlive'));
});

test('a machine token does what it was made for in its team, and nothing in another', async () => {
  const { team, members } = await host.teamWith('member');
  const other = await host.teamWith('owner');
  const [member] = members;

  const created = await member.call(`POST /teams/${team.slug}/tokens`, {
    name: 'deploys',
    role: 'developer',
    actions: ['team:read'],
  });

  expect(created).toMatchObject({
    status: 201,
    body: {
      token: {
        kind: 'machine',
        teamId: team.id,
        grant: { role: 'developer', actions: ['team:read'] },
      },
      secret: expect.stringMatching(/^kmt_/),
    },
  });
  const machine = host.as(created.body.secret);
  const seen = await machine(`GET /teams/${team.id}`);
  expect(seen).toMatchObject({ status: 200 });
  expect(seen.body.team).not.toHaveProperty('role');
  expect(await machine(`GET /teams/${team.id}/tokens`)).toMatchObject(refusal(403, 'forbidden'));
  expect(await machine(`GET /teams/${other.team.id}`)).toMatchObject(
    refusal(404, 'team_not_found'),
  );
  expect(await machine('GET /me')).toMatchObject(refusal(403, 'forbidden', 'person'));
  expect(await host.eventsOf(team.id)).toMatchObject([
    {
      type: 'token.created',
      subject: { token: created.body.token.id },
      data: {
        name: 'deploys',
        expiresAt: null,
        grant: { role: 'developer', actions: ['team:read'] },
      },
    },
  ]);
});

test('a machine token is revoked at once, with one event however often it is done', async () => {
  const { team, members } = await host.teamWith('owner');
  const [owner] = members;
  const { body } = await owner.call(`POST /teams/${team.id}/tokens`, {
    name: 'ci',
    role: 'viewer',
  });
  const machine = host.as(body.secret);
  expect(await machine(`GET /teams/${team.id}`)).toMatchObject({ status: 200 });

  const path = `/teams/${team.id}/tokens/${body.token.id}`;
  expect(await owner.call(`DELETE ${path}`)).toEqual({ status: 204, body: null });
  expect(await owner.call(`DELETE ${path}`)).toEqual({ status: 204, body: null });

  expect(await machine(`GET /teams/${team.id}`)).toMatchObject(refusal(401, 'unauthenticated'));
  const types = (await host.eventsOf(team.id)).map(({ type }) => type);
  expect(types).toEqual(['token.created', 'token.revoked']);
  expect((await owner.call(`GET /teams/${team.id}/tokens`)).body.tokens).toEqual([]);
});

test('no token is made that may do more than its maker, also not by a token', async () => {
  const { team, members } = await host.teamWith('member');
  const path = `POST /teams/${team.id}/tokens`;
  const wide = await members[0].call(path, { name: 'x', role: 'owner' });
  const { body } = await members[0].call(path, {
    name: 'maker',
    role: 'member',
    actions: ['token:manage', 'team:read'],
  });

  const wider = await host.as(body.secret)(path, { name: 'x', role: 'member' });
  const equal = await host.as(body.secret)(path, {
    name: 'x',
    role: 'member',
    actions: ['team:read'],
  });

  expect(wide).toMatchObject(refusal(403, 'forbidden', 'may not do more than its maker'));
  expect(wider).toMatchObject(refusal(403, 'forbidden', 'may not do more than its maker'));
  expect(equal).toMatchObject({ status: 201 });
});

test('a machine token is limited to projects of its own team', async () => {
  const [one, two] = await Promise.all([host.teamWith('owner'), host.teamWith('owner')]);
  const addProject = async (teamId: string) => {
    const id = mintId('project');
    await held.database.read(
      'insert into project (team_id, project_id, name, created_at) values ($1, $2, $2, now())',
      [teamId, id],
    );
    return id;
  };
  const [own, foreign] = await Promise.all([addProject(one.team.id), addProject(two.team.id)]);
  const create = (projects: string[]) =>
    one.members[0].call(`POST /teams/${one.team.id}/tokens`, {
      name: 'x',
      role: 'viewer',
      projects,
    });

  expect(await create([own])).toMatchObject({ status: 201 });
  expect(await create([own, foreign])).toMatchObject(refusal(404, 'project_not_found', foreign));
});

test("another team's machine token cannot be revoked", async () => {
  const [one, two] = await Promise.all([host.teamWith('owner'), host.teamWith('owner')]);
  const { body } = await one.members[0].call(`POST /teams/${one.team.id}/tokens`, {
    name: 'x',
    role: 'viewer',
  });

  const refused = await two.members[0].call(`DELETE /teams/${two.team.id}/tokens/${body.token.id}`);

  expect(refused).toMatchObject(refusal(404, 'token_not_found'));
});
