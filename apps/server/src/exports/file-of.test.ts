import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { csvOf, jsonOf, type Row } from './file-of.ts';
import { inPages, PAGE } from './in-pages.ts';

async function* rowsOf(...rows: readonly Row[]) {
  yield* rows;
}

test.each([
  ['plain', 'plain'],
  [null, ''],
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['one\ntwo', '"one\ntwo"'],
  ['one\rtwo', '"one\rtwo"'],
  ['-1.50', '-1.50'],
  ['-0.10', '-0.10'],
  ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
  ['-cmd|x', "'-cmd|x"],
  ['-1+2', "'-1+2"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['+1', "'+1"],
  ['\t=1', "'\t=1"],
  [7, '7'],
])('%j is the cell %j', async (value, cell) => {
  const written = await text(csvOf(['a', 'b'], rowsOf({ b: 'end', a: value })));

  expect(written).toBe(`a,b\r\n${cell},end\r\n`);
});

test('a file of no rows has the names of its columns, and as JSON is an empty list', async () => {
  expect(await text(csvOf(['a', 'b'], rowsOf()))).toBe('a,b\r\n');
  expect(JSON.parse(await text(jsonOf(rowsOf())))).toEqual([]);
});

test('JSON is one list, a row on each line', async () => {
  const rows = [{ a: '1' }, { a: null }, { a: '"' }];

  const written = await text(jsonOf(rowsOf(...rows)));

  expect(JSON.parse(written)).toEqual(rows);
  expect(written.split('\n')).toEqual(['[', '{"a":"1"},', '{"a":null},', '{"a":"\\""}', ']', '']);
});

test('rows are read while they are taken, and no more of them once the reader has left', async () => {
  let pages = 0;
  const left = Promise.withResolvers<void>();
  async function* endless() {
    try {
      yield* inPages<Row>(async () => {
        pages += 1;
        return Array.from({ length: PAGE }, () => ({ a: 'x'.repeat(100) }));
      });
    } finally {
      left.resolve();
    }
  }

  for await (const part of csvOf(['a'], endless())) if (String(part).length > 0) break;

  await left.promise;
  expect(pages).toBeLessThan(5);
});

test('a file whose rows fail breaks off instead of ending', async () => {
  async function* failing() {
    yield { a: '1' };
    throw new Error('the database is gone');
  }

  await expect(text(csvOf(['a'], failing()))).rejects.toThrow('the database is gone');
  await expect(text(jsonOf(failing()))).rejects.toThrow('the database is gone');
});
