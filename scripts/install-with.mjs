/** Installs a program of the system, where that can be done without asking anybody. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const TRIES = 3;

/** Installs a package of Debian as root, unless the program is there already. Says what goes wrong, and goes on. */
export function installWith(name, isThere, tries = TRIES) {
  const isDebianRoot = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (!isDebianRoot) return;
  const command = `apt-get update -q && apt-get install -q -y --no-install-recommends ${name}`;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (let tried = 0; tried < tries && !isThere(); tried += 1) {
    console.log(`Installing ${name} with apt-get …`);
    const { status, stderr } = spawnSync('sh', ['-c', command], { env, encoding: 'utf8' });
    if (status !== 0) console.error(stderr);
  }
}
