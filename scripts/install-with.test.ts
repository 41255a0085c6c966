import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { beginInstalling, canInstall, installWith } from './install-with.mjs';

it('packages are installed all at once, beside what is done meanwhile', async () => {
  const calls = await useAptGet();

  await beginInstalling(['one', 'two']);

  const expected = 'update -q\ninstall -q -y --no-install-recommends one two\n';
  expect(await calls()).toBe(canInstall() ? expected : '');
});

it('where that goes wrong it is over all the same, and what is missing is tried again', async () => {
  const calls = await useAptGet('exit 100');
  const said = vi.spyOn(console, 'error').mockReturnValue();

  await beginInstalling(['one']);
  installWith('one', () => false, 2);

  expect(await calls()).toBe(canInstall() ? 'update -q\n'.repeat(3) : '');
  expect(said).toHaveBeenCalledTimes(canInstall() ? 2 : 0);
});

it('nothing is begun where nothing is missing', async () => {
  const calls = await useAptGet();

  await beginInstalling([]);
  installWith('one', () => true);

  expect(await calls()).toBe('');
});

/** Another apt-get, which only notes what it was asked for. */
async function useAptGet(then = '') {
  const folder = await mkdtemp(join(tmpdir(), 'kontor-apt-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const noted = join(folder, 'noted');
  await writeFile(noted, '');
  const program = join(folder, 'apt-get');
  await writeFile(program, `#!/bin/sh\necho "$@" >>'${noted}'\n${then}\n`);
  await chmod(program, 0o755);
  vi.stubEnv('PATH', [folder, process.env.PATH].join(delimiter));
  vi.spyOn(console, 'log').mockReturnValue();
  onTestFinished(() => void vi.restoreAllMocks());
  return () => readFile(noted, 'utf8');
}
