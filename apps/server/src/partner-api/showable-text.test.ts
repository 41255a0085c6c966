import fc from 'fast-check';
import { expect, it } from 'vitest';
import { longestShownText, showable } from './showable-text.ts';

it.each([
  ['  two\r\n\tlines ', 'two lines'],
  ['\u001b[31mred\u001b[0m', 'red'],
  ['\u0000\u0007bell\u007f\u0085', 'bell'],
  ['user\u202egnp.exe\u202c', 'usergnp.exe'],
  ['half \ud83d', 'half \ufffd'],
  ['Grüße 🎉', 'Grüße 🎉'],
  ['', ''],
])('%j is shown as %j', (text, shown) => {
  expect(showable(text)).toBe(shown);
});

it('a long text breaks off, never in the middle of a character', () => {
  expect(showable('🎉'.repeat(10), 6)).toBe('🎉🎉…');
  expect(showable('🎉'.repeat(10), 7)).toBe('🎉🎉🎉…');
  expect(showable('abcdef', 6)).toBe('abcdef');
});

it('whatever comes in, what comes out is short and printable', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), (text) => {
      const shown = showable(text);
      expect(shown.length).toBeLessThanOrEqual(longestShownText);
      expect(shown).not.toMatch(/\p{Cc}/u);
      expect(shown.isWellFormed()).toBe(true);
    }),
  );
});
