import { expect, test } from 'vitest';
import { namesFromEnv, readState } from './read-state.ts';

async function flaws(text: string): Promise<readonly string[]> {
  const read = await readState(text);
  if (read.isGood) return [];
  return read.flaws.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

test.each([
  [
    'project: shop\nresorces: {}\n',
    ["2:1 'resorces' means nothing here. Did you mean 'resources'?"],
  ],
  ['resources: {}\n', ["1:1 'project' is missing: a string is expected."]],
  ['', ["1:1 'project' is missing: a string is expected."]],
  ['project: 7\n', ['1:10 \'project\' should be a text: write "7", in quotes.']],
  [
    'project: shop\nconnections: [a]\n',
    ["2:14 'connections' should be names with values, and is a list."],
  ],
  [
    'project: shop\nvariables:\n  A:\n    - value: x\n    - {value: y, fromEnv: Z}\n',
    ['5:7 give either value or fromEnv'],
  ],
  [
    'project: shop\nvariables:\n  9LIVES: {value: x}\n',
    [
      '3:3 \'9LIVES\': A variable name begins with a letter or "_" and goes on with letters, digits and "_".',
    ],
  ],
  [
    'project: shop\nenvironments:\n  staging: {branches: x}\n  production:\n',
    [
      "3:13 'branches' means nothing here. There are: 'description', 'branchMatcher'.",
      "4:3 'production': every project has it: name only environments beside those",
    ],
  ],
  [
    'project: shop\nshared:\n  DSN: {value: x, enviroments: [preview]}\n  KEY:\n    - {value: x, environments: [staging]}\n',
    [
      "3:19 'enviroments' means nothing here. Did you mean 'environments'?",
      '5:33 production, preview or development, which every project has',
    ],
  ],
  ['project: shop\nproject: shop\n', ['2:1 Map keys must be unique']],
  [
    'project: shop\nresorces: {}\nvariables:\n  A: {value: x, branhc: y}\n',
    [
      "2:1 'resorces' means nothing here. Did you mean 'resources'?",
      "4:17 'branhc' means nothing here. Did you mean 'branch'?",
    ],
  ],
])('%j is wrong at its place', async (text, expected) => {
  expect(await flaws(text)).toEqual(expected);
});

test('aliases that unfold without end are refused', async () => {
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
  for (const [index, name] of ['b', 'c', 'd', 'e', 'f', 'g'].entries()) {
    const former = String.fromCharCode('a'.charCodeAt(0) + index);
    bomb.push(`${name}: &${name} [${Array.from({ length: 10 }, () => `*${former}`).join(', ')}]`);
  }
  expect(await flaws(bomb.join('\n'))).toEqual([expect.stringMatching(/^1:1 .*alias/i)]);
});

test('a file that is right is read with its places, and with what it takes from the machine', async () => {
  const read = await readState(
    'project: shop\nvariables:\n  A: {fromEnv: ONE}\n  B:\n    - {fromEnv: TWO, environments: [preview]}\nshared:\n  C: {fromEnv: THREE, projects: [docs]}\n',
  );
  if (!read.isGood) throw new Error('it is right');
  const { desired, locate } = read.file;

  expect(namesFromEnv(desired).map(({ name, path }) => ({ name, ...locate(path) }))).toEqual([
    { name: 'ONE', line: 3, column: 16 },
    { name: 'TWO', line: 5, column: 17 },
    { name: 'THREE', line: 7, column: 16 },
  ]);
  // what is not in the file is told where it would stand
  expect(locate(['variables', 'B', 0, 'branch'])).toEqual({ line: 5, column: 7 });
});
