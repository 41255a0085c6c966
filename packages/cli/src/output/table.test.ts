import { expect, test } from 'vitest';
import { facts, table } from './table.ts';

test('columns are as wide as their widest cell, and lines end without blanks', () => {
  expect(
    table(
      ['NAME', 'PLAN', 'ID'],
      [
        ['orders', 'Pro', 'a'],
        ['x', '', ''],
      ],
    ),
  ).toEqual([{ text: 'NAME    PLAN  ID', look: 'heading' }, 'orders  Pro   a', 'x']);
});

test('characters that take two columns are counted as two', () => {
  expect(
    table(
      ['A', 'B'],
      [
        ['東京', '1'],
        ['👩‍👧', '2'],
        ['abc', '3'],
      ],
    ),
  ).toEqual([{ text: 'A     B', look: 'heading' }, '東京  1', '👩‍👧    2', 'abc   3']);
});

test('a cell cannot break its row', () => {
  expect(table(['A', 'B'], [['one\ntwo', '\u001b[2Jx']])[1]).toBe('one two  x');
});

test('labels stand in one column and values in another', () => {
  expect(
    facts([
      ['id', 'x'],
      ['status', 'ready'],
    ]),
  ).toEqual(['id      x', 'status  ready']);
});
