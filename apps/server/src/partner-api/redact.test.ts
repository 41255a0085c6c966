import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hidden, longestRecordedBody, redactBody, redactPath, redactText } from './redact.ts';

describe('a body loses what is secret', () => {
  it.each([
    ['password', 'hunter2'],
    ['PGPASSWORD', 'hunter2'],
    ['db_passwd', 'hunter2'],
    ['access_token', 'hunter2'],
    ['refreshToken', 'hunter2'],
    ['client_secret', 'hunter2'],
    ['Authorization', 'hunter2'],
    ['set-cookie', 'hunter2'],
    ['apiKey', 'hunter2'],
    ['private_key', 'hunter2'],
    ['connectionString', 'hunter2'],
    ['pin_token', 1234],
    ['credentials', { anything: ['hunter2', { at: 'all' }] }],
    ['environmentOverrides', { development: 'hunter2' }],
  ])('under a name that says so: %s', (key, value) => {
    const text = JSON.stringify(redactBody({ kept: 'yes', nested: [{ [key]: value }] }));

    expect(text).toContain('"kept":"yes"');
    expect(text).toContain(hidden);
    expect(text).not.toMatch(/hunter2|1234|all/);
  });

  it('in the list of secrets, and keeps their names', () => {
    const secrets = [
      {
        name: 'DATABASE_URL',
        prefix: 'ACME',
        value: 'hunter2',
        environmentOverrides: { development: 'hunter2', name: 'hunter2' },
        note: 'hunter2',
      },
    ];

    expect(redactBody({ secrets, partial: true })).toEqual({
      secrets: [
        {
          name: 'DATABASE_URL',
          prefix: 'ACME',
          value: hidden,
          environmentOverrides: { development: hidden, name: hidden },
          note: hidden,
        },
      ],
      partial: true,
    });
  });

  it.each([
    [{ secrets: { DATABASE_URL: 'hunter2' } }, { secrets: { DATABASE_URL: hidden } }],
    [{ secrets: ['hunter2'] }, { secrets: [hidden] }],
    [{ secrets: 'hunter2' }, { secrets: hidden }],
    [{ secrets: null }, { secrets: null }],
  ])('in a list of secrets of another shape: %j', (body, kept) => {
    expect(redactBody(body)).toEqual(kept);
  });

  it.each([
    [
      'postgres://orders:hunter2@db.example/orders',
      `postgres://orders:${hidden}@db.example/orders`,
    ],
    ['redis://:hunter2@db.example', `redis://:${hidden}@db.example`],
    ['Authorization: Bearer abcdefgh12345', `Authorization: Bearer ${hidden}`],
    ['got eyJhbGciOi.eyJzdWIi.c2lnbmF0dXJl here', `got ${hidden} here`],
    ['a plain text: nothing/to@hide', 'a plain text: nothing/to@hide'],
  ])('in any text: %s', (text, kept) => {
    expect(redactText(text)).toBe(kept);
    expect(redactBody({ note: text })).toEqual({ note: kept });
  });

  it('wherever a value stands under a secret name', () => {
    const leaf = fc.constantFrom('hunter2', 'hunter2 more');
    const tree = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('node')),
        fc.dictionary(fc.string(), tie('node')),
      ),
    })).node;

    fc.assert(
      fc.property(tree, fc.constantFrom('password', 'apiToken', 'credentials'), (value, key) => {
        expect(JSON.stringify(redactBody({ [key]: value }))).not.toContain('hunter2');
      }),
    );
  });
});

describe('a body can always be kept', () => {
  it('in a list that is too long to be kept, and is not looked at to its end', () => {
    const rows = Array.from({ length: 100_000 }, (_, row) => ({
      row,
      name: 'x',
      token: 'hunter2',
    }));

    const kept = String(redactBody({ rows }));

    expect(kept).toMatch(/^\{"rows":\[\{"row":0,"name":"x","token":"\*\*\*"\}.*… \(\d{7} bytes\)$/);
    expect(kept).not.toContain('hunter2');
    expect(Buffer.byteLength(kept)).toBeLessThan(longestRecordedBody + 30);
  });

  it('when it is too long: it breaks off and says how long it was', () => {
    const kept = redactBody({ text: 'ü'.repeat(longestRecordedBody) });

    expect(kept).toMatch(/^\{"text":"ü+… \(16395 bytes\)$/);
    expect(Buffer.byteLength(String(kept))).toBeLessThan(longestRecordedBody + 30);
  });

  it('when it is too long, and says the bytes that were counted as it came', () => {
    const kept = redactBody({ text: 'x'.repeat(longestRecordedBody) }, 9_000);

    expect(kept).toMatch(/^\{"text":"x+… \(9000 bytes\)$/);
    expect(redactBody({ text: 'x' }, 9_000)).toEqual({ text: 'x' });
  });

  it('when it nests without end', () => {
    const depth = 100_000;
    const deep: unknown = JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);

    expect(JSON.stringify(redactBody(deep))).toContain(hidden);
  });

  it('with nothing that a jsonb column refuses', () => {
    const kept = JSON.stringify(redactBody({ 'a\0': 'b\0c', '\ud800': '\udc00', d: undefined }));

    expect(kept).toBe('{"a":"bc","\ufffd":"\ufffd","d":null}');
  });

  it('and a name like __proto__ stays a name', () => {
    expect(JSON.stringify(redactBody(JSON.parse('{"__proto__":{"a":1}}')))).toBe(
      '{"__proto__":{"a":1}}',
    );
  });
});

it('a path keeps its query, less what is secret', () => {
  expect(redactPath('/v1/x')).toBe('/v1/x');
  expect(redactPath('/v1/x?ids=a&ids=b&limit=3&token=hunter2')).toBe(
    `/v1/x?ids=a&ids=b&limit=3&token=${encodeURIComponent(hidden)}`,
  );
});

it('text is cut by these alone, in capitals or not, and is otherwise as it was', () => {
  const part = fc.constantFrom(
    '://',
    ':',
    '@',
    'Bearer ',
    'BASIC\t',
    'eyJ',
    'EYJ',
    '.',
    'abcdefgh',
    ' ',
  );
  const text = fc.array(fc.oneof(part, fc.string()), { maxLength: 12 }).map((all) => all.join(''));
  const credential =
    /:\/\/[^\s/:@]*:(?!\*\*\*@)[^\s/@]+@|\b(?:bearer|basic)\s+(?!\*\*\*)[\w.~+/=-]{8,}|\beyJ[\w-]+\.[\w-]+\./i;
  fc.assert(
    fc.property(text, (given) => {
      const kept = redactText(given);

      // in capitals it begins no token; without it what is around it would be one word
      expect(kept.replaceAll('EYJ', 'EYX')).not.toMatch(credential);
      if (!credential.test(given)) expect(kept).toBe(given);
    }),
  );
});
