import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { platformEndpoints as p } from '@kontor/protocol/platform';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createApi } from '../world/api-client.ts';
import { eventually, install, project } from '../world/story.ts';
import { type Person, startWorld, type World } from '../world/world.ts';
import { expectSafe, openBrowser } from './browser.ts';

const redirectUrl = 'https://console.scripted.test/link?from=kontor';
let world: World;
const clock = { ms: 0 };
beforeAll(async () => {
  world = await startWorld({ now: () => new Date(Date.now() + clock.ms) });
});
afterAll(() => world.close());

/** A team of its own for each test, so that none finds what another has linked. */
let team: string;
let count = 0;
beforeEach(async () => {
  clock.ms = 0;
  count += 1;
  team = `team-${count}`;
  await world.owner.api(k.createTeam, { body: { name: team, slug: team } });
  await change({ kinds: ['native', 'connectable'], redirectUrl, apiScopes: { project: 'read' } });
});

async function change(body: Record<string, unknown>) {
  const { status, error } = await world.owner.api(k.updateIntegration, {
    params: { team: world.team, integration: world.integration.id },
    body,
  });
  if (status !== 200) throw new Error(JSON.stringify(error));
}

async function link(body: Record<string, unknown> = {}, as: Person = world.owner) {
  const {
    status,
    body: made,
    error,
  } = await as.api(k.linkAccount, {
    params: { team },
    body: { integration: 'scripted', scopes: ['read:project'], ...body },
  });
  if (status !== 201) throw new Error(JSON.stringify(error));
  return { id: made.installation.id, query: Object.fromEntries(new URL(made.url).searchParams) };
}

async function exchange(code: string | undefined, more: Record<string, string> = {}) {
  const body = {
    client_id: world.integration.id,
    client_secret: world.integration.clientSecret,
    redirect_uri: redirectUrl,
    code: code ?? '',
    ...more,
  };
  const answer = await fetch(`${world.url}/v2/oauth/access_token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(body).toString(),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, string> };
}

/** A linked account, and its provider's token for it. */
async function linked(body: Record<string, unknown> = {}, as: Person = world.owner) {
  const made = await link(body, as);
  const { body: answer } = await exchange(made.query.code);
  const token = answer.access_token ?? '';
  return { ...made, token, api: createApi(world.url, token) };
}

async function joined(name: string, role: string): Promise<Person> {
  const person = await world.signUp(name);
  await world.owner.api(k.addMember, { params: { team }, body: { email: person.email, role } });
  return person;
}

test('a person sees what is asked for, links the account, and goes on with what the caller sent', async () => {
  const browser = openBrowser(world.url);
  const asked = await browser.go(`/integrations/scripted/new?state=csrf-1&team=${team}`);
  const consent = await browser.signIn(asked, { email: world.owner.email, name: 'Ada' });
  expectSafe(consent);
  expect(consent.text).toContain('reads: project');

  const { url } = await browser.submit(consent, { selection: 'all' });
  const { code, configurationId, teamId, ...rest } = Object.fromEntries(url.searchParams);
  const { status, body } = await exchange(code);

  expect(url.origin + url.pathname).toBe('https://console.scripted.test/link');
  expect(rest).toEqual({
    from: 'kontor',
    next: `${world.url}/integrations/linked`,
    source: 'external',
    state: 'csrf-1',
  });
  expect(teamId).toMatch(/^team_/);
  expect([status, body]).toEqual([
    200,
    {
      token_type: 'Bearer',
      access_token: expect.stringMatching(/^kit_/),
      installation_id: configurationId,
      user_id: expect.stringMatching(/^[0-9a-f]+$/),
      team_id: teamId,
    },
  ]);
  const done = await browser.go('/integrations/linked');
  expectSafe(done);
  expect(done.headers.get('cross-origin-opener-policy')).toBeNull();
});

test('somebody in several teams chooses one; who may not manage any is told so', async () => {
  const browser = openBrowser(world.url);
  await browser.signIn(await browser.go('/sign-in'), { email: world.owner.email, name: 'Ada' });
  const viewer = await joined('Vera', 'viewer');
  const asViewer = openBrowser(world.url);
  await asViewer.signIn(await asViewer.go('/sign-in'), { email: viewer.email, name: 'Vera' });

  const choice = await browser.go('/integrations/scripted/new?state=s');
  const consent = await browser.submit(choice, { team });
  const refused = await asViewer.go('/integrations/scripted/new');
  const forced = await asViewer.submit({ ...consent, text: consent.text }, { selection: 'all' });
  const nothing = await browser.go('/integrations/none/new');

  expectSafe(choice);
  expect(consent.text).toContain(`value="${team}"`);
  expect(consent.text).toContain('name="state" value="s"');
  expect([refused.status, forced.status, nothing.status]).toEqual([403, 403, 404]);
});

test('a form of another page links nothing', async () => {
  const browser = openBrowser(world.url);
  await browser.signIn(await browser.go('/sign-in'), { email: world.owner.email, name: 'Ada' });
  const consent = await browser.go(`/integrations/scripted/new?team=${team}`);

  const forged = await browser.submit(
    consent,
    {},
    {
      'sec-fetch-site': 'cross-site',
      origin: 'https://evil.example',
    },
  );

  const { body } = await world.owner.api(k.listInstallations, { params: { team } });
  expect([forged.status, body.installations]).toEqual([401, []]);
});

test.each([
  ['an unknown code', () => exchange('unknown'), 400],
  ['a wrong secret', async () => exchange((await link()).query.code, { client_secret: 'x' }), 403],
  [
    'another redirect_uri',
    async () =>
      exchange((await link()).query.code, { redirect_uri: 'https://console.scripted.test/link' }),
    400,
  ],
  [
    'a code of another client',
    async () => {
      const other = await world.owner.api(k.createIntegration, {
        params: { team },
        body: {
          slug: `other-${count}`,
          name: 'Other',
          developer: 'Other',
          shortDescription: 'Other',
          category: 'x',
          contactEmail: 'a@other.test',
          baseUrl: 'https://other.test',
        },
      });
      const { integration, clientSecret } = other.body;
      return exchange((await link()).query.code, {
        client_id: integration.id,
        client_secret: clientSecret,
      });
    },
    400,
  ],
  [
    'a code that is used already',
    async () => {
      const { query } = await link();
      await exchange(query.code);
      return exchange(query.code);
    },
    400,
  ],
  [
    'a code that is 30 minutes old',
    async () => {
      const { query } = await link();
      clock.ms = 30 * 60_000;
      return exchange(query.code);
    },
    400,
  ],
  [
    'an account that is not linked any more',
    async () => {
      const { id, query } = await link();
      await world.owner.api(k.uninstall, { params: { team, installation: id } });
      return exchange(query.code);
    },
    400,
  ],
] as const)('%s is exchanged for nothing', async (_, attempt, status) => {
  expect((await attempt()).status).toBe(status);
});

test('of many exchanges at once one gets a token', async () => {
  const { query } = await link();
  const answers = await Promise.all(Array.from({ length: 4 }, () => exchange(query.code)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400]);
});

test('the token works within its scopes and its team, and nowhere else', async () => {
  await world.owner.api(k.createProject, { params: { team }, body: { name: 'web' } });
  const { api } = await linked();
  const named = { params: { project: 'web' } };

  const read = await api(r.getRestProject, named);
  const scoped = await api(r.getRestProject, { ...named, query: { slug: team } });
  const elsewhere = await api(r.getRestProject, { ...named, query: { slug: world.team } });
  const write = await api(r.createRestProject, { body: { name: 'more' } });
  const own = await api(k.listMembers, { params: { team } });

  expect([read, scoped, elsewhere, write, own].map(({ status }) => status)).toEqual([
    200, 200, 403, 403, 404,
  ]);
});

test('a selection of projects limits the token to them', async () => {
  const stage = { ...world, team };
  const [seen] = [await project(stage, 'seen'), await project(stage, 'hidden')];
  const { api } = await linked({ projects: [seen] });

  const statuses = await Promise.all(
    ['seen', 'hidden'].map(
      async (name) => (await api(r.getRestProject, { params: { project: name } })).status,
    ),
  );

  expect(statuses).toEqual([200, 404]);
  const missing = world.owner.api(k.linkAccount, {
    params: { team },
    body: { integration: 'scripted', scopes: ['read:project'], projects: ['prj_none'] },
  });
  expect((await missing).status).toBe(404);
});

test('what a provider asks for in addition waits for the team, and what it gives up counts at once', async () => {
  await world.owner.api(k.createProject, { params: { team }, body: { name: 'web' } });
  const { id, token } = await linked();
  const status = async () => {
    const api = createApi(world.url, token);
    const read = await api(r.getRestProject, { params: { project: 'web' } });
    const write = await api(r.createRestProject, {
      body: { name: `p-${Math.random()}`.slice(0, 9) },
    });
    return [read.status, write.status];
  };

  await change({ apiScopes: { project: 'read-write' } });
  const waiting = await status();
  const stale = await world.owner.api(k.linkAccount, {
    params: { team },
    body: { integration: 'scripted', scopes: ['read:project'] },
  });
  const again = await link({ scopes: ['read-write:project'] });
  const confirmed = await status();
  await change({ apiScopes: {} });
  const given = await status();

  expect([waiting, confirmed, given]).toEqual([
    [200, 403],
    [200, 200],
    [403, 403],
  ]);
  expect([stale.status, stale.error.code]).toEqual([409, 'scopes_changed']);
  expect(again.id).toBe(id);
  const { body } = await world.owner.api(k.listEvents, {
    params: { team },
    query: { type: 'installation.scopes-confirmed' },
  });
  expect(body.events[0]).toMatchObject({
    subject: { installation: id },
    data: { before: ['read:project'], scopes: ['read-write:project'] },
  });
});

test('a native installation beside it is another one in every respect', async () => {
  const native = await install({ ...world, team });
  const account = await linked();
  const calls = world.provider.seen.length;

  await world.owner.api(k.uninstall, { params: { team, installation: account.id } });
  const left = await world.owner.api(k.listInstallations, { params: { team } });
  const { accessToken = '' } = world.provider.installations.get(native) ?? {};
  const asNative = await createApi(world.url, accessToken)(p.getAccount, {
    params: { installationId: native },
  });
  const asLinked = await account.api(r.getRestProject, { params: { project: 'x' } });

  expect(left.body.installations).toMatchObject([
    { id: native, kind: 'native', lifecycle: 'installed' },
  ]);
  expect([asNative.status, asLinked.status]).toEqual([200, 401]);
  expect(world.provider.seen.length).toBe(calls);
});

test('its provider imports into it, and the host makes and plans nothing there', async () => {
  const { id, api } = await linked();

  const imported = await api(p.importResource, {
    params: { installationId: id, resourceId: 'old-1' },
    body: { productId: 'db', name: 'old', status: 'ready' },
  });
  const made = await world.owner.api(k.createResource, {
    params: { team, installation: id },
    body: { product: 'db', name: 'new', metadata: { region: 'fra1' } },
  });
  const planned = await world.owner.api(k.updateTeamInstallation, {
    params: { team, installation: id },
    body: { billingPlanId: 'pro' },
  });

  expect(imported.status).toBe(200);
  expect([made.error.code, planned.error.code]).toEqual(['kind_not_offered', 'kind_not_offered']);
});

test('it is configured at its provider', async () => {
  const { id } = await link();
  const go = () =>
    fetch(`${world.url}/kontor/v1/teams/${team}/installations/${id}/configure`, {
      headers: { authorization: `Bearer ${world.owner.token}` },
      redirect: 'manual',
    });
  const closed = await go();
  await change({ configurationUrl: 'https://console.scripted.test/settings?tab=1' });
  const open = await go();
  await change({ configurationUrl: null });

  expect([closed.status, open.status]).toEqual([409, 302]);
  expect(open.headers.get('location')).toBe(
    `https://console.scripted.test/settings?tab=1&configurationId=${id}`,
  );
});

test.each([
  [
    'leaves',
    'original-owner-left-the-team',
    (userId: string) => world.owner.api(k.removeMember, { params: { team, user: userId } }),
  ],
  [
    'may not manage installations any more',
    'original-owner-role-downgraded',
    (userId: string) =>
      world.owner.api(k.updateMember, { params: { team, user: userId }, body: { role: 'viewer' } }),
  ],
] as const)(
  'it is disabled when its owner %s, until another one takes it over',
  async (_, reason, lose) => {
    await world.owner.api(k.createProject, { params: { team }, body: { name: 'web' } });
    const grace = await joined('Grace', 'member');
    const account = await linked({}, grace);
    const ask = () => account.api(r.getRestProject, { params: { project: 'web' } });
    const before = await ask();

    const view = async () => {
      const query = { slug: team };
      const params = { installation: account.id };
      const one = await world.owner.api(r.getConfiguration, { params, query });
      const all = await world.owner.api(r.listConfigurations, {
        query: { ...query, view: 'account', installationType: 'external' },
      });
      expect(all.body).toEqual([one.body]);
      return one.body;
    };
    await lose(grace.userId);
    const disabled = await ask();
    const shown = await view();
    const taken = await link();
    const after = await ask();

    expect([before.status, disabled.status, after.status]).toEqual([200, 403, 200]);
    expect(disabled.error).toMatchObject({
      code: 'integration_configuration_disabled',
      disabledReason: reason,
    });
    expect(taken.id).toBe(account.id);
    expect(shown).toMatchObject({
      installationType: 'external',
      disabledAt: expect.any(Number),
      disabledReason: reason,
    });
    expect(await view()).not.toHaveProperty('disabledAt');
  },
);

test('somebody else confirming it does not make it theirs: it goes on with its owner', async () => {
  const grace = await joined('Grace', 'member');
  const account = await linked();
  await link({}, grace);
  await world.owner.api(k.removeMember, { params: { team, user: grace.userId } });
  const { status } = await account.api(r.getRestProject, { params: { project: 'none' } });
  expect(status).toBe(404);
});

test('one that nobody takes over for 30 days is removed', async () => {
  const grace = await joined('Grace', 'member');
  const { id } = await linked({}, grace);
  await world.owner.api(k.removeMember, { params: { team, user: grace.userId } });
  const lifecycle = async () => {
    const { body } = await world.owner.api(k.getTeamInstallation, {
      params: { team, installation: id },
    });
    return body.installation.lifecycle;
  };
  expect(await lifecycle()).toBe('installed');

  await world.database.read(
    "update linked_account set disabled_at = now() - interval '30 days' where installation_id = $1",
    [id],
  );

  await eventually(async () => (await lifecycle()) === 'uninstalled', 30_000);
}, 40_000);

test('an integration that offers one kind refuses the other', async () => {
  await change({ kinds: ['connectable'] });
  const native = await world.owner.api(k.install, {
    params: { team },
    body: { integration: 'scripted', acceptedPolicies: ['toc', 'eula'] },
  });
  await change({ kinds: ['native'] });
  const account = await world.owner.api(k.linkAccount, {
    params: { team },
    body: { integration: 'scripted', scopes: ['read:project'] },
  });

  expect([native.error.code, account.error.code]).toEqual(['kind_not_offered', 'kind_not_offered']);
});
