import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './workspaces.ts';

const guide = readFileSync(join(root, 'docs/dashboard.md'), 'utf8');
const named = [...guide.matchAll(/\]\((pictures\/[\w-]+\.webp)\)/g)].map(([, path = '']) => path);
const MOST_BYTES = 1_500_000;

test('every picture of the guide is there, none lies about, and together they stay small', () => {
  const there = globSync('pictures/*', { cwd: join(root, 'docs') }).sort();
  const bytes = there.map((path) => statSync(join(root, 'docs', path)).size);

  expect(there).toEqual([...named].sort());
  expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(MOST_BYTES);
});

test('every area of the guide has a picture, and every picture says what it shows', () => {
  const areas = guide.split(/^## /m).slice(1);
  const without = areas.filter((area) => !area.includes('](pictures/'));

  expect(without.map((area) => area.split('\n')[0])).toEqual([]);
  expect(guide).not.toContain('![](');
});
