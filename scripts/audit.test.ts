import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { flawsOf, readAnswer } from './audit.mjs';

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8'));

test('nothing is wrong with what the product depends on, as far as the lock file tells', () => {
  expect(flawsOf(read('package-lock.json'), read('package.json').allowScripts)).toEqual([]);
});

const good = { version: '1.2.3', integrity: 'sha512-x', license: 'MIT' };
const judged = (one: object) =>
  flawsOf({ packages: { 'node_modules/it': { ...good, ...one } } }, {});

test.each([
  [{ resolved: 'git+ssh://git@github.com/a/b.git#1' }, /comes from git/],
  [{ resolved: 'https://evil.example/it.tgz' }, /comes from https:\/\/evil/],
  [{ version: undefined }, /no version/],
  [{ integrity: undefined }, /no hash/],
  [{ integrity: 'sha1-x' }, /no hash/],
  [{ hasInstallScript: true }, /runs a script/],
  [{ license: 'GPL-3.0-only' }, /under GPL/],
  [{ license: 'MIT AND AGPL-3.0-only' }, /under MIT AND AGPL/],
])('one with %j is told', (one, told) => {
  expect(judged(one)).toEqual([expect.stringMatching(told)]);
});

test.each([
  {},
  { license: 'GPL-3.0-only OR MIT' },
  { license: 'GPL-3.0-only', dev: true },
  { integrity: undefined, dev: true, optional: true },
])('one with %j is not', (one) => {
  expect(judged(one)).toEqual([]);
});

test('a registry that does not say what it knows is told apart from one that knows nothing', () => {
  const vulnerable = { it: { name: 'it', severity: 'high', range: '<1.3' } };

  expect(readAnswer(JSON.stringify({ vulnerabilities: {} }))).toEqual({ kind: 'heard', found: [] });
  expect(readAnswer(JSON.stringify({ vulnerabilities: vulnerable }))).toMatchObject({
    found: ['it <1.3 (high)'],
  });
  expect(readAnswer('{"message":"405 Method Not Allowed"}')).toEqual({
    kind: 'unheard',
    why: '405 Method Not Allowed',
  });
  expect(readAnswer('<html>')).toMatchObject({ kind: 'unheard' });
});
