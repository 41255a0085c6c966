import { expect, test } from 'vitest';
import { whatChanged } from './what-changed.ts';

const before = {
  name: 'Acme',
  kinds: ['native'],
  products: { db: { name: 'Database', capabilities: { import: true } }, gone: { name: 'Old' } },
};

test('nothing changed where everything means the same', () => {
  expect(whatChanged(before, { ...before, kinds: ['native'], absent: undefined })).toEqual([]);
});

test('each thing is told by its name, with what it was and what it is', () => {
  const after = {
    name: 'Acme 2',
    kinds: ['native', 'connectable-account'],
    products: {
      db: { name: 'Database', capabilities: { import: false } },
      cache: { name: 'Cache' },
    },
  };

  expect(whatChanged(before, after)).toEqual([
    { field: 'name', before: 'Acme', after: 'Acme 2' },
    { field: 'kinds', before: ['native'], after: ['native', 'connectable-account'] },
    { field: 'products.db.capabilities', before: { import: true }, after: { import: false } },
    { field: 'products.cache', before: null, after: { name: 'Cache' } },
    { field: 'products.gone', before: { name: 'Old' }, after: null },
  ]);
});

test('all of it is new where there was nothing before', () => {
  expect(whatChanged(null, { name: 'Acme', note: null })).toEqual([
    { field: 'name', before: null, after: 'Acme' },
  ]);
});
