import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanJson, cleanText } from './clean-text.ts';

test.each([
  ['colours', '\u001b[31mred\u001b[0m', 'red'],
  ['a title of the window', '\u001b]0;title\u0007text', 'text'],
  ['eight-bit escapes', '\u009b31mred', 'red'],
  ['a bell and a backspace', 'a\u0007b\u0008c', 'abc'],
  ['line ends, which become a blank', 'one\r\ntwo\tthree', 'one two three'],
  ['turning the direction of writing', 'a\u202eb\u2066c', 'abc'],
])('text loses %s', (_, text, clean) => {
  expect(cleanText(text)).toBe(clean);
});

test('text of any language stays as it is', () => {
  expect(cleanText('Grüße, 東京, مرحبا, 👩‍👧')).toBe('Grüße, 東京, مرحبا, 👩‍👧');
});

test('no text can leave a control character behind', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(cleanText(text)).not.toMatch(/\p{Cc}/u);
    }),
  );
});

test('a JSON document parses to the same value and holds no control character but its line ends', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, text) => {
      const document = cleanJson({ value, text });
      expect(JSON.parse(document)).toEqual(JSON.parse(JSON.stringify({ value, text })));
      expect(document.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
    }),
  );
});
