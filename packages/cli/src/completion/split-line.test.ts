import { expect, test } from 'vitest';
import { splitLine } from './split-line.ts';

test.each([
  ['', ['']],
  ['kontor', ['kontor']],
  ['kontor ', ['kontor', '']],
  ['kontor  resource\tcr', ['kontor', 'resource', 'cr']],
  ["kontor projects delete 'my shop", ['kontor', 'projects', 'delete', 'my shop']],
  ['kontor projects delete my\\ shop', ['kontor', 'projects', 'delete', 'my shop']],
  ['kontor projects delete "a \\"b\\" c" ', ['kontor', 'projects', 'delete', 'a "b" c', '']],
  ['kontor --team=ac', ['kontor', '--team=ac']],
  ['kontor back\\', ['kontor', 'back']],
])('%j is read as the words that a shell sees', (line, words) => {
  expect(splitLine(line)).toEqual(words);
});
