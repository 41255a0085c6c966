import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from '../world/world.ts';
import { type Vercel, vercelAt } from './vercel.ts';

let world: World;
let vercel: Vercel;
beforeAll(async () => {
  world = await startWorld();
  vercel = vercelAt(world.url, world.owner.token);
});
afterAll(() => world.close());

test('whoami and teams name the person and the team that the token speaks for', async () => {
  const who = await vercel('whoami');
  const { team } = await vercel.json('whoami --json');
  const { teams } = await vercel.json('teams ls --json');

  expect(who).toMatchObject({ code: 0, stdout: `${world.owner.email}\n` });
  expect(team).toMatchObject({ slug: world.team, name: 'Acme' });
  expect(teams).toMatchObject([{ id: team.id, slug: world.team, name: 'Acme' }]);
});

test('a second team is worked for when it is named, or switched to', async () => {
  await world.owner.api(k.createTeam, { body: { name: 'Beside', slug: 'beside' } });

  const named = await vercel.json('whoami --json --scope beside');
  const switched = await vercel('switch beside');
  const { teams } = await vercel.json('teams ls --json');

  expect(named.team).toMatchObject({ slug: 'beside' });
  expect(switched).toMatchObject({ code: 0 });
  expect(switched.stderr).toContain('The team Beside (beside) is now active!');
  expect(teams).toMatchObject([
    { slug: 'beside', current: true },
    { slug: world.team, current: false },
  ]);
});

test('a token or a team that is not known here is told so, and nothing is done', async () => {
  const unknown = await vercel(`whoami --api ${world.url} --token ${world.owner.token}x`);
  const foreign = await vercel('project ls --scope nobody');

  expect(unknown).toMatchObject({ code: 1, stdout: '' });
  expect(unknown.stderr).toContain('This token is not known here.');
  expect(foreign).toMatchObject({ code: 1, stdout: '' });
  expect(foreign.stderr).toContain('The specified scope does not exist');
});

test('signing in by the command line itself would leave this machine, and is stopped', async () => {
  await expect(vercel('login')).rejects.toThrow(/vercel\.com/);
});
