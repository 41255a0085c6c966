import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepSecret } from './secret-file.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kontor-secret-'));
});
afterAll(() => rm(directory, { recursive: true }));

test('a secret is made once, and is for this user alone', async () => {
  const path = join(directory, 'once');

  const made = await keepSecret(path, 32);
  const kept = await keepSecret(path, 32);

  expect(made).toHaveLength(32);
  expect(kept).toEqual(made);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('all that start at once get the same secret, and leave no drafts', async () => {
  const path = join(directory, 'raced');

  const secrets = await Promise.all(Array.from({ length: 10 }, () => keepSecret(path, 16)));

  expect(new Set(secrets.map((secret) => secret.toString('hex'))).size).toBe(1);
  expect((await readdir(directory)).filter((name) => name.startsWith('raced'))).toEqual(['raced']);
});
