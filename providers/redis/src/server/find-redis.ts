import { existsSync } from 'node:fs';

/** Where packages put it. */
const places = [
  '/usr/bin/redis-server',
  '/usr/local/bin/redis-server',
  '/opt/homebrew/bin/redis-server',
];

/** The program of a Redis server on this machine; undefined where there is none. */
export function findRedis(): string | undefined {
  return places.find((path) => existsSync(path));
}
