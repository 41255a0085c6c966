import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quoteValue } from './quote-value.ts';

const read = (name: string, text: string) => parseEnv(text)[name];

test.each([
  ['postgres://ada:pw@db.example:5432/app', 'postgres://ada:pw@db.example:5432/app'],
  ['', "''"],
  ['two words', "'two words'"],
  ['$HOME # no comment', "'$HOME # no comment'"],
  ['C:\\new', "'C:\\new'"],
  ['line 1\nline 2\n', "'line 1\nline 2\n'"],
  ['{"key": "value"}', '\'{"key": "value"}\''],
  ["it's", '"it\'s"'],
  ["it's $5", "`it's $5`"],
  ['it\'s "5"', '`it\'s "5"`'],
  ["it's `$5`", '"it\'s `$5`"'],
  ['all \'three\' "kinds" `here`', 'all \'three\' "kinds" `here`'],
])('%j is spelled %s', (value, spelled) => {
  expect(quoteValue(value)).toBe(spelled);
  expect(read('NAME', `BEFORE=1\nNAME=${spelled}\nAFTER=2\n`)).toBe(value);
});

test.each([
  ['a carriage return, which readers drop', 'a\r\nb'],
  ['a zero byte, which ends a variable', 'a\0b'],
  ['half a character', 'a\ud800'],
  ['all quotes and a line end', '\'"`\n'],
  ['all quotes and a #', 'x\'"`#'],
  ['all quotes, beginning with one', '\'"`'],
])('%s cannot be spelled', (_, value) => {
  expect(quoteValue(value)).toBeUndefined();
});

const pieces = fc.constantFrom(
  ...[
    "'",
    '"',
    '`',
    '\\',
    '\\n',
    '\n',
    '\r',
    '\t',
    '$',
    '$A',
    '#',
    '=',
    ' ',
    'é',
    '🙂',
    'a',
    'Z',
    '\u00a0',
  ],
);
const values = fc.oneof(
  fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary' }),
);

test('every value that is spelled is read back as it was, between any neighbours', () => {
  fc.assert(
    fc.property(values, values, values, (first, value, last) => {
      const lines = Object.entries({ FIRST: first, NAME: value, LAST: last }).flatMap(
        ([name, each]) => {
          const spelled = quoteValue(each);
          return spelled === undefined ? [] : [[name, each, `${name}=${spelled}\n`] as const];
        },
      );
      const text = lines.map(([, , line]) => line).join('');
      expect(parseEnv(text)).toEqual(Object.fromEntries(lines));
    }),
    { numRuns: 3000 },
  );
});

test('whatever node could read back in some spelling, before any other line, is spelled', () => {
  // a quote that nobody closes would go on to one of these
  const others = 'B=x"\'`x\n';
  const spellings = (value: string) => [value, `'${value}'`, `"${value}"`, `\`${value}\``];
  fc.assert(
    fc.property(
      values.filter((value) => value.isWellFormed() && !value.includes('\0')),
      (value) => {
        const isReadable = spellings(value).some(
          (spelled) => read('NAME', `A=1\nNAME=${spelled}\n${others}`) === value,
        );
        expect(quoteValue(value) !== undefined).toBe(isReadable);
      },
    ),
    { numRuns: 3000 },
  );
});
