import fc from 'fast-check';
import { expect, test } from 'vitest';
import { utf8Length } from './utf8-length.ts';

test('counts the bytes that any text takes in UTF-8', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 0x10ffff })), (codePoints) => {
      const text = String.fromCodePoint(...codePoints);
      expect(utf8Length(text)).toBe(Buffer.byteLength(text));
    }),
  );
});

test('counts a lone surrogate as the three bytes of its replacement', () => {
  expect(utf8Length('\ud83d')).toBe(3);
});
