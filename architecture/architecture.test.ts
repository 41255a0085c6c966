import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { importRules } from './import-rules.ts';
import { explain, inspect } from './inspect.ts';
import { sourceRules } from './source-rules.ts';
import { homes, root } from './workspaces.ts';

const planted = join(root, 'architecture/planted');
const rules = [...importRules, ...sourceRules].map(({ name }) => name);

test('every source file is looked at, and none breaks a rule', async () => {
  const { files, violations } = await inspect(root);

  expect(files.toSorted()).toEqual(sourceFiles(root));
  expect(violations.map(explain)).toEqual([]);
});

test('each planted file breaks the rules that it names, and no other', async () => {
  const { files, violations } = await inspect(planted);

  const broken = violations.map(({ file, rule }) => `${file}: ${rule}`);
  expect([...new Set(broken)].sort()).toEqual(files.flatMap(admitted).sort());
});

test.each(rules)('a file is planted that breaks %s', (rule) => {
  const broken = sourceFiles(planted).flatMap(admitted);

  expect(broken.filter((line) => line.endsWith(`: ${rule}`))).not.toEqual([]);
});

test('a folder without sources is an error and not a success', async () => {
  const empty = mkdtempSync(join(tmpdir(), 'kontor-architecture-'));
  onTestFinished(() => rmSync(empty, { recursive: true }));
  for (const home of homes) mkdirSync(join(empty, home));

  await expect(inspect(empty)).rejects.toThrow('no source file');
});

function sourceFiles(base: string): string[] {
  const folders = homes.flatMap((home) =>
    ['src', 'test', 'build'].map((part) => `${home}/*/${part}/**`),
  );
  return globSync(
    [...folders.map((folder) => `${folder}/*.{ts,tsx}`), ...homes.map((home) => `${home}/*/*.ts`)],
    { cwd: base },
  ).sort();
}

/** What a planted file says of itself: `// breaks: one-rule, another-rule`. */
function admitted(file: string): string[] {
  const [, names = ''] =
    /^\/\/ breaks: (.+)$/m.exec(readFileSync(join(planted, file), 'utf8')) ?? [];
  return names
    .split(', ')
    .filter((name) => name !== '')
    .map((name) => `${file}: ${name}`);
}
