import { expect, test } from 'vitest';
import { databaseNameOf, loginNameOf, resourceIdOf } from './names.ts';

test('a repeat of a call names the same resource', () => {
  expect(resourceIdOf('icfg_a', 'key')).toBe(resourceIdOf('icfg_a', 'key'));
});

test('another installation, another key and no key name other resources', () => {
  const ids = [
    resourceIdOf('icfg_a', 'key'),
    resourceIdOf('icfg_b', 'key'),
    resourceIdOf('icfg_a', 'other'),
    resourceIdOf('icfg_a', undefined),
    resourceIdOf('icfg_a', undefined),
  ];

  expect(new Set(ids).size).toBe(ids.length);
});

test('names are short and plain enough for PostgreSQL', () => {
  const id = resourceIdOf('icfg_a', `${'k'.repeat(255)}"; drop`);

  expect(databaseNameOf(id)).toMatch(/^kontor_[0-9a-f]{20}$/);
  expect(loginNameOf(id, "'")).toMatch(/^kontor_[0-9a-f]{20}_[0-9a-f]{8}$/);
});
