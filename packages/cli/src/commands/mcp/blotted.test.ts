import { expect, test } from 'vitest';
import { blotted } from './blotted.ts';

test.each([
  ['a value is replaced by its name', 'pw: s3cret!', { PASSWORD: 's3cret!' }, 'pw: [PASSWORD]'],
  ['wherever it stands', 's3cret s3cret', { A: 's3cret' }, '[A] [A]'],
  [
    'of a value that holds another nothing is left',
    'postgres://ada:s3cret@db/app',
    { PASSWORD: 's3cret', URL: 'postgres://ada:s3cret@db/app' },
    '[URL]',
  ],
  ['a value too short to be a secret stays', 'on 1', { FLAG: 'on', COUNT: '1' }, 'on 1'],
  ['what is no pattern is no pattern', 'a.b$& axb', { A: 'a.b$&' }, '[A] axb'],
])('%s', (_, text, variables, shown) => {
  expect(blotted(text, variables as Record<string, string>)).toBe(shown);
});
