import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonObjects } from './json-values.ts';

const values = fc.array(fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }));
const framings: readonly ((lines: readonly string[]) => string)[] = [
  (lines) => `[${lines.join(', ')}]`,
  (lines) => lines.join('\n'),
  (lines) => lines.join(''),
  (lines) => lines.map((line) => `\u001e${line}\n`).join(''),
  (lines) => lines.map((line) => `[${line}]\r\n`).join(''),
];

test('objects are read whatever frames them and wherever the text is cut', () => {
  void fc.assert(
    fc.property(
      values,
      fc.constantFrom(...framings),
      fc.integer({ min: 1, max: 9 }),
      (given, frame, size) => {
        const text = frame(given.map((each) => JSON.stringify(each)));
        const reader = jsonObjects();
        const read: unknown[] = [];
        for (let at = 0; at < text.length; at += size)
          read.push(...reader.take(text.slice(at, at + size)));

        expect(JSON.stringify(read)).toBe(JSON.stringify(given));
        expect(reader.isWhole()).toBe(true);
      },
    ),
  );
});

test('an object is there as soon as it is whole', () => {
  const reader = jsonObjects();

  expect(reader.take('[{"a":"}{"},{"b"')).toEqual([{ a: '}{' }]);
  expect(reader.isWhole()).toBe(false);
  expect(reader.take(':[{}]}')).toEqual([{ b: [{}] }]);
});

test.each(['<html>', '{"a":', 'null', '{a}', '"{}"', '[{}] oops'])('%j is not whole', (text) => {
  const reader = jsonObjects();
  reader.take(text);

  expect(reader.isWhole()).toBe(false);
});
