/** Finds the shells that completions are tested in, and installs them where that can be done. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What the tests of completions need: the shells, and what gives them a terminal. */
export const SHELL_PROGRAMS = ['bash', 'zsh', 'fish', 'script'];
const TRIES = 3;

/** Those of them that this machine does not have. */
export function missingShells() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return SHELL_PROGRAMS.filter((name) => !folders.some((each) => existsSync(join(each, name))));
}

/** Installs what is missing; where that cannot be done, the tests say what they need. */
export function ensureShells() {
  const isDebianRoot = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (missingShells().length === 0 || !isDebianRoot) return;
  console.log('Installing the shells that completions are tested in with apt-get …');
  const command =
    'apt-get update -q && apt-get install -q -y --no-install-recommends bash zsh fish bsdutils';
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (let tried = 0; tried < TRIES && missingShells().length > 0; tried += 1) {
    const { status, stderr } = spawnSync('sh', ['-c', command], { env, encoding: 'utf8' });
    if (status !== 0) console.error(stderr);
  }
}
