import { globSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { machine } from './stand-in/kontor.ts';
import { marketplace } from './stand-in/marketplace.ts';

const hook = new URL('./stand-in/print-loaded.ts', import.meta.url).href;
const root = new URL('../../../', import.meta.url).href;

/** The modules that a run loads, by their path in the repository; those of Node are not counted. */
async function loadedBy(line: string, env: Readonly<Record<string, string>> = {}) {
  const { kontor } = machine();
  const words = line.split(/(?<!\\) /).map((word) => word.replaceAll('\\ ', ' '));
  const { code, stderr } = await kontor(words, {
    env: { ...env, NODE_OPTIONS: `--import ${hook}` },
  });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const urls = [...stderr.matchAll(/^loaded (file:\S+)$/gm)].map(([, url = '']) => url);
  return urls.map((url) => url.replace(root, ''));
}

/** What costs most to start with is compiling, so what is not needed is not loaded. */
test.each([['--version'], ['--help'], ['resource --help'], ['complete --line kontor']])(
  '`kontor %s` loads the list of commands and the parser, no schema and no command',
  async (line) => {
    const loaded = await loadedBy(line);

    const foreign = loaded.filter((path) => path.includes('node_modules/'));
    expect(foreign.filter((path) => !path.includes('/commander/'))).toEqual([]);
    expect(loaded.filter((path) => path.startsWith('packages/protocol'))).toEqual([]);
    expect(loaded.filter((path) => /^packages\/cli\/src\/commands\/.+\//.test(path))).toEqual([]);
    expect(loaded.length).toBeLessThan(40);
  },
);

/** What a command loads when it needs it, and not because another one does. */
const heavy = [
  'file:internal/deps/undici/',
  'node_modules/yaml/',
  'node_modules/@clack/',
  'node_modules/@modelcontextprotocol/',
  'packages/check/',
  'packages/dev/',
  'packages/mcp/',
  'packages/protocol/src/index.ts',
  'packages/protocol/src/vocabulary/index.ts',
  'packages/protocol/src/messages/partner/',
  'packages/protocol/src/messages/platform/',
  'packages/protocol/src/messages/rest/index.ts',
  'packages/protocol/src/messages/webhooks/',
  'packages/protocol/src/messages/kontor/index.ts',
];

test.each([
  ['hosts list', 2],
  ['projects list', 8],
  ['catalog', 20],
  ['resource create --help', 40],
  ['complete --line kontor\\ resource\\ create\\ --na', 40],
  ['complete --line kontor\\ projects\\ delete\\ ', 8],
])(
  "`kontor %s` loads of the protocol what it speaks of, and no other command's tools",
  async (line, modules) => {
    const { signedIn } = await marketplace();
    const loaded = await loadedBy(line, signedIn);

    expect(loaded.filter((path) => heavy.some((each) => path.startsWith(each)))).toEqual([]);
    const ofProtocol = loaded.filter((path) => path.startsWith('packages/protocol/'));
    expect(ofProtocol.length).toBeLessThanOrEqual(modules);
  },
);

test('no command loads all calls or all words, of which it needs a few', () => {
  const sources = new URL('../src/', import.meta.url);
  const all = /^import (?!type )[^;]*from '@kontor\/protocol(\/(vocabulary|kontor|rest))?';/m;

  const files = globSync('**/*.ts', { cwd: sources });
  expect(files.filter((file) => all.test(readFileSync(new URL(file, sources), 'utf8')))).toEqual(
    [],
  );
});

test('what was compiled in one start is kept for the next', async () => {
  const { kontor, folder } = machine();
  const cache = join(folder, 'cache');

  await kontor(['--version'], { env: { XDG_CACHE_HOME: cache } });

  const kept = await readdir(join(cache, 'kontor'), { recursive: true });
  expect(kept.length).toBeGreaterThan(20);
});
