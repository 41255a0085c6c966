import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

test('every command of the page about the command line is run by a test', async () => {
  const page = await readFile(new URL('../../../../docs/vercel-cli.md', import.meta.url), 'utf8');
  const files = (await readdir(new URL('.', import.meta.url))).filter((name) =>
    name.endsWith('.test.ts'),
  );
  const tests = await Promise.all(
    files.map((name) => readFile(new URL(name, import.meta.url), 'utf8')),
  );

  const commands = [...page.matchAll(/^vercel (.*)$/gm)].map(([, line = '']) => line);

  expect(commands.length).toBeGreaterThan(30);
  expect(commands.filter((line) => !tests.join('\n').includes(`'${line}'`))).toEqual([]);
});
