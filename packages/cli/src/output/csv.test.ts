import { expect, test } from 'vitest';
import { csv } from './csv.ts';

test.each([
  ['plain', 'plain'],
  [null, ''],
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['one\ntwo', 'one two'],
  ['-1.50', '-1.50'],
  ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
  ['-cmd|x', "'-cmd|x"],
  ['@SUM(A1)', "'@SUM(A1)"],
])('%j is the cell %s', (value, cell) => {
  expect(csv(['a'], [{ a: value }])).toEqual(['a', cell]);
});
