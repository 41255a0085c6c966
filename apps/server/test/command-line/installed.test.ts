import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { mainFile } from '../world/command-line.ts';
import { startWorld, type World } from '../world/world.ts';
import { startRegistry } from './registry.ts';
import { type Shell, typedInto } from './typing.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const run = promisify(execFile);
const packing = fileURLToPath(new URL('../../../../scripts/pack-cli.ts', import.meta.url));

let world: World;
let registry: Awaited<ReturnType<typeof startRegistry>>;
let folder = '';
let tarball = '';
let env: Record<string, string> = {};
beforeAll(async () => {
  [world, registry] = await Promise.all([startWorld(), startRegistry()]);
  folder = await mkdtemp(join(tmpdir(), 'kontor-installed-'));
  tarball = (await run(process.execPath, [packing, folder])).stdout.trim();
  for (const name of ['web', 'warehouse']) {
    await world.owner.api(k.createProject, { params: { team: world.team }, body: { name } });
  }
  const params = { team: world.team, project: 'web' };
  await world.owner.api(k.createEnvironment, { params, body: { slug: 'staging' } });
  env = {
    KONTOR_COMPLETION_SECONDS: '60',
    PATH: process.env.PATH ?? '',
    HOME: folder,
    XDG_CONFIG_HOME: join(folder, 'config'),
    KONTOR_HOST_URL: world.url,
    KONTOR_TOKEN: world.owner.token,
    KONTOR_TEAM: world.team,
  };
  // so that the host is one that was signed in to
  const login = ['login', '--host', world.url, '--token', world.owner.token];
  await run(process.execPath, [mainFile, ...login], { env });
});
afterAll(async () => {
  await registry.close();
  await world.close();
  // a shell may still be writing what it has learnt
  await rm(folder, { recursive: true, force: true, maxRetries: 10 });
});

test('npx runs the tarball from an empty folder, against a host that is running', async () => {
  const empty = join(folder, 'empty');
  await mkdir(empty);
  const npx = ['--yes', `--registry=${registry.address}`, `--package=${tarball}`, '--', 'kontor'];
  const { stdout } = await run('npx', [...npx, 'projects', 'list', '--json'], { cwd: empty, env });

  const names = JSON.parse(stdout).projects.map(({ name }: { name: string }) => name);
  expect(names.sort()).toEqual(['warehouse', 'web']);
});

test.each<Shell>(['bash', 'zsh', 'fish'])(
  '%s completes commands, options, and what is at the host, as they are typed',
  async (shell) => {
    const { stdout: script } = await run(process.execPath, [mainFile, 'completion', shell], {
      env,
    });
    const typing = { folder, program: mainFile, script, env };

    const ran = await typedInto(
      shell,
      [
        'kontor proj\tcr\tx',
        'kontor --team ac\tprojects delete ware\t',
        'kontor env ls web --environment st\t',
        `kontor whoami --host ${world.url.slice(0, -2)}\t`,
        'kontor projects delete nothing-like-it\t',
      ],
      typing,
    );

    expect(ran).toEqual([
      ['projects', 'create', 'x'],
      ['--team', 'acme', 'projects', 'delete', 'warehouse'],
      ['env', 'ls', 'web', '--environment', 'staging'],
      ['whoami', '--host', world.url],
      ['projects', 'delete', 'nothing-like-it'],
    ]);
  },
);
