/** Installs programs of the system, where that can be done without asking anybody. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const TRIES = 3;
/** Nothing is asked, and a server that comes with a package is not started for the whole machine. */
const SILENTLY = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };

/** Whether packages can be installed here: as root of a Debian. */
export function canInstall() {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/**
 * Begins to install packages of Debian, all of them at once, while something else is done. Resolves when
 * that has ended, well or not: `installWith` tries again what is missing then, and says what goes wrong.
 */
export function beginInstalling(packages) {
  if (packages.length === 0 || !canInstall()) return Promise.resolve();
  console.log(`Installing ${packages.join(', ')} with apt-get …`);
  // what it prints is not read while something else is waited for, and would stop it
  const child = spawn('sh', ['-c', commandFor(packages.join(' '))], {
    env: { ...process.env, ...SILENTLY },
    stdio: 'ignore',
  });
  return new Promise((resolve) => {
    child.once('error', resolve);
    child.once('close', resolve);
  });
}

/** Installs a package of Debian, unless the program is there already. Says what goes wrong, and goes on. */
export function installWith(name, isThere, tries = TRIES) {
  if (!canInstall()) return;
  const env = { ...process.env, ...SILENTLY };
  for (let tried = 0; tried < tries && !isThere(); tried += 1) {
    console.log(`Installing ${name} with apt-get …`);
    const { status, stderr } = spawnSync('sh', ['-c', commandFor(name)], { env, encoding: 'utf8' });
    if (status !== 0) console.error(stderr);
  }
}

function commandFor(packages) {
  return `apt-get update -q && apt-get install -q -y --no-install-recommends ${packages}`;
}
