import { expect, test } from 'vitest';
import type { Row } from './line.ts';
import { facts, table } from './table.ts';
import { widthOf } from './text-width.ts';

const textsOf = (rows: readonly Row[]) => rows.map(({ text }) => text);

test('columns are as wide as their widest cell, and lines end without blanks', () => {
  const rows = table(
    ['NAME', 'PLAN', 'ID'],
    [
      ['orders', 'Pro', 'a'],
      ['x', '', ''],
    ],
  );

  expect(textsOf(rows)).toEqual(['NAME    PLAN  ID', 'orders  Pro   a', 'x']);
  expect(rows.map(({ look }) => look)).toEqual(['heading', undefined, undefined]);
});

test('characters that take two columns are counted as two', () => {
  const rows = table(
    ['A', 'B'],
    [
      ['東京', '1'],
      ['👩‍👧', '2'],
      ['abc', '3'],
    ],
  );

  expect(textsOf(rows)).toEqual(['A     B', '東京  1', '👩‍👧    2', 'abc   3']);
});

test('a cell cannot break its row', () => {
  expect(textsOf(table(['A', 'B'], [['one\ntwo', '\u001b[2Jx']]))[1]).toBe('one two  x');
});

const resourceId = 'res_00000000000000000001abcd';

test('where a terminal is narrower, the widest texts are shortened, and no id, number, time or command', () => {
  const rows = table(
    ['NAME', 'ABOUT', 'PLACES', 'COST', 'AT', 'DO', 'ID'],
    [
      [
        'orders-of-a-long-name',
        'All orders that ever came',
        '東京, 大阪, 京都, 神戸',
        '-',
        '-',
        '',
        '',
      ],
      ['x', '', '', '$20.00', '2030-01-02 03:04:05', 'kontor resources show x', resourceId],
    ],
  );

  const fitted = rows.map((row) => row.fitted(130));
  const narrowest = rows.map((row) => row.fitted(40));

  expect(fitted).toEqual([
    'NAME                   ABOUT       PLACES       COST    AT                   DO                       ID',
    'orders-of-a-long-name  All order…  東京, 大阪…  -       -',
    `x                                               $20.00  2030-01-02 03:04:05  kontor resources show x  ${resourceId}`,
  ]);
  expect(Math.max(...fitted.map(widthOf))).toBeLessThanOrEqual(130);
  expect(narrowest[1]).toContain('orders-of-a-long-name  All ord…  東京,…');
  expect(narrowest[2]).toContain(resourceId);
  expect(rows.map((row) => row.fitted(200))).toEqual(textsOf(rows));
});

test('columns that are to be read as a whole are', () => {
  const rows = table(['A', 'B', 'C'], [['a', 'b'.repeat(30), 'x'.repeat(30)]], { whole: ['B'] });

  expect(rows[1]?.fitted(50)).toBe(`a  ${'b'.repeat(30)}  ${'x'.repeat(14)}…`);
});

test('labels stand in one column and values in another', () => {
  expect(
    facts([
      ['id', 'x'],
      ['status', 'ready'],
    ]),
  ).toEqual(['id      x', 'status  ready']);
});
