import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { install, project, provision, variablesOf } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';
import { type Vercel, vercelAt } from './vercel.ts';

let world: World;
let vercel: Vercel;
let viewer: string;
beforeAll(async () => {
  world = await startWorld();
  await project(world, 'web');
  await provision(world, await install(world), { name: 'orders' });
  vercel = vercelAt(world.url, world.owner.token);
  await vercel.done('link --yes --project web');
  viewer = await viewerToken();
});
afterAll(() => world.close());

async function viewerToken(): Promise<string> {
  const vera = await world.signUp('Vera');
  await world.owner.api(k.addMember, {
    params: { team: world.team },
    body: { email: vera.email, role: 'viewer' },
  });
  return vera.token;
}

const stores = async () => (await world.owner.api(r.listStores)).body.stores;
const add = 'integration add scripted -m region=fra1 --no-connect --name';

test('whoever may only look is told so, and nothing is changed', async () => {
  const asViewer = (line: string) => vercel(line, { token: viewer });

  const listed = await asViewer('integration list --all');
  const added = await asViewer(`${add} mine`);
  const removed = await asViewer('integration resource remove orders --yes');
  const written = await asViewer('env add A development --value b --yes');
  const pulled = await asViewer('env pull --yes');

  expect(listed).toMatchObject({ code: 0 });
  expect(listed.stderr).toContain('orders');
  for (const refused of [added, removed, written, pulled]) {
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stderr).toMatch(/viewer/i);
  }
  expect((await stores()).map(({ name }) => name)).toEqual(['orders']);
  expect(await variablesOf(world, 'web', 'development')).toEqual({});
});

test('a token of a machine, or one that was revoked, is told what it is not', async () => {
  const { body } = await world.owner.api(k.createToken, { body: { name: 'soon gone' } });
  await world.owner.api(k.deleteToken, { params: { token: body.token.id } });
  const machine = await world.owner.api(k.createTeamToken, {
    params: { team: world.team },
    body: { name: 'ci', role: 'developer' },
  });

  const revoked = await vercel('project ls', { token: body.secret });
  const ofMachine = await vercel('project ls', { token: machine.body.secret });

  expect([revoked, ofMachine]).toMatchObject([{ code: 1 }, { code: 1 }]);
  expect(revoked.stderr).toContain('This token was revoked at');
  expect(ofMachine.stderr).toContain('is not valid');
});

test('names that are taken, and choices that do not fit, are refused before the provider is asked', async () => {
  const { length } = world.provider.seen;

  const taken = await vercel(`${add} orders`);
  const choice = await vercel('integration add scripted -m region=mars1');
  const missing = await vercel('integration add scripted');

  expect([taken.code, choice.code, missing.code]).toEqual([1, 1, 1]);
  expect(taken.stderr).toContain("This installation has a resource called 'orders' already.");
  expect(choice.stderr).toContain('Metadata "region" must be one of: fra1, iad1');
  expect(missing.stderr).toContain('Missing required metadata: region.');
  expect(world.provider.seen.slice(length).filter(({ method }) => method === 'POST')).toEqual([]);
});

test('what a provider refuses is said in its words', async () => {
  world.provider.refuse = () => 'There is no room in fra1.';
  const refused = await vercel(`${add} full`);
  world.provider.refuse = undefined;

  expect(refused).toMatchObject({ code: 1 });
  expect(refused.stderr).toContain('There is no room in fra1.');
});

test('a provider that is down is named, and nothing is left behind', async () => {
  await world.provider.down();
  const added = await vercel(`${add} lost`);
  await world.provider.up();

  expect(added).toMatchObject({ code: 1 });
  expect(added.stderr).toMatch(/provider/i);
  expect((await stores()).map(({ name }) => name)).toEqual(['orders']);
});
