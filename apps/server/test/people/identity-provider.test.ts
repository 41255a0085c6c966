import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { freePort } from '@kontor/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { platformBeside } from '../services/platform.ts';
import { startWorld, type World } from '../world/world.ts';
import { openBrowser } from './browser.ts';
import { startScriptedIdentityProvider } from './scripted-identity-provider.ts';

type IdentityProvider = Awaited<ReturnType<typeof startScriptedIdentityProvider>>;

let idp: IdentityProvider;
let world: World;
beforeAll(async () => {
  idp = await startScriptedIdentityProvider();
  const { issuer, clientId, clientSecret } = idp;
  world = await startWorld({
    identityProvider: () => ({
      ...{ issuer, clientId, clientSecret },
      operators: ['boss'],
      rolesClaim: 'teams',
      roles: { admin: 'owner' },
    }),
  });
});
afterAll(async () => {
  await world.close();
  await idp.down();
});

let count = 0;
beforeEach(() => {
  count += 1;
  const person = { sub: `u${count}`, email: `p${count}@platform.test`, name: `Person ${count}` };
  Object.assign(idp.script, { person, wrong: {}, isForged: false, refuses: false });
});

const arrive = (browser = openBrowser(), next = '/kontor/v1/me') =>
  browser.follow(`${world.url}/kontor/v1/auth/platform?next=${encodeURIComponent(next)}`);

test('whoever is signed in at the platform arrives as a person, the same one each time', async () => {
  const first = await arrive();
  const second = await arrive();
  const [query] = idp.asked.slice(-1);

  expect([first.url, first.status]).toEqual([`${world.url}/kontor/v1/me`, 200]);
  const { person, teams } = JSON.parse(first.text);
  expect(person).toEqual({
    id: expect.stringMatching(/^usr_/),
    email: idp.script.person.email,
    name: idp.script.person.name,
    isOperator: false,
  });
  expect(teams).toEqual([]);
  expect(JSON.parse(second.text).person.id).toBe(person.id);
  expect(Object.fromEntries(query ?? [])).toMatchObject({
    response_type: 'code',
    client_id: 'kontor',
    redirect_uri: `${world.url}/kontor/v1/auth/callback/platform`,
    code_challenge_method: 'S256',
    code_challenge: expect.stringMatching(/.{43}/),
    state: expect.stringMatching(/.{16}/),
    nonce: expect.stringMatching(/.{16}/),
    scope: expect.stringContaining('openid'),
  });
});

test('signing out ends the session, and the way back is the platform', async () => {
  const browser = openBrowser();
  await arrive(browser);
  const page = await openBrowser().follow(`${world.url}/sign-in?next=/x`);

  const cookies = (await browser.visit(`${world.url}/kontor/v1/me`)).status;

  expect(cookies).toBe(200);
  expect(page.text).toContain('/kontor/v1/auth/platform?next=%2Fx');
});

test('a person whom the platform put into a team before arrives in it, and is out as soon as it says so', async () => {
  const platform = await platformBeside(world, { signsPeopleIn: true });
  await platform.team('t');
  const { sub, email, name } = idp.script.person;
  await platform.member('t', String(sub), { email, name, role: 'developer' });
  const browser = openBrowser();

  const before = JSON.parse((await arrive(browser)).text);
  await platform.removeMember('t', String(sub));
  const after = await browser.json(`${world.url}/kontor/v1/me`);

  expect(before.teams).toMatchObject([{ name: 't', role: 'developer' }]);
  expect(after.body).toMatchObject({ teams: [] });
});

test('roles in teams come with the token, by the names that the platform has for them', async () => {
  const platform = await platformBeside(world, { signsPeopleIn: true });
  const apart = await platformBeside(world);
  await Promise.all([platform.team('r1'), platform.team('r2'), apart.team('r3')]);
  const browser = openBrowser();

  idp.script.wrong = { teams: { r1: 'admin', r2: 'king', r3: 'owner', r4: 'owner' } };
  const first = JSON.parse((await arrive(browser)).text);
  idp.script.wrong = { teams: { r1: 'viewer', r2: 'billing' } };
  const second = JSON.parse((await arrive(browser)).text);

  const rolesOf = ({ teams }: { teams: { name: string; role: string }[] }) =>
    teams.map(({ name, role }) => [name, role]);
  expect(rolesOf(first)).toEqual([['r1', 'owner']]);
  expect(rolesOf(second)).toEqual([
    ['r1', 'viewer'],
    ['r2', 'billing'],
  ]);
});

test('those who are named run the host, and nobody else does', async () => {
  idp.script.person = { sub: 'boss', email: 'boss@platform.test', name: 'Boss' };
  const browser = openBrowser();
  await arrive(browser);

  const { status } = await browser.json(`${world.url}/kontor/v1/operator/services`);

  expect(status).toBe(200);
});

test('an e-mail address lets nobody into the account that has it', async () => {
  idp.script.person = {
    sub: 'thief',
    email: world.owner.email,
    email_verified: true,
    name: 'Ada?',
  };
  const browser = openBrowser();

  const page = await arrive(browser);

  expect(page.status).toBe(403);
  expect(page.text).toContain('Somebody else has an account here');
  expect((await browser.json(`${world.url}/kontor/v1/me`)).status).toBe(401);
});

test.each([
  ['is signed by somebody else', { isForged: true }],
  ['answers another request', { wrong: { nonce: 'another' } }],
  ['is for another client', { wrong: { aud: 'another' } }],
  ['is of another issuer', { wrong: { iss: 'https://another.test' } }],
  ['has expired', { wrong: { exp: 1 } }],
  ['tells no address', { wrong: { email: undefined } }],
  ['tells no subject', { wrong: { sub: undefined } }],
])('nobody arrives with a token that %s', async (_what, script) => {
  Object.assign(idp.script, script);
  const browser = openBrowser();

  const page = await arrive(browser);

  expect(page.status).toBe(403);
  expect((await browser.json(`${world.url}/kontor/v1/me`)).status).toBe(401);
});

test('whoever does not agree at the platform is told so', async () => {
  idp.script.refuses = true;

  const page = await arrive();

  expect([page.status, page.text.includes('You did not agree')]).toEqual([403, true]);
});

test('a way that was begun in one browser does not end in another, nor twice', async () => {
  const [mine, other] = [openBrowser(), openBrowser()];
  const begun = await mine.visit(`${world.url}/kontor/v1/auth/platform`);
  const back = await mine.visit(begun.headers.get('location') ?? '');
  const callback = back.headers.get('location') ?? '';

  const stolen = await other.follow(callback);
  const own = await mine.visit(callback);
  const again = await openBrowser().follow(callback);

  expect(stolen.status).toBe(403);
  expect((await other.json(`${world.url}/kontor/v1/me`)).status).toBe(401);
  expect(own.status).toBe(302);
  expect(again.status).toBe(403);
});

test.each(['https://evil.test/', '//evil.test', '/\\evil.test'])(
  'nobody is sent on to %s',
  async (next) => {
    const browser = openBrowser();
    const begun = await browser.visit(
      `${world.url}/kontor/v1/auth/platform?next=${encodeURIComponent(next)}`,
    );
    const back = await browser.visit(begun.headers.get('location') ?? '');
    const onward = await browser.visit(back.headers.get('location') ?? '');

    const location = new URL(onward.headers.get('location') ?? '', world.url);

    expect(location.origin).toBe(world.url);
  },
);

test('a host starts while its identity provider is down, and takes people as soon as it is up', async () => {
  const port = await freePort();
  const settings = {
    issuer: `http://127.0.0.1:${port}`,
    clientId: 'kontor',
    clientSecret: 'a secret of the platform',
    ...{ operators: [], rolesClaim: null, roles: {} },
  };
  const late = await startWorld({ identityProvider: () => settings });
  const address = `${late.url}/kontor/v1/auth/platform?next=/kontor/v1/me`;

  const down = await openBrowser().follow(address);
  const provider = await startScriptedIdentityProvider(port);
  const up = await openBrowser().follow(address);
  const operators = await late.owner.api(k.listServices);

  expect([down.status, up.status, operators.status]).toEqual([502, 200, 200]);
  await late.close();
  await provider.down();
});
