import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { platformEndpoints as p } from '@kontor/protocol/platform';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openConsole } from '../sso/signing-on.ts';
import { createApi } from '../world/api-client.ts';
import { install, provision } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';
import { expectSafe, openBrowser } from './browser.ts';

let world: World;
let installation: string;
const clock = { ms: 0 };
beforeAll(async () => {
  world = await startWorld({ now: () => new Date(Date.now() + clock.ms) });
  const { status } = await world.owner.api(k.updateIntegration, {
    params: { team: world.team, integration: world.integration.id },
    body: { importResourceUrl: 'https://console.scripted.test/import?from=kontor' },
  });
  expect(status).toBe(200);
  await openConsole(world);
  installation = await install(world);
});
afterAll(() => world.close());
const ada = () => ({ email: world.owner.email, name: 'Ada' });

/** What the browser carries to the provider. */
async function begin(body: Record<string, string> = {}, of = installation) {
  const {
    status,
    body: link,
    error,
  } = await world.owner.api(k.createImportLink, {
    params: { team: world.team, installation: of },
    body,
  });
  if (status !== 201) throw new Error(JSON.stringify(error));
  return Object.fromEntries(new URL(link.url).searchParams);
}

/** The provider tells of what was chosen, with the token of the installation. */
async function tell(resourceId: string, more: Record<string, unknown> = {}) {
  const { accessToken = '' } = world.provider.installations.get(installation) ?? {};
  const { status, error } = await createApi(world.url, accessToken)(p.importResource, {
    params: { installationId: installation, resourceId },
    body: { productId: 'db', name: resourceId, status: 'ready', ...more },
  });
  if (status !== 200) throw new Error(JSON.stringify(error));
}

function back(query: Record<string, string | undefined>, resource_id: string) {
  const { state = '', return: address = '', installation_id = installation } = query;
  const url = new URL(address);
  for (const [name, value] of Object.entries({ installation_id, resource_id, state })) {
    url.searchParams.set(name, value);
  }
  return url.pathname + url.search;
}

async function signedIn(person = ada()) {
  const browser = openBrowser(world.url);
  await browser.signIn(await browser.go('/sign-in'), person);
  return browser;
}

test('a member chooses at the provider, comes back, and the resource is the team’s', async () => {
  const query = await begin({ product: 'db' });
  expect(query).toEqual({
    from: 'kontor',
    installation_id: installation,
    product_id: 'db',
    state: expect.stringMatching(/^\w{43}$/),
    return: `${world.url}/api/v1/integrations/installations/resources/import/complete`,
  });
  await tell('old-1');
  const browser = openBrowser(world.url);

  const asked = await browser.go(back(query, 'old-1'));
  const done = await browser.signIn(asked, ada());

  expectSafe(done);
  expect([asked.url.pathname, done.url.pathname]).toEqual(['/sign-in', '/import/complete']);
  expect(done.text).toContain('old-1 is in your team now');
  const { body } = await world.owner.api(k.listEvents, {
    params: { team: world.team },
    query: { type: 'import.completed' },
  });
  expect(body.events[0]).toMatchObject({ subject: { installation, resource: expect.any(String) } });
});

test('a state works once, and only when the provider has told of the resource', async () => {
  const query = await begin();
  const browser = await signedIn();

  const early = await browser.go(back(query, 'old-2'));
  await tell('old-2');
  const done = await browser.go(back(query, 'old-2'));
  const again = await browser.go(back(query, 'old-2'));

  expect([early.status, done.status, again.status]).toEqual([404, 200, 400]);
});

test('a state is for twelve hours, for the person who began, and for the installation', async () => {
  await tell('old-3');
  const grace = await world.signUp('Grace');
  await world.owner.api(k.addMember, {
    params: { team: world.team },
    body: { email: grace.email, role: 'member' },
  });
  const query = await begin();
  const [asAda, asGrace] = [
    await signedIn(),
    await signedIn({ email: grace.email, name: 'Grace' }),
  ];

  const stolen = await asGrace.go(back(query, 'old-3'));
  const elsewhere = await asAda.go(
    back({ ...query, installation_id: `icfg_${'0'.repeat(24)}` }, 'old-3'),
  );
  const madeUp = await asAda.go(back({ ...query, state: 'made-up' }, 'old-3'));
  clock.ms = 12 * 3_600_000;
  const late = await (await signedIn()).go(back(query, 'old-3'));
  clock.ms = 0;

  expect([stolen, elsewhere, madeUp, late].map(({ status }) => status)).toEqual([
    400, 400, 400, 400,
  ]);
});

test('what an integration and a product say of native installations is kept to', async () => {
  const params = { team: world.team, integration: world.integration.id };
  const say = async (nativeImportResource: boolean, product?: string) => {
    const capabilities = { nativeImportResource, connectedImportResource: !nativeImportResource };
    const { status } = await world.owner.api(k.updateIntegration, {
      params,
      body: { capabilities },
    });
    expect(status).toBe(200);
    return world.owner.api(k.createImportLink, {
      params: { team: world.team, installation },
      body: product === undefined ? {} : { product },
    });
  };

  const closed = await say(false);
  const ofProduct = await say(false, 'db');
  const open = await say(true);

  expect([closed.status, closed.error]).toMatchObject([
    409,
    { code: 'import_not_offered', message: expect.stringContaining('where it is installed here') },
  ]);
  expect([ofProduct.status, open.status]).toEqual([409, 201]);
});

test('where nothing can be brought along, it is said why', async () => {
  const params = { team: world.team, installation };
  const unknown = await world.owner.api(k.createImportLink, { params, body: { product: 'none' } });
  await world.owner.api(k.updateIntegration, {
    params: { team: world.team, integration: world.integration.id },
    body: { importResourceUrl: null },
  });
  const closed = await world.owner.api(k.createImportLink, { params });

  expect([unknown.status, unknown.error.code]).toEqual([404, 'product_not_found']);
  expect([closed.status, closed.error.code]).toEqual([409, 'import_not_offered']);
});

test('a sandbox resource is claimed in the console, until its provider says that it is', async () => {
  await tell('box-1', { ownership: 'sandbox' });
  const resources = await world.owner.api(k.listTeamResources, { params: { team: world.team } });
  const box = resources.body.resources.find(({ externalId }) => externalId === 'box-1');
  const ask = (resource = box?.id ?? '', of = installation) =>
    world.owner.api(r.createSandboxClaimUrl, {
      params: { installation: of, resource },
      body: { source: 'cli' },
    });

  const asked = await ask();
  const { url } = await (await signedIn()).go(asked.body.claimUrl);
  await tell('box-1', { ownership: 'owned' });
  const claimed = await ask();

  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    mode: 'sso',
    resource_id: 'box-1',
    path: 'onboarding',
  });
  expect([claimed.status, claimed.error.message]).toEqual([
    400,
    expect.stringMatching(/sandbox.*ownership/),
  ]);
  expect((await ask('nothing')).status).toBe(404);
  expect((await ask(box?.id, `icfg_${'0'.repeat(24)}`)).status).toBe(404);
});

test('what no console can claim is said to be so', async () => {
  await tell('box-2', { ownership: 'sandbox' });
  await world.owner.api(k.updateIntegration, {
    params: { team: world.team, integration: world.integration.id },
    body: { redirectLoginUrl: null },
  });

  const { status, error } = await world.owner.api(r.createSandboxClaimUrl, {
    params: { installation, resource: 'box-2' },
  });

  expect([status, error.message]).toEqual([400, expect.stringMatching(/integration.*marketplace/)]);
});

test('removing a linked resource leaves it at its provider; one that is owned goes there too', async () => {
  const owned = await provision(world, installation);
  const removed = async (externalId: string) => {
    const { body } = await world.owner.api(k.listTeamResources, { params: { team: world.team } });
    const found = body.resources.find((each) => each.externalId === externalId);
    const before = world.provider.seen.length;
    const answer = await world.owner.api(k.deleteTeamResource, {
      params: { team: world.team, resource: found?.id ?? '' },
    });
    const calls = world.provider.seen.slice(before).map(({ method }) => method);
    return { status: answer.status, calls };
  };

  expect(await removed('old-1')).toEqual({ status: 200, calls: [] });
  expect(await removed(owned.externalId ?? '')).toEqual({ status: 200, calls: ['DELETE'] });
});
