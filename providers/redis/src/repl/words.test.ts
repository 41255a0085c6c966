import { expect, test } from 'vitest';
import { wordsOf } from './words.ts';

test.each([
  ['GET greeting', ['GET', 'greeting']],
  ['  SET  a   b ', ['SET', 'a', 'b']],
  [String.raw`SET a "two words and a \"quote\"\n"`, ['SET', 'a', 'two words and a "quote"\n']],
  ["SET a 'it''s'", undefined],
  [String.raw`SET a 'it\'s "so"'`, ['SET', 'a', 'it\'s "so"']],
  ['SET a ""', ['SET', 'a', '']],
  ['SET a "never ends', undefined],
  ['SET a "b"c', undefined],
  ['', []],
])('%s', (line, words) => {
  expect(wordsOf(line)).toEqual(words);
});
