/** Finds the Redis server that tests of its provider start, and installs it where that can be done. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { SetupError } from './setup.mjs';

const PLACES = [
  '/usr/bin/redis-server',
  '/usr/local/bin/redis-server',
  '/opt/homebrew/bin/redis-server',
];
const TRIES = 3;

/** The program of a Redis server on this machine; undefined where there is none. */
export function findRedis() {
  const { KONTOR_REDIS: given } = process.env;
  return given || PLACES.find((path) => existsSync(path));
}

/** Makes sure that there is one. */
export function ensureRedis() {
  if (findRedis() !== undefined) return;
  const isDebianRoot = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (isDebianRoot) install();
  if (findRedis() === undefined) {
    throw new SetupError(
      'The tests of the Redis provider need a Redis server, and none was found. Install it, or set KONTOR_REDIS to its program.',
    );
  }
}

/** The package would start a server for the whole machine; the one that tests need is theirs alone. */
function install() {
  console.log('Installing Redis with apt-get …');
  const command =
    'apt-get update -q && RUNLEVEL=1 apt-get install -q -y --no-install-recommends redis-server';
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (let tried = 0; tried < TRIES && findRedis() === undefined; tried += 1) {
    const { status, stderr } = spawnSync('sh', ['-c', command], { env, encoding: 'utf8' });
    if (status !== 0) console.error(stderr);
  }
}
