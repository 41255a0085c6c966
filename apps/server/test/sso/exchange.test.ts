import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashToken } from '../../src/people/token-text.ts';
import { ssoStoreOn } from '../../src/postgres/sso-store.ts';
import { createApi } from '../world/api-client.ts';
import { install, provision } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';
import { claimsIn, exchange, openConsole, signOn } from './signing-on.ts';

let world: World;
let installation: string;
const clock = { ms: 0 };
beforeAll(async () => {
  world = await startWorld({ now: () => new Date(Date.now() + clock.ms) });
  await openConsole(world);
  installation = await install(world);
});
afterAll(() => world.close());

describe('the way to the provider', () => {
  test('leads to the Redirect Login URL with mode, code, state and everything of the context', async () => {
    const resource = await provision(world, installation);
    const context = {
      resource_id: resource.id,
      project_id: 'prj_1',
      check_id: 'chk_1',
      experimentation_item_id: 'flag 1',
      invoice_id: 'inv_1',
      pr: 'https://git.test/pull/7?a=b&c',
      path: 'secrets',
      url: 'https://console.scripted.test/here?x=1&y=ü',
      support: 'true',
    };

    const query = await signOn(world, installation, { context });

    expect(query).toEqual({
      ...context,
      from: 'kontor',
      mode: 'sso',
      code: expect.stringMatching(/^\w{43}$/),
      state: expect.stringMatching(/^\w{43}$/),
      product_id: 'db',
      resource_id: resource.externalId,
    });
  });

  test('is a redirect for a browser, which no cache keeps', async () => {
    const url = `${world.url}/kontor/v1/teams/${world.team}/installations/${installation}/sso?path=usage`;
    const answer = await fetch(url, {
      headers: { authorization: `Bearer ${world.owner.token}` },
      redirect: 'manual',
    });

    const { origin, searchParams } = new URL(answer.headers.get('location') ?? '');
    expect([
      answer.status,
      origin,
      searchParams.get('path'),
      answer.headers.get('cache-control'),
    ]).toEqual([302, 'https://console.scripted.test', 'usage', 'no-store']);
  });

  test('is in the log of events, with who went where and without the code', async () => {
    await signOn(world, installation);

    const { body } = await world.owner.api(k.listEvents, {
      params: { team: world.team },
      query: { type: 'sso.begun' },
    });

    expect(body.events[0]).toMatchObject({
      type: 'sso.begun',
      actor: { kind: 'person', userId: world.owner.userId },
      subject: { installation },
      data: {},
    });
  });

  test.each([
    ['a resource that is not there', { resource_id: 'nothing' }, 404, 'resource_not_found'],
    ['a path that the protocol has not', { path: 'admin' }, 400, 'invalid_request'],
    ['a query that the protocol has not', { mode: 'evil' }, 400, 'invalid_request'],
  ])('%s is refused', async (_, body, status, code) => {
    const answer = await world.owner.api(k.createSsoLink, {
      params: { team: world.team, installation },
      body,
    });
    expect([answer.status, answer.error.code]).toEqual([status, code]);
  });

  test('is closed to a machine, and not found by somebody of another team', async () => {
    const params = { team: world.team, installation };
    const machine = await world.owner.api(k.createTeamToken, {
      params: { team: world.team },
      body: { name: 'ci', role: 'owner' },
    });
    const asMachine = await createApi(world.url, machine.body.secret)(k.createSsoLink, { params });
    const stranger = await world.signUp('Eve');
    await stranger.api(k.createTeam, { body: { name: 'Eve', slug: 'eve' } });
    const elsewhere = await stranger.api(k.createSsoLink, { params });
    const asOwn = await stranger.api(k.createSsoLink, { params: { ...params, team: 'eve' } });

    expect([asMachine.status, asMachine.error.code]).toEqual([403, 'forbidden']);
    expect([elsewhere.status, elsewhere.error.code]).toEqual([404, 'team_not_found']);
    expect([asOwn.status, asOwn.error.code]).toEqual([404, 'installation_not_found']);
  });
});

describe('the exchange of a code', () => {
  test.each(['json', 'form'] as const)('answers who the person is, to %s', async (as) => {
    const { code, state } = await signOn(world, installation);
    const grant = as === 'form' ? { grant_type: 'authorization_code' } : {};

    const { status, body } = await exchange(world, { code, state, ...grant }, { as });

    expect(status).toBe(200);
    expect(body).toEqual({
      id_token: expect.any(String),
      access_token: null,
      token_type: null,
      expires_in: 3600,
      refresh_token: expect.any(String),
    });
    const claims = await claimsIn(world, body.id_token);
    expect(claims).toEqual({
      iss: world.url,
      aud: world.integration.id,
      sub: expect.stringMatching(/^account:[0-9a-f]+:user:[0-9a-f]+$/),
      account_id: expect.any(String),
      user_id: expect.any(String),
      installation_id: installation,
      user_role: 'ADMIN',
      type: 'id_token',
      user_email: world.owner.email,
      user_name: 'Ada',
      iat: expect.any(Number),
      exp: expect.any(Number),
    });
  });

  test('takes the redirect_uri that the browser was sent to, and no other', async () => {
    const { code } = await signOn(world, installation);
    const wrong = await exchange(world, {
      code,
      redirect_uri: 'https://console.scripted.test/sso',
    });
    const right = await exchange(world, {
      code,
      redirect_uri: 'https://console.scripted.test/sso?from=kontor',
    });

    expect([wrong.status, wrong.body.error.reason, right.status]).toEqual([
      400,
      'invalid_grant',
      200,
    ]);
  });

  test('is refused with a state of another sign-on', async () => {
    const [mine, theirs] = [await signOn(world, installation), await signOn(world, installation)];

    const { status, body } = await exchange(world, { code: mine.code, state: theirs.state });

    expect([status, body.error.code, body.error.reason]).toEqual([
      400,
      'bad_request',
      'invalid_grant',
    ]);
  });

  test('works once: a second one ends what was got with the first', async () => {
    const { code } = await signOn(world, installation);
    const first = await exchange(world, { code });
    const second = await exchange(world, { code });
    const refreshed = await exchange(world, {
      grant_type: 'refresh_token',
      refresh_token: first.body.refresh_token,
    });

    expect([first.status, second.status, refreshed.status]).toEqual([200, 400, 400]);
  });

  test('works for one of many that come at once', async () => {
    const { code } = await signOn(world, installation);
    const answers = await Promise.all(Array.from({ length: 5 }, () => exchange(world, { code })));

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test('is refused five minutes later', async () => {
    const { code } = await signOn(world, installation);
    clock.ms += 5 * 60_000;
    const { status, body } = await exchange(world, { code });
    clock.ms = 0;

    expect([status, body.error.reason]).toEqual([400, 'invalid_grant']);
  });

  test('is refused to another client, which uses nothing up', async () => {
    const { code } = await signOn(world, installation);
    const other = await world.owner.api(k.createIntegration, {
      params: { team: world.team },
      body: {
        slug: 'other',
        name: 'Other',
        developer: 'Other',
        shortDescription: 'Other',
        category: 'Databases',
        contactEmail: 'a@other.test',
        baseUrl: 'https://other.test',
      },
    });
    const { integration, clientSecret } = other.body;
    const stolen = await exchange(world, {
      code,
      client_id: integration.id,
      client_secret: clientSecret,
    });
    const own = await exchange(world, { code });

    expect([stolen.status, stolen.body.error.reason, own.status]).toEqual([
      400,
      'invalid_grant',
      200,
    ]);
  });

  test.each([
    ['a wrong secret', { client_secret: 'x'.repeat(43) }],
    ['an empty client', { client_id: 'oac_nobody' }],
  ])('is refused with %s before the code is looked at', async (_, credentials) => {
    const { code } = await signOn(world, installation);
    const refused = [
      await exchange(world, { code, ...credentials }),
      await exchange(world, { code: 'unknown', ...credentials }),
    ];

    expect(refused.map(({ status, body }) => [status, body.error.code, body.error.reason])).toEqual(
      [
        [403, 'forbidden', 'wrong_client_secret'],
        [403, 'forbidden', 'wrong_client_secret'],
      ],
    );
    expect((await exchange(world, { code })).status).toBe(200);
  });

  test.each([
    ['no code', { code: undefined }],
    ['no client_secret', { client_secret: undefined }],
    ['a grant that is none', { grant_type: 'password' }],
    ['a refresh without its token', { grant_type: 'refresh_token' }],
    ['a code that is no text', { code: 7 }],
  ])('is refused with %s', async (_, more) => {
    const { status, body } = await exchange(world, { code: 'c', ...more });
    expect([status, body.error.code]).toEqual([400, 'bad_request']);
  });

  test('is no call that somebody can make of the host: neither token opens the API', async () => {
    const { code } = await signOn(world, installation);
    const { body } = await exchange(world, { code });
    const statuses = await Promise.all(
      [body.id_token, body.refresh_token].map(
        async (token) =>
          (
            await fetch(`${world.url}/v1/installations/${installation}/account`, {
              headers: { authorization: `Bearer ${token}` },
            })
          ).status,
      ),
    );

    expect(statuses).toEqual([401, 401]);
  });

  test('leaves no code, secret or token in the log, the events or the records', async () => {
    const { code = '', state = '' } = await signOn(world, installation);
    const { body } = await exchange(world, { code, state });
    await exchange(world, { code, state });

    const events = await world.owner.api(k.listEvents, { params: { team: world.team } });
    const calls = await world.database.read('select * from provider_call');
    const kept = JSON.stringify([world.logs, events.body, calls]);
    const secrets = [
      code,
      state,
      body.id_token,
      body.refresh_token,
      world.integration.clientSecret,
    ];
    expect(secrets.filter((secret) => kept.includes(secret))).toEqual([]);
  });
});

describe('a refresh token', () => {
  const refresh = (refresh_token: string, more = {}) =>
    exchange(world, { grant_type: 'refresh_token', refresh_token, ...more });
  const signedOn = async (as = world.owner) => {
    const { code } = await signOn(world, installation, { as });
    return (await exchange(world, { code })).body;
  };

  test('answers all five fields, and a new one of itself', async () => {
    const first = await signedOn();
    const { status, body } = await refresh(first.refresh_token);

    expect(status).toBe(200);
    expect(body).toEqual({
      id_token: expect.any(String),
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 3600,
      refresh_token: expect.any(String),
    });
    expect(body.refresh_token).not.toBe(first.refresh_token);
    expect((await claimsIn(world, body.id_token)).sub).toBe(
      (await claimsIn(world, first.id_token)).sub,
    );
  });

  test('that comes twice ends the sign-on, newer tokens included', async () => {
    const first = await signedOn();
    const second = await refresh(first.refresh_token);
    const again = await refresh(first.refresh_token);
    const newer = await refresh(second.body.refresh_token);

    expect([second.status, again.status, newer.status]).toEqual([200, 400, 400]);
  });

  test('ends after thirty days without use', async () => {
    const { refresh_token } = await signedOn();
    clock.ms += 30 * 24 * 3_600_000;
    const { status } = await refresh(refresh_token);
    clock.ms = 0;

    expect(status).toBe(400);
  });

  test('tells the role of today, and dies with the membership', async () => {
    const grace = await world.signUp('Grace');
    const params = { team: world.team };
    await world.owner.api(k.addMember, { params, body: { email: grace.email, role: 'member' } });
    const first = await signedOn(grace);
    const member = { params: { ...params, user: grace.userId } };
    await world.owner.api(k.updateMember, { ...member, body: { role: 'viewer' } });
    const asViewer = await refresh(first.refresh_token);
    await world.owner.api(k.removeMember, member);
    const gone = await refresh(asViewer.body.refresh_token);
    await world.owner.api(k.addMember, { params, body: { email: grace.email, role: 'member' } });
    const back = await refresh(asViewer.body.refresh_token);

    expect(await claimsIn(world, first.id_token)).toMatchObject({ user_role: 'ADMIN' });
    expect(await claimsIn(world, asViewer.body.id_token)).toMatchObject({ user_role: 'USER' });
    expect([gone.status, gone.body.error.reason, back.status]).toEqual([400, 'invalid_grant', 400]);
  });

  test('is for the client that got it', async () => {
    const { refresh_token } = await signedOn();
    const other = await world.owner.api(k.getIntegration, {
      params: { team: world.team, integration: 'other' },
    });
    const rotated = await world.owner.api(k.rotateClientSecret, {
      params: { team: world.team, integration: 'other' },
    });
    const stolen = await refresh(refresh_token, {
      client_id: other.body.integration.id,
      client_secret: rotated.body.clientSecret,
    });

    expect([stolen.status, (await refresh(refresh_token)).status]).toEqual([400, 200]);
  });

  test('keeps its sign-on from being swept away, until neither is good for anything', async () => {
    const { code = '' } = await signOn(world, installation);
    const { body } = await exchange(world, { code });
    const { code: unused = '' } = await signOn(world, installation);
    const sweepIn = (ms: number) =>
      ssoStoreOn(world.database.read).prune(new Date(Date.now() + ms));
    const left = async () => {
      const rows = await world.database.read<{ code_hash: Buffer }>(
        'select code_hash from sso_grant',
      );
      return [code, unused].map((each) =>
        rows.some((row) => row.code_hash.equals(hashToken(each))),
      );
    };

    await sweepIn(0);
    const now = await left();
    await sweepIn(3_600_000);
    const soon = await left();
    const refreshed = await refresh(body.refresh_token);
    await sweepIn(31 * 24 * 3_600_000);

    expect([now, soon, await left()]).toEqual([
      [true, true],
      [true, false],
      [false, false],
    ]);
    expect(refreshed.status).toBe(200);
  });

  test('dies with the installation, and so does every code', async () => {
    const { refresh_token } = await signedOn();
    const { code } = await signOn(world, installation);
    await world.owner.api(k.uninstall, { params: { team: world.team, installation } });
    const answers = [await refresh(refresh_token), await exchange(world, { code })];
    const link = await world.owner.api(k.createSsoLink, {
      params: { team: world.team, installation },
    });

    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
    expect([link.status, link.error.code]).toEqual([409, 'not_installed']);
  });
});
