/** Finds the Redis server that tests of its provider start, and installs it where that can be done. */
import { existsSync } from 'node:fs';
import { installWith } from './install-with.mjs';
import { SetupError } from './setup.mjs';

const PLACES = [
  '/usr/bin/redis-server',
  '/usr/local/bin/redis-server',
  '/opt/homebrew/bin/redis-server',
];

/** The program of a Redis server on this machine; undefined where there is none. */
export function findRedis() {
  const { KONTOR_REDIS: given } = process.env;
  return given || PLACES.find((path) => existsSync(path));
}

/** The package that has it, where there is none. */
export function missingRedis() {
  return findRedis() === undefined ? ['redis-server'] : [];
}

/** Makes sure that there is one. */
export function ensureRedis() {
  installWith('redis-server', () => findRedis() !== undefined);
  if (findRedis() === undefined) {
    throw new SetupError(
      'The tests of the Redis provider need a Redis server, and none was found. Install it, or set KONTOR_REDIS to its program.',
    );
  }
}
