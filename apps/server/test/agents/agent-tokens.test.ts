import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Api, createApi } from '../world/api-client.ts';
import { startScriptedProvider } from '../world/scripted-provider.ts';
import { eventually, install, project, provision, wanted } from '../world/story.ts';
import { type Person, publish, startWorld, type World } from '../world/world.ts';

let world: World;
let installation: string;
let params: { team: string };
beforeAll(async () => {
  world = await startWorld({ rateLimits: null });
  installation = await install(world);
  params = { team: world.team };
});
afterAll(() => world.close());

type Made = { readonly id: string; readonly api: Api; readonly secret: string };

async function agent(body: object = {}, api: Api = world.owner.api): Promise<Made> {
  const made = await api(k.createAgentToken, { params, body: { agent: 'deploy-bot', ...body } });
  if (made.status !== 201) throw new Error(JSON.stringify(made.error));
  const { token, secret } = made.body;
  return { id: token.id, secret, api: createApi(world.url, secret) };
}

async function member(name: string, role: string): Promise<Person & { readonly role: string }> {
  const person = await world.signUp(name);
  await world.owner.api(k.addMember, { params, body: { email: person.email, role } });
  return { ...person, role };
}

const setRole = (person: Person, role: string) =>
  world.owner.api(k.updateMember, { params: { ...params, user: person.userId }, body: { role } });

test('an agent builds for its person, and every record names both', async () => {
  const bot = await agent();

  const made = await bot.api(k.createResource, {
    params: { ...params, installation },
    body: wanted({ billingPlanId: 'free' }),
  });

  expect([made.status, made.body.resource.lifecycle]).toEqual([201, 'active']);
  const { events } = (
    await world.owner.api(k.listEvents, { params, query: { subject: made.body.resource.id } })
  ).body;
  expect(events.map(({ type, actor }) => [type, actor])).toEqual([
    [
      'resource.provisioned',
      { kind: 'person', userId: world.owner.userId, tokenId: bot.id, agent: 'deploy-bot' },
    ],
  ]);
});

test('its token is shown once, is listed with what it may do, and begins with kat_', async () => {
  const name = `listed-${Date.now()}`;
  const shop = await project(world, name);
  const made = await world.owner.api(k.createAgentToken, {
    params,
    body: {
      agent: 'lister',
      actions: ['team:read', 'resource:write'],
      projects: [name],
      environments: ['preview'],
      products: ['scripted/db', 'scripted'],
      expiresAt: '2099-01-01T00:00:00.000Z',
    },
  });

  expect(made.body.secret).toMatch(/^kat_[0-9A-Za-z]{43}$/);
  const { id } = made.body.token;
  const shown = await world.owner.api(k.getAgentToken, { params: { ...params, token: id } });
  expect(shown.body.token).toEqual({
    ...{ id, agent: 'lister', person: { id: world.owner.userId, name: 'Ada' } },
    hint: made.body.secret.slice(-4),
    budget: null,
    actions: ['team:read', 'resource:write'],
    ...{ projects: [shop], environments: ['preview'], products: ['scripted/db', 'scripted'] },
    createdAt: expect.any(String),
    ...{ expiresAt: '2099-01-01T00:00:00.000Z', revokedAt: null, lastUsedAt: null },
  });
  const { body } = await world.owner.api(k.listAgentTokens, { params });
  expect(body.tokens.find((token) => token.id === id)).toEqual(shown.body.token);
  expect(JSON.stringify([shown.body, body])).not.toContain(made.body.secret);
});

test('without an expiry it ends in ninety days, and with a token that ends sooner, with that one', async () => {
  const { api } = world.owner;
  const soon = new Date(Date.now() + 3_600_000).toISOString();
  const short = await api(k.createToken, { body: { name: 'short', expiresAt: soon } });
  const through = createApi(world.url, short.body.secret);

  const usual = await api(k.createAgentToken, { params, body: { agent: 'a' } });
  const bound = await through(k.createAgentToken, { params, body: { agent: 'b' } });
  const longer = await through(k.createAgentToken, {
    params,
    body: { agent: 'c', expiresAt: new Date(Date.now() + 7_200_000).toISOString() },
  });

  const days = (Date.parse(usual.body.token.expiresAt ?? '') - Date.now()) / 86_400_000;
  expect(Math.round(days)).toBe(90);
  expect(bound.body.token.expiresAt).toBe(soon);
  expect(longer).toMatchObject({ status: 403, error: { code: 'forbidden' } });
});

test.for([
  [{ agent: '' }, 'agent'],
  [{ agent: 'line\nbreak' }, 'agent'],
  [{ agent: 'a', actions: ['billing:manage'] }, 'actions'],
  [{ agent: 'a', actions: [] }, 'actions'],
  [{ agent: 'a', products: ['Not A Slug'] }, 'products'],
  [{ agent: 'a', expiresAt: '2020-01-01T00:00:00.000Z' }, 'expiresAt'],
  [{ agent: 'a', budget: 'all' }, 'budget'],
] as const)('%j is refused by name', async ([body, field]) => {
  const answer = await world.owner.api(k.createAgentToken, { params, body });

  expect(answer.status).toBe(400);
  expect(JSON.stringify(answer.error.fields)).toContain(field);
});

test('projects, products and rights that its person does not have are not given', async () => {
  const viewer = await member('Vic', 'viewer');
  const ask = (body: object, api: Api = world.owner.api) =>
    api(k.createAgentToken, { params, body: { agent: 'a', ...body } });

  const answers = [
    await ask({ projects: ['nowhere'] }),
    await ask({ products: ['scripted/none'] }),
    await ask({ actions: ['resource:write'] }, viewer.api),
  ];

  expect(answers.map(({ status, error }) => [status, error.code])).toEqual([
    [404, 'project_not_found'],
    [404, 'product_not_found'],
    [403, 'forbidden'],
  ]);
  const reader = await ask({}, viewer.api);
  expect(reader.body.token.actions.filter((each: string) => !each.endsWith(':read'))).toEqual([]);
});

describe('an agent cannot', () => {
  let bot: Made;
  beforeAll(async () => {
    bot = await agent();
  });

  test('make or end tokens, rule over the team, or sign its person in somewhere', async () => {
    const answers = [
      await bot.api(k.createAgentToken, { params, body: { agent: 'more' } }),
      await bot.api(k.createToken, { body: { name: 'mine' } }),
      await bot.api(k.deleteToken, { params: { token: 'current' } }),
      await bot.api(r.createAuthToken, { query: {}, body: { name: 'mine' } }),
      await bot.api(k.createTeamToken, { params, body: { name: 'm', role: 'viewer' } }),
      await bot.api(k.setSpendLimit, {
        params: { ...params, subject: 'team' },
        body: { amount: '9' },
      }),
      await bot.api(k.createTeam, { body: { name: 'Own', slug: 'own' } }),
      await bot.api(k.createSsoLink, { params: { ...params, installation }, body: {} }),
      await bot.api(k.linkAccount, { params, body: { integration: 'scripted', scopes: [] } }),
      ...(await Promise.all(
        [`/sso/integrations/scripted/${installation}`, '/install/scripted'].map((page) =>
          fetch(world.url + page, {
            headers: { authorization: `Bearer ${bot.secret}` },
            redirect: 'manual',
          }),
        ),
      )),
    ];

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 403));
  });

  test('read values, or run commands where they are kept', async () => {
    const shop = await project(world, `values-${Date.now()}`);
    const { id } = await provision(world, installation, { billingPlanId: 'free' });
    const reading = { params: { ...params, project: shop, environment: 'production' } };

    const values = await bot.api(k.readEnvironment, reading);
    const command = await bot.api(k.runResourceCommand, {
      params: { ...params, resource: id },
      body: { input: 'select 1' },
    });
    const names = await bot.api(k.getTeamResource, { params: { ...params, resource: id } });
    const trusted = await agent({ actions: ['environment:read-values', 'project:read'] });

    expect([values.status, command.status, names.status]).toEqual([403, 403, 200]);
    expect((await trusted.api(k.readEnvironment, reading)).status).toBe(200);
  });

  test('be found in another team, even of its person', async () => {
    await world.owner.api(k.createTeam, { body: { name: 'Other', slug: 'other-agents' } });

    const away = await bot.api(k.listProjects, { params: { team: 'other-agents' } });
    const me = await bot.api(k.getMe, {});

    expect(away).toMatchObject({ status: 404, error: { code: 'team_not_found' } });
    expect(me.body.person.id).toBe(world.owner.userId);
    expect(me.body.teams.map(({ slug }: { slug: string }) => slug)).toEqual([world.team]);
    expect(me.body.teams[0]?.actions).not.toContain('token:manage');
  });
});

test('an agent for some products changes nothing of others', async () => {
  const provider = await startScriptedProvider();
  onTestFinished(provider.down);
  const { id, clientSecret } = await publish(
    world.owner.api,
    world.team,
    provider.baseUrl,
    'second',
  );
  provider.become(id, world.url, clientSecret);
  const second = await world.owner.api(k.install, {
    params,
    body: { integration: 'second', acceptedPolicies: ['toc', 'eula'] },
  });
  const theirs = await provision(world, second.body.installation.id, { billingPlanId: 'free' });
  const shop = await project(world, `products-${Date.now()}`);
  const bot = await agent({ products: ['scripted/db'] });
  const there = { params: { ...params, resource: theirs.id } };
  const own = await bot.api(k.createResource, {
    params: { ...params, installation },
    body: wanted({ billingPlanId: 'free' }),
  });

  const refused = [
    await bot.api(k.createResource, {
      params: { ...params, installation: second.body.installation.id },
      body: wanted({ billingPlanId: 'free' }),
    }),
    await bot.api(k.updateTeamResource, { ...there, body: { name: 'mine' } }),
    await bot.api(k.deleteTeamResource, there),
    await bot.api(k.rotateTeamResourceSecrets, { ...there, body: {} }),
    await bot.api(k.connectResource, {
      ...there,
      body: { project: shop, environments: ['preview'] },
    }),
    await bot.api(k.uninstall, {
      params: { ...params, installation: second.body.installation.id },
    }),
  ];

  expect(own.status).toBe(201);
  expect(refused.map(({ status, error }) => [status, error.code])).toEqual(
    refused.map(() => [403, 'forbidden']),
  );
  const connected = await bot.api(k.connectResource, {
    params: { ...params, resource: own.body.resource.id },
    body: { project: shop, environments: ['preview'] },
  });
  expect(connected.status).toBe(201);
});

test('an agent for some projects and environments touches no others, and makes none', async () => {
  const [mine, other] = [`mine-${Date.now()}`, `other-${Date.now()}`];
  const id = await project(world, mine);
  await project(world, other);
  const bot = await agent({ projects: [mine], environments: ['preview'] });
  const { resource } = (
    await bot.api(k.createResource, {
      params: { ...params, installation },
      body: wanted({ billingPlanId: 'free' }),
    })
  ).body;
  const connect = (body: object) =>
    bot.api(k.connectResource, { params: { ...params, resource: resource.id }, body });

  const answers = [
    await connect({ project: other, environments: ['preview'] }),
    await connect({ project: mine, environments: ['production'] }),
    await bot.api(k.getProject, { params: { ...params, project: other } }),
    await bot.api(k.createProject, { params, body: { name: 'third' } }),
  ];
  const allowed = await connect({ project: mine, environments: ['preview'] });
  const seen = await bot.api(k.getProject, { params: { ...params, project: mine } });

  expect(answers.map(({ status }) => status)).toEqual([403, 403, 404, 403]);
  expect([allowed.status, seen.body?.project.id]).toEqual([201, id]);
});

describe('an agent ends', () => {
  const works = async ({ api }: Made) => (await api(k.listTeamResources, { params })).status;

  test('when its person, or whoever manages tokens, revokes it; nobody else finds it', async () => {
    const dev = await member('Dev', 'developer');
    const [first, second] = [await agent({}, dev.api), await agent({}, dev.api)];
    const others = await member('Odo', 'developer');
    const revoke = (api: Api, token: string) =>
      api(k.deleteAgentToken, { params: { ...params, token } });

    expect((await revoke(others.api, first.id)).status).toBe(404);
    expect((await revoke(dev.api, first.id)).status).toBe(204);
    expect((await revoke(dev.api, first.id)).status).toBe(204);
    expect((await revoke(world.owner.api, second.id)).status).toBe(204);

    expect([await works(first), await works(second)]).toEqual([401, 401]);
    const { events } = (
      await world.owner.api(k.listEvents, { params, query: { subject: first.id } })
    ).body;
    expect(events.map(({ type }) => type)).toEqual(['token.revoked', 'token.created']);
    const listed = await dev.api(k.listAgentTokens, { params });
    expect(listed.body.tokens).toEqual([]);
  });

  test('with the personal token that it was made with', async () => {
    const made = await world.owner.api(k.createToken, { body: { name: 'parent' } });
    const bot = await agent({}, createApi(world.url, made.body.secret));
    const before = await works(bot);

    await world.owner.api(k.deleteToken, { params: { token: made.body.token.id } });

    expect([before, await works(bot)]).toEqual([200, 401]);
  });

  test('to do what its person may not do any more, and with their membership', async () => {
    const dev = await member('Lea', 'developer');
    const bot = await agent({}, dev.api);
    const build = async () =>
      (
        await bot.api(k.createResource, {
          params: { ...params, installation },
          body: wanted({ billingPlanId: 'free' }),
        })
      ).status;

    const before = await build();
    await setRole(dev, 'viewer');
    const lowered = await build();
    const reads = await works(bot);
    await world.owner.api(k.removeMember, { params: { ...params, user: dev.userId } });

    expect([before, lowered, reads]).toEqual([201, 403, 200]);
    expect(await eventually(async () => (await works(bot)) === 401)).toBe(true);
  });
});

test('an agent sees and ends its own token, and no other of its person', async () => {
  const [bot, other] = [await agent(), await agent()];
  const show = (token: string) => bot.api(k.getAgentToken, { params: { ...params, token } });

  const own = await show('current');
  const listed = await bot.api(k.listAgentTokens, { params });
  const foreign = await show(other.id);
  const ended = await bot.api(k.deleteAgentToken, { params: { ...params, token: 'current' } });

  expect(own.body.token.id).toBe(bot.id);
  expect(listed.body.tokens.map(({ id }: { id: string }) => id)).toEqual([bot.id]);
  expect([foreign.status, ended.status, (await show('current')).status]).toEqual([404, 204, 401]);
});
