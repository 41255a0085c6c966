import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually, install, project, provision } from '../world/story.ts';
import { type Person, startWorld, type World } from '../world/world.ts';

let world: World;
let installation: string;
let resource: string;
beforeAll(async () => {
  world = await startWorld();
  installation = await install(world);
  resource = (await provision(world, installation)).id;
  await project(world, 'web');
});
afterAll(() => world.close());

const send = (path: string, init: RequestInit) =>
  fetch(`${world.url}${path}`, {
    ...init,
    headers: {
      authorization: `Bearer ${world.owner.token}`,
      'content-type': 'application/json',
      ...init.headers,
    },
  });
const errorOf = async (answer: Response) =>
  ((await answer.json()) as { error: { code: string; message: string } }).error;

describe('a body', () => {
  const path = () => `/kontor/v1/teams/${world.team}/projects`;

  test.for([
    ['that breaks off', '{"name":'],
    ['of one word', 'name'],
    ['with a trailing comma', '{"name":"web",}'],
    ['with the character NUL', '{"name":"a\\u0000b"}'],
  ])('%s is refused as no JSON', async ([, body]) => {
    const answer = await send(path(), { method: 'POST', body: body ?? '' });

    expect(answer.status).toBe(400);
    expect(await errorOf(answer)).toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining('not valid JSON'),
    });
  });

  test.for([
    ['a number for a text', { name: 1 }, 'name'],
    ['nothing', {}, 'name'],
    ['a key nobody knows', { name: 'web2', colour: 'red' }, 'colour'],
    ['a list', [], 'body'],
  ] as const)('with %s is refused at the field', async ([, body, field]) => {
    const answer = await send(path(), { method: 'POST', body: JSON.stringify(body) });
    const error = await errorOf(answer);

    expect([answer.status, error.code]).toEqual([400, 'invalid_request']);
    expect(JSON.stringify(error)).toContain(field);
  });

  test.for([
    ['nothing', '', 'Something has to stand here'],
    ['only blanks', '  ', 'Something has to stand here'],
    ['more than fits', 'x'.repeat(1025), 'at most 1024 characters; this one has 1025'],
  ] as const)('with %s in a field says so to whoever filled it in', async ([, reason, message]) => {
    const answer = await send(`/kontor/v1/operator/teams/${world.team}/suspension`, {
      method: 'PUT',
      body: JSON.stringify({ reason }),
    });

    expect(answer.status).toBe(400);
    expect(await errorOf(answer)).toMatchObject({ fields: [{ key: 'reason', message }] });
  });

  test.for([
    ['webhooks', { url: 'https://a.example', events: [] }, 'At least one has to be chosen'],
    ['invitations', { email: 'ada', role: 'viewer' }, /^An e-mail address has to stand here, /],
  ] as const)('of %s without what is needed says what that is', async ([path, body, message]) => {
    const answer = await send(`/kontor/v1/teams/${world.team}/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });

    expect(answer.status).toBe(400);
    expect(await errorOf(answer)).toMatchObject({
      fields: [{ message: expect.stringMatching(message) }],
    });
  });

  test.for(['api.example.com', 'Ü', 'ftp://api.example.com'])(
    'with %s for an address says how one begins',
    async (webhookUrl) => {
      const { method, path: template } = k.updateIntegration;
      const at = template.replace('{team}', world.team).replace('{integration}', 'scripted');
      const answer = await send(at, { method, body: JSON.stringify({ webhookUrl }) });

      expect(answer.status).toBe(400);
      expect(await errorOf(answer)).toMatchObject({
        fields: [
          {
            key: 'webhookUrl',
            message: 'An address has to stand here, such as https://api.example.com',
          },
        ],
      });
    },
  );

  test.for([
    [
      'below 0',
      { amount: '-3' },
      'amount',
      /^US dollars from 0 on, .*such as 10\.50; this is “-3”$/,
    ],
    ['with a mark', { amount: '$5' }, 'amount', /^US dollars from 0 on, .*; this is “\$5”$/],
    ['too little', { amount: '5', warnAt: [0] }, 'warnAt.0', /^at least 1; this is 0$/],
    ['too much', { amount: '5', warnAt: [50, 5000] }, 'warnAt.1', /^at most 1000; this is 5000$/],
    ['in parts', { amount: '5', warnAt: [1.5] }, 'warnAt.0', /^a whole number; this is 1\.5$/],
    [
      'no number',
      { amount: '5', warnAt: [Number.NaN] },
      'warnAt.0',
      /^Only numbers can stand here$/,
    ],
  ] as const)(
    'with a number %s says where, what is allowed, and what was sent',
    async ([, limit, key, message]) => {
      const answer = await send(`/kontor/v1/teams/${world.team}/limits/team`, {
        method: 'PUT',
        body: JSON.stringify(limit),
      });

      expect(answer.status).toBe(400);
      expect(await errorOf(answer)).toMatchObject({
        fields: [{ key, message: expect.stringMatching(message) }],
      });
    },
  );

  test('of ten megabytes is refused with the limit, and the host goes on', async () => {
    const answer = await send(path(), {
      method: 'POST',
      body: JSON.stringify({ name: 'x'.repeat(10 * 1024 * 1024) }),
    });

    expect(answer.status).toBe(413);
    expect(await errorOf(answer)).toMatchObject({ code: 'body_too_large', limitBytes: 1_048_576 });
    expect((await world.anonymous(k.getHost)).status).toBe(200);
  });

  test('of another type is refused', async () => {
    const answer = await send(path(), {
      method: 'POST',
      body: '<name/>',
      headers: { 'content-type': 'text/xml' },
    });

    expect([answer.status, (await errorOf(answer)).code]).toEqual([415, 'unsupported_media_type']);
  });

  test('with prototype keys changes nothing but its own answer', async () => {
    const body =
      '{"product":"db","name":"proto","metadata":{"region":"fra1","__proto__":{"size":9}}}';
    const answer = await send(
      `/kontor/v1/teams/${world.team}/installations/${installation}/resources`,
      { method: 'POST', body },
    );

    expect([201, 400]).toContain(answer.status);
    expect(({} as { size?: number }).size).toBeUndefined();
  });
});

test('a route that is not there says where routes are described', async () => {
  const answer = await send('/kontor/v1/nothing', { method: 'GET' });
  const error = await errorOf(answer);

  expect([answer.status, error.code]).toEqual([404, 'route_not_found']);
  expect(error.message).toContain('/openapi.json');
});

test.for([
  ['no credential', undefined, 'No credential was sent'],
  ['a token that is none', 'Bearer nonsense', 'not known here'],
  ['a token of another shape', `Bearer kpt_${'x'.repeat(43)}`, 'not known here'],
  ['another scheme', 'Basic YTpi', 'Bearer'],
  ['a JWT without a signature', 'Bearer eyJhbGciOiJub25lIn0.e30.', 'not known here'],
] as const)('%s is refused with 401 and what to send', async ([, authorization, text]) => {
  const answer = await fetch(`${world.url}/kontor/v1/me`, {
    headers: authorization === undefined ? {} : { authorization },
  });
  const error = await errorOf(answer);

  expect([answer.status, error.code]).toEqual([401, 'unauthenticated']);
  expect(error.message).toContain(text);
});

test('an address with the character NUL is refused', async () => {
  const answer = await send('/kontor/v1/teams/a%00b', { method: 'GET' });

  expect([answer.status, (await errorOf(answer)).code]).toEqual([400, 'invalid_request']);
});

test('every refusal carries the id of its request', async () => {
  const answer = await send('/kontor/v1/teams/nowhere', { method: 'GET' });
  const error = await errorOf(answer);

  expect(answer.headers.get('x-request-id')).toMatch(/^req_/);
  expect(error).toMatchObject({ requestId: answer.headers.get('x-request-id') });
});

test('everything under / is under /api as well', async () => {
  for (const path of ['/kontor/v1/me', '/.well-known/jwks']) {
    expect((await send(path, { method: 'GET' })).status).toBe(200);
  }
  expect((await send('/api/kontor/v1/me', { method: 'GET' })).status).toBe(200);
  const token = world.provider.installations.get(installation)?.accessToken;
  const account = await fetch(`${world.url}/api/v1/installations/${installation}/account`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(account.status).toBe(200);
});

describe('what is of another team', () => {
  let other: Person;
  beforeAll(async () => {
    other = await world.signUp('Otto');
    await other.api(k.createTeam, { body: { name: 'Other', slug: 'other' } });
    await other.api(k.createProject, { params: { team: 'other' }, body: { name: 'web' } });
  });

  test('is not found under its own team, with no word about it', async () => {
    const { status, error } = await other.api(k.getTeamResource, {
      params: { team: world.team, resource },
    });

    expect([status, error.code]).toEqual([404, 'team_not_found']);
    expect(JSON.stringify(error)).not.toContain('db-');
  });

  test.for([
    ['a resource', () => [k.getTeamResource, { resource }] as const, 'resource_not_found'],
    ['its connections', () => [k.listConnections, { resource }] as const, 'resource_not_found'],
    [
      'an installation',
      () => [k.getTeamInstallation, { installation }] as const,
      'installation_not_found',
    ],
    ['an uninstall', () => [k.uninstall, { installation }] as const, 'installation_not_found'],
    ['a deletion', () => [k.deleteTeamResource, { resource }] as const, 'resource_not_found'],
  ] as const)('%s is not found under a team of one’s own', async ([, ask, code]) => {
    const [endpoint, params] = ask();
    const { status, error } = await other.api(endpoint, { params: { team: 'other', ...params } });

    expect([status, error.code]).toEqual([404, code]);
  });

  test('cannot be connected to', async () => {
    const { status, error } = await other.api(k.connectResource, {
      params: { team: 'other', resource },
      body: { project: 'web', environments: ['production'] },
    });

    expect([status, error.code]).toEqual([404, 'resource_not_found']);
  });

  test('is not reached by a person’s token on the paths of providers', async () => {
    const answer = await send(`/v1/installations/${installation}/account`, { method: 'GET' });
    const error = await errorOf(answer);

    expect([answer.status, error.code]).toEqual([403, 'forbidden']);
  });
});

describe('a token of one installation', () => {
  test('is refused on the paths of another', async () => {
    const token = world.provider.installations.get(installation)?.accessToken;
    const answer = await fetch(`${world.url}/v1/installations/icfg_${'1'.repeat(24)}/resources`, {
      headers: { authorization: `Bearer ${token}` },
    });

    expect([answer.status, (await errorOf(answer)).code]).toEqual([403, 'forbidden']);
  });

  test('is no credential for teams', async () => {
    const token = world.provider.installations.get(installation)?.accessToken;
    const answer = await fetch(`${world.url}/kontor/v1/teams/${world.team}`, {
      headers: { authorization: `Bearer ${token}` },
    });

    expect([answer.status, (await errorOf(answer)).code]).toEqual([404, 'team_not_found']);
  });
});

describe('a machine token', () => {
  const make = (body: object) =>
    world.owner.api(k.createTeamToken, { params: { team: world.team }, body });
  const as = (token: string, environment: string, named = 'web') =>
    fetch(
      `${world.url}/kontor/v1/teams/${world.team}/projects/${named}/environments/${environment}/values`,
      { headers: { authorization: `Bearer ${token}` } },
    );

  test('limited to an environment reads that one and no other', async () => {
    const id = (
      await world.owner.api(k.getProject, { params: { team: world.team, project: 'web' } })
    ).body.project.id;
    await project(world, 'api');
    const { body } = await make({
      name: 'deploy',
      role: 'developer',
      actions: ['environment:read-values'],
      projects: [id],
      environments: ['production'],
    });

    expect((await as(body.secret, 'production')).status).toBe(200);
    expect((await as(body.secret, 'preview')).status).toBe(403);
    expect((await as(body.secret, 'production', 'api')).status).toBe(404);
  });

  test('is dead the moment it is revoked, and from the moment it expires', async () => {
    const { body } = await make({ name: 'short', role: 'developer' });
    expect((await as(body.secret, 'production')).status).toBe(200);
    await world.owner.api(k.deleteTeamToken, {
      params: { team: world.team, token: body.token.id },
    });
    expect((await as(body.secret, 'production')).status).toBe(401);

    const expiring = (inMs: number) =>
      make({
        name: 'expiring',
        role: 'developer',
        expiresAt: new Date(Date.now() + inMs).toISOString(),
      });
    const past = await expiring(-1000);
    // on a busy machine the second may be over before the host reads of it
    const ending = await eventually(async () => {
      const made = await expiring(1000);
      return made.status === 201 && made;
    });
    expect([past.status, past.error.code]).toEqual([400, 'invalid_request']);
    await eventually(async () => (await as(ending.body.secret, 'production')).status === 401);
  });
});
