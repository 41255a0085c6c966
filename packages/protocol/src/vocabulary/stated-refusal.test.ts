import fc from 'fast-check';
import { expect, test } from 'vitest';
import { refusal } from './refusal.ts';
import { readRefusal } from './stated-refusal.ts';

test("the protocol's error body is read in full", () => {
  const body = {
    error: {
      code: 'validation_error',
      message: 'region is unknown',
      user: { message: 'Choose another region', url: 'https://acme.test/regions' },
      fields: [
        { key: 'region', message: 'unknown' },
        { key: 'size', message: null },
      ],
    },
  };

  expect(refusal.safeParse(body).success).toBe(true);
  expect(readRefusal(body)).toEqual({
    code: 'validation_error',
    message: 'region is unknown',
    userMessage: 'Choose another region',
    userUrl: 'https://acme.test/regions',
    fields: [{ key: 'region', message: 'unknown' }, { key: 'size' }],
  });
});

test.each([
  ['Invalid audience', { message: 'Invalid audience' }],
  ['', {}],
  [undefined, {}],
  [null, {}],
  [[], {}],
  [{}, {}],
  [{ error: true, code: 'not_found' }, { code: 'not_found' }],
  [
    { error: 'Unauthorized', code: 'unauthorized' },
    { code: 'unauthorized', message: 'Unauthorized' },
  ],
  [{ error: { code: 'conflict' } }, { code: 'conflict' }],
  [{ error: { code: 'x', message: 'm', user: null, fields: null } }, { code: 'x', message: 'm' }],
  [
    { error: { code: 'x', message: 'm', user: { message: 'u', url: null } } },
    { code: 'x', message: 'm', userMessage: 'u' },
  ],
  [{ error: { code: 'x', user: { url: 'javascript:alert(1)' } } }, { code: 'x' }],
  [{ message: 'bare' }, { message: 'bare' }],
])('%j is understood as far as it goes', (body, stated) => {
  expect(readRefusal(body)).toEqual({ fields: [], ...stated });
});

test('no answer is so odd that reading it fails', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (body, error) => {
      expect(readRefusal(body).fields).toBeInstanceOf(Array);
      expect(readRefusal({ error }).fields).toBeInstanceOf(Array);
    }),
  );
});
