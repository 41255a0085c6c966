import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { variablesOf } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';
import { type Vercel, vercelAt } from './vercel.ts';

let world: World;
let vercel: Vercel;
beforeAll(async () => {
  world = await startWorld();
  vercel = vercelAt(world.url, world.owner.token);
});
afterAll(() => world.close());

const projectNames = async () => {
  const { body } = await world.owner.api(k.listProjects, { params: { team: world.team } });
  return body.projects.map(({ name }) => name);
};
const envs = async () =>
  (await world.owner.api(r.filterProjectEnvs, { params: { project: 'web' } })).body.envs;
const inFolder = (file: string) => readFile(join(vercel.folder, file), 'utf8');

test('a project is added, listed, shown and removed', async () => {
  const added = await vercel('project add old');
  const { projects } = await vercel.json('project ls --json');
  const shown = await vercel('project inspect old');
  const removed = await vercel('project rm old', { input: 'y\n' });

  expect(added.stderr).toContain('Success! Project old added (acme)');
  expect(projects).toMatchObject([{ name: 'old' }]);
  expect(shown.stderr).toMatch(/Framework Preset\s+Other/);
  expect(removed).toMatchObject({ code: 0 });
  expect(await projectNames()).toEqual([]);
});

test('a folder is linked to a project that is there, or to a new one of its own name', async () => {
  await vercel('project add web');
  const shop = await vercel.makeFolder('shop');

  const linked = await vercel('link --yes --project web');
  const made = await vercel('link --yes', { folder: shop });

  expect([linked.code, made.code]).toEqual([0, 0]);
  const { body: web } = await world.owner.api(r.getRestProject, { params: { project: 'web' } });
  expect(JSON.parse(await inFolder('.vercel/project.json'))).toEqual({
    projectId: web.id,
    orgId: web.accountId,
    projectName: 'web',
  });
  expect((await projectNames()).toSorted()).toEqual(['shop', 'web']);
});

test('a variable is added as configuration or as a secret, changed, and taken from one environment', async () => {
  await vercel('env add THEME development --value dark --yes');
  await vercel('env add SALT production,preview --value a-b --yes');
  const listed = await vercel('env ls');
  const before = await envs();
  await vercel('env update THEME development --value light --yes');
  await vercel('env rm SALT preview --yes');

  expect(listed.stdout).toMatch(/THEME +dark +Config +Development/);
  expect(listed.stdout).toMatch(/SALT +Hidden +Secret +Production, Preview/);
  expect(before).toMatchObject([
    { key: 'THEME', type: 'encrypted', target: ['development'] },
    { key: 'SALT', type: 'sensitive', target: ['production', 'preview'] },
  ]);
  expect(await envs()).toMatchObject([
    { key: 'THEME', value: 'light', target: ['development'] },
    { key: 'SALT', target: ['production'] },
  ]);
  expect(await variablesOf(world, 'web', 'development')).toEqual({ THEME: 'light' });
});

test('an environment is pulled into a file, and given to a command', async () => {
  const pulled = await vercel('env pull --yes');
  const ran = await vercel('env run --environment production -- printenv SALT');
  const failed = await vercel('env run -- false');

  expect(pulled).toMatchObject({ code: 0 });
  expect(await inFolder('.env.local')).toContain('THEME="light"');
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.stdout).toContain('a-b\n');
  expect(failed).toMatchObject({ code: 1 });
});

test('what is not there, or is there already, is told so', async () => {
  const unknown = await vercel('project inspect nothing');
  const unlinked = await vercel('env ls', { folder: await vercel.makeFolder('elsewhere') });
  const gone = await vercel('env rm NOTHING production --yes');
  const twice = await vercel('env add THEME development --value x --yes');

  expect([unknown.code, unlinked.code, gone.code, twice.code]).toEqual([1, 1, 1, 1]);
  expect(unlinked.stderr).toContain('isn’t linked to a project');
  expect(gone.stderr).toContain('Environment Variable was not found');
  expect(twice.stderr).toContain("'THEME' already exists for the target development");
  expect(await variablesOf(world, 'web', 'development')).toEqual({ THEME: 'light' });
});
