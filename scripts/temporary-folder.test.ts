import { existsSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { setup } from './temporary-folder.ts';

test('what a run puts into the temporary folder goes with it, and nothing of others', async () => {
  const before = tmpdir();

  const end = await setup();
  const folder = tmpdir();
  await writeFile(join(folder, 'left-behind'), 'by a test');
  await end();

  expect(dirname(folder)).toBe(before);
  expect(existsSync(folder)).toBe(false);
  expect(existsSync(before)).toBe(true);
  expect(tmpdir()).toBe(before);
});

test('this run has one, in which programs that run as somebody else write as well', () => {
  expect(tmpdir()).toMatch(/kontor-tests-\w+$/);
  expect((statSync(tmpdir()).mode & 0o7777).toString(8)).toBe('1777');
});
