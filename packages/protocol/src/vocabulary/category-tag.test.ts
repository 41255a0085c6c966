import { expect, test } from 'vitest';
import { categoryTagOf } from './category-tag.ts';

test.each([
  ['Databases', 'tag_databases'],
  ['Dev Tools', 'tag_dev_tools'],
  ['experiments', 'tag_experimentation'],
  ['Checks', undefined],
  ['', undefined],
])('the category %j is found by %s', (category, tag) => {
  expect(categoryTagOf(category)).toBe(tag);
});
