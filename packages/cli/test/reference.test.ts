import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { reference } from '../src/docs/reference.ts';
import { referenceFile } from '../src/docs/reference-file.ts';

test('docs/cli.md is what the commands say; `npm run docs -w packages/cli` makes it so', async () => {
  expect(await readFile(referenceFile, 'utf8')).toBe(await reference());
});
