import { expect, test } from 'vitest';
import { isStorable, isStorableText } from './storable.ts';

test.for([
  ['the character NUL', '{"a":"x\\u0000"}', false],
  ['NUL in a key', '{"a\\u0000":1}', false],
  ['half of a pair', '["\\ud800"]', false],
  ['the other half', '["\\udc00"]', false],
  ['a whole pair', '["\\ud83d\\ude00"]', true],
  ['a backslash before letters', '["\\\\u0000"]', true],
  ['a backslash before NUL', '["\\\\\\u0000"]', false],
  ['nothing special', '{"a":[1,null,"ä"]}', true],
] as const)('JSON with %s is judged', ([, text, storable]) => {
  expect(isStorable(JSON.parse(text))).toBe(storable);
  expect(isStorableText(text, JSON.parse(text))).toBe(storable);
});
