import { readdirSync, readFileSync } from 'node:fs';
import type { Vercel } from '@vercel/sdk';
import { expect, test } from 'vitest';
import { sdkFor } from './sdk.ts';

const vercel = sdkFor('http://127.0.0.1:9', 'nobody');

/** The groups of the official SDK that a marketplace is called through. Tokens are its `authentication`. */
const groups = [
  'marketplace',
  'integrations',
  'projects',
  'environment',
  'teams',
  'user',
  'authentication',
  'webhooks',
  'checks',
  'checksV2',
] as const satisfies readonly (keyof Vercel)[];

const tests = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.test.ts') && name !== 'every-method.test.ts')
  .map((name) => readFileSync(`${import.meta.dirname}/${name}`, 'utf8'))
  .join('\n');

const methods = groups.flatMap((group) =>
  Object.getOwnPropertyNames(Object.getPrototypeOf(vercel[group]))
    .filter((name) => name !== 'constructor')
    .map((name) => `${group}.${name}`),
);

test('the SDK has the groups that are looked at, with their methods', () => {
  expect(groups.filter((group) => !methods.some((name) => name.startsWith(`${group}.`)))).toEqual(
    [],
  );
  expect(methods).toContain('marketplace.submitInvoice');
});

test('every method is called by a test beside this one, whether it is served or outside', () => {
  const forgotten = methods.filter((name) => {
    const method = name.slice(name.indexOf('.') + 1);
    return !new RegExp(`\\.${method}\\b|['"]${method}['"]`).test(tests);
  });

  expect(forgotten).toEqual([]);
});
