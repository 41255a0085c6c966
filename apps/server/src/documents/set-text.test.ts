import { expect, test } from 'vitest';
import { openFonts } from './fonts.ts';
import { setText } from './set-text.ts';

const faces = openFonts().regular;
const set = (text: string, width = 200) => setText(text, { faces, size: 10, width });
/** What is drawn on each line, its runs from left to right. */
const drawn = (text: string, width?: number) =>
  set(text, width).map(({ runs }) => runs.map((run) => run.text));

test('lines end after words, and no line is wider than it may be', () => {
  const lines = set('one two three four five six seven eight nine ten', 100);

  expect(lines.map(({ runs }) => runs.map(({ text }) => text).join(''))).toEqual([
    'one two three four',
    'five six seven eight',
    'nine ten',
  ]);
  for (const { width } of lines) expect(width).toBeLessThanOrEqual(100);
});

test('a word that fits no line is cut, and none of it is lost', () => {
  const word = 'x'.repeat(300);
  const lines = set(`a ${word} b`, 100);

  expect(drawn(`a ${word} b`, 100).flat().join('').replaceAll(/[^x]/g, '')).toBe(word);
  for (const { width } of lines) expect(width).toBeLessThanOrEqual(100);
});

test.for<[string, string, string[], boolean]>([
  ['a word of the other direction', 'for אחסון now', ['for ', 'אחסון', ' now'], false],
  ['a number in right-to-left text', 'אחסון 12', ['12', 'אחסון '], true],
  // a bracket is the other one where text is turned, so that it faces what it stands around
  ['brackets in right-to-left text', 'אב (GB) גד', ['( גד', 'GB', 'אב )'], true],
  ['signs alone in right-to-left text', 'אב GB ?!', ['!? ', 'GB', 'אב '], true],
])('%s: runs come in the order in which they are seen', ([, text, runs, isRtl]) => {
  const [line] = set(text);

  expect(line?.runs.map((run) => run.text)).toEqual(runs);
  expect(line).toMatchObject({ isRtl, actual: text });
});

test('commands of direction and control characters say nothing and are left out', () => {
  expect(drawn('a\u202eb\u2066c\u0007d')).toEqual([['abcd']]);
});

test('a letter that no typeface has is drawn as a box, and can still be copied', () => {
  const [line] = set('存 👩‍💻');

  expect(line?.runs.map(({ text }) => text)).toEqual(['□ □']);
  expect(line?.actual).toBe('存 👩‍💻');
});

test('what is plain needs no second telling', () => {
  expect(set('Storage').map(({ actual }) => actual)).toEqual([undefined]);
  expect(drawn('')).toEqual([[]]);
  expect(drawn('a\nb\r\nc')).toEqual([['a'], ['b'], ['c']]);
});
