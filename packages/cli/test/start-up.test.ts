import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { machine } from './stand-in/kontor.ts';

const hook = new URL('./stand-in/print-loaded.ts', import.meta.url).href;
const root = new URL('../../../', import.meta.url).href;

/** The modules that a run loads, by their path in the repository; those of Node are not counted. */
async function loadedBy(...args: string[]): Promise<string[]> {
  const { kontor } = machine();
  const { code, stderr } = await kontor(args, { env: { NODE_OPTIONS: `--import ${hook}` } });
  expect({ code, said: stderr.replaceAll(/^loaded .*\n/gm, '') }).toEqual({ code: 0, said: '' });
  const urls = [...stderr.matchAll(/^loaded (file:\S+)$/gm)].map(([, url = '']) => url);
  return urls.map((url) => url.replace(root, ''));
}

/** What costs most to start with is compiling, so what is not needed is not loaded. */
test.each([['--version'], ['--help'], ['resource --help'], ['complete --line kontor']])(
  '`kontor %s` loads the list of commands and the parser, no schema and no command',
  async (line) => {
    const loaded = await loadedBy(...line.split(' '));

    const foreign = loaded.filter((path) => path.includes('node_modules/'));
    expect(foreign.filter((path) => !path.includes('/commander/'))).toEqual([]);
    expect(loaded.filter((path) => path.startsWith('packages/protocol'))).toEqual([]);
    expect(loaded.filter((path) => /^packages\/cli\/src\/commands\/.+\//.test(path))).toEqual([]);
    expect(loaded.length).toBeLessThan(40);
  },
);

test('what was compiled in one start is kept for the next', async () => {
  const { kontor, folder } = machine();
  const cache = join(folder, 'cache');

  await kontor(['--version'], { env: { XDG_CACHE_HOME: cache } });

  const kept = await readdir(join(cache, 'kontor'), { recursive: true });
  expect(kept.length).toBeGreaterThan(20);
});
