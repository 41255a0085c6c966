import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = new URL('..', import.meta.url).pathname;
const read = (path: string) => readFileSync(join(root, path), 'utf8');

test('the image is made of files that there are', () => {
  const named = read('deploy/Containerfile')
    .split('\n')
    .filter((line) => line.startsWith('COPY '))
    .flatMap((line) => line.split(' ').slice(1, -1))
    .filter((word) => !word.startsWith('--'))
    .map((path) => path.replace('/kontor/', ''));

  expect(named).toContain('package-lock.json');
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('the image holds every workspace that the lock file names', () => {
  const { workspaces } = JSON.parse(read('package.json'));

  for (const pattern of workspaces) {
    const folder = pattern.replace('/*', '');
    expect(read('deploy/Containerfile')).toContain(`COPY --from=build /kontor/${folder} ${folder}`);
  }
});

test.each(['deploy/Containerfile', 'deploy/kontor.service'])(
  '%s starts the host with settings that there are',
  (path) => {
    const text = read(path);
    const settings = read('docs/configuration.md');

    expect(text).toContain('apps/server/src/main.ts');
    expect(existsSync(join(root, 'apps/server/src/main.ts'))).toBe(true);
    for (const [name] of text.matchAll(/KONTOR_[A-Z_]+/g))
      expect(settings).toContain(`\`${name}\``);
  },
);

test('whoever stops the host gives it longer than it takes at most', () => {
  const grace = Number(/GRACE_MS = (\d+)_000/.exec(read('apps/server/src/main.ts'))?.[1]);
  const drain = Number(
    /undefined \? 0 : (\d+)/.exec(read('apps/server/src/config/with-defaults.ts'))?.[1],
  );
  const graceSeconds = grace + drain;

  expect(Number(/TimeoutStopSec=(\d+)/.exec(read('deploy/kontor.service'))?.[1])).toBeGreaterThan(
    graceSeconds,
  );
  expect(Number(/--time (\d+)/.exec(read('deploy/Containerfile'))?.[1])).toBeGreaterThan(
    graceSeconds,
  );
});
