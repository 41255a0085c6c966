import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { fileSchemaText, reference, schemaText } from '../src/docs/reference.ts';
import { fileSchemaFile, referenceFile, schemaFile } from '../src/docs/reference-file.ts';

test('docs/cli.md is what the commands say; `npm run docs -w packages/cli` makes it so', async () => {
  expect(await readFile(referenceFile, 'utf8')).toBe(await reference());
});

test('docs/cli.schema.json is what the commands print with --json, made by the same', async () => {
  expect(await readFile(schemaFile, 'utf8')).toBe(await schemaText());
});

test('docs/kontor.yaml.schema.json is what a file may say, made by the same', async () => {
  expect(await readFile(fileSchemaFile, 'utf8')).toBe(fileSchemaText());
});
