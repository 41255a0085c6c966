import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withEnd } from '../../program/with-end.ts';
import { addStep, beginScript, readScript } from './script.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kontor-script-'));
});
afterAll(() => rm(folder, { recursive: true }));

const odd = ['resource', 'create', 'a/b', '--name', `it's "ours" \\ $HOME #=> 3`, ''];

test('what was written is what is read, whatever is in it', async () => {
  const path = join(folder, 'any.script');
  await beginScript(path);
  await addStep(path, { words: odd, exitCode: 0 });
  const answers = [
    { operation: 'provisionResource', status: 201, shape: { status: 'ready', secrets: [] } },
    { operation: 'deleteResource', status: 204, shape: null },
  ];
  await addStep(path, { words: ['teams', 'list'], as: 'viewer', exitCode: 5, answers });

  expect(await readScript(path)).toEqual([
    { words: odd, as: undefined, exitCode: 0 },
    { words: ['teams', 'list'], as: 'viewer', exitCode: 5, answers },
  ]);
  expect(await readFile(path, 'utf8')).toContain('--as viewer teams list #=> 5\n');
});

test.each([
  ['kontor teams "list', 'a quote that does not end'],
  ['rm -rf x', 'another program'],
  ['kontor', 'nothing to do'],
])('%s is refused, as %s', async (line) => {
  const path = join(folder, 'wrong.script');
  await addStep(path, { words: ['teams', 'list'], exitCode: 0 });
  await appendFile(path, `${line}\n`);
  await expect(readScript(path)).rejects.toThrow(`is no line of a script: ${line}`);
  await rm(path);
});

test.each([
  ['dev do resource list', 'dev do -- resource list'],
  [
    'dev do --as viewer --json resource list --json',
    'dev do --as viewer --json -- resource list --json',
  ],
  ['dev do --as=viewer run -- sh', 'dev do --as=viewer -- run -- sh'],
  ['dev do --help', 'dev do --help'],
  ['dev do -- teams', 'dev do -- teams'],
  ['dev -- do', 'dev -- do'],
  ['--team acme dev do --timeout 5 teams', '--team acme dev do --timeout 5 -- teams'],
  ['run npm test --json --help', 'run -- npm test --json --help'],
  ['--json run --project web npm run dev --yes', '--json run --project web -- npm run dev --yes'],
  ['run --git-branch=main npm -- x', 'run --git-branch=main -- npm -- x'],
  ['run -- npm test --json', 'run -- npm test --json'],
  ['run --help', 'run --help'],
  ['run --project', 'run --project'],
  ['dev --port 80 npm start --offline', 'dev --port 80 -- npm start --offline'],
  ['dev --data folder act --json', 'dev --data folder -- act --json'],
  ['resource show run --json', 'resource show run --json'],
])('%s is read as %s', async (typed, read) => {
  expect(await withEnd(typed.split(' '))).toEqual(read.split(' '));
});
