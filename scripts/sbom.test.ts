import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { componentsOf } from './sbom.mjs';

const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));

test('the list of parts names each package that is shipped once, with the hash of what is installed', () => {
  const parts = componentsOf(lock);

  const names = parts.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['fastify', 'pg', 'zod']));
  expect(names.some((name) => name.startsWith('@kontor/'))).toBe(false);
  expect(parts.filter(({ hashes }) => hashes === undefined)).toEqual([]);
  expect(new Set(parts.map(({ purl }) => purl)).size).toBe(parts.length);
});
