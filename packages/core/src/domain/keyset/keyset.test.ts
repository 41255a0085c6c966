import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applySecrets, describeKeyset, emptyKeyset, type Keyset } from './keyset.ts';
import type { Secret } from './secret.ts';

const database: Keyset = {
  secrets: [
    { name: 'PGHOST', value: 'db.test', prefix: 'ACME' },
    { name: 'PGPASSWORD', value: 'old', environmentOverrides: { preview: 'old-branch' } },
  ],
};

test('a whole list replaces the set: what it does not name is gone', () => {
  const secrets = [
    { name: 'PGPASSWORD', value: 'new' },
    { name: 'PGDATABASE', value: 'shop' },
  ];

  expect(applySecrets(database, { secrets })).toEqual({
    ok: true,
    value: {
      secrets: [
        { name: 'PGDATABASE', value: 'shop' },
        { name: 'PGPASSWORD', value: 'new' },
      ],
    },
  });
});

test('a partial list keeps what it does not name, and replaces what it names as a whole', () => {
  expect(
    applySecrets(database, { secrets: [{ name: 'PGPASSWORD', value: 'new' }], partial: true }),
  ).toEqual({
    ok: true,
    value: {
      secrets: [
        { name: 'PGHOST', value: 'db.test', prefix: 'ACME' },
        { name: 'PGPASSWORD', value: 'new' },
      ],
    },
  });
});

test('what the host gives stays when its provider sends a whole new set, until it is removed', () => {
  const own = {
    name: 'EXPERIMENTATION_CONFIG',
    value: 'https://host.test',
    isOfHost: true,
  } as const;
  const given = applySecrets(database, { secrets: [own], partial: true });
  if (!given.ok) throw new Error('the host may give a secret');

  const replaced = applySecrets(given.value, { secrets: [{ name: 'PGHOST', value: 'new' }] });

  expect(replaced).toEqual({
    ok: true,
    value: { secrets: [own, { name: 'PGHOST', value: 'new' }] },
  });
  expect(applySecrets(given.value, { secrets: [], removed: [own.name], partial: true })).toEqual({
    ok: true,
    value: database,
  });
});

test('an empty whole list empties the set; an empty partial one leaves it', () => {
  expect(applySecrets(database, { secrets: [] })).toEqual({ ok: true, value: emptyKeyset });
  expect(applySecrets(database, { secrets: [], partial: true })).toEqual({
    ok: true,
    value: database,
  });
});

test('a name that stands twice in one list is refused at each repetition', () => {
  const secrets = ['A', 'B', 'A', 'A'].map((name) => ({ name, value: 'v' }));
  expect(applySecrets(emptyKeyset, { secrets })).toEqual({
    ok: false,
    error: {
      code: 'secrets_invalid',
      fields: [
        { key: 'secrets[2].name', message: 'secrets[2].name should not repeat A of secrets[0]' },
        { key: 'secrets[3].name', message: 'secrets[3].name should not repeat A of secrets[0]' },
      ],
    },
  });
});

test('every flaw of a list is reported, with limit and received, and without a value', () => {
  const secrets = [
    { name: '', value: 'fine' },
    { name: 'EMPTY', value: '' },
    { name: 'N'.repeat(257), value: 'fine' },
    { name: 'A=B', value: 'fine' },
    { name: 'LARGE', value: 'ä'.repeat(32_769) },
    { name: 'CUT', value: 'a\0b', environmentOverrides: { preview: '\0' } },
  ];
  expect(applySecrets(emptyKeyset, { secrets })).toEqual({
    ok: false,
    error: {
      code: 'secrets_invalid',
      fields: [
        ['secrets[0].name', 'should not be shorter than 1 character, received 0'],
        ['secrets[2].name', 'should not be longer than 256 characters, received 257'],
        ['secrets[3].name', 'should not contain "=", spaces or control characters'],
        ['secrets[4].value', 'should not be larger than 65536 bytes, received 65538'],
        ['secrets[5].value', 'should not contain the character NUL'],
        ['secrets[5].environmentOverrides.preview', 'should not contain the character NUL'],
      ].map(([key, flaw]) => ({ key, message: `${key} ${flaw}` })),
    },
  });
});

test.for(['A B', 'A\nB', 'A\tB', 'A\u0000B', 'A\u00a0B'])('the name %j is refused', (name) => {
  expect(applySecrets(emptyKeyset, { secrets: [{ name, value: 'v' }] })).toMatchObject({
    error: { code: 'secrets_invalid', fields: [{ key: 'secrets[0].name' }] },
  });
});

test.for(['pg-host', 'pg.host', '1PG', '__proto__', 'constructor'])(
  'the name %j goes on working',
  (name) => {
    const secrets = [{ name, value: 'v' }];
    expect(applySecrets(emptyKeyset, { secrets })).toEqual({ ok: true, value: { secrets } });
  },
);

test('sizes at their limits are taken', () => {
  const secrets = [{ name: 'N'.repeat(256), value: 'v'.repeat(65_536) }];
  expect(applySecrets(emptyKeyset, { secrets }).ok).toBe(true);
});

test('a keyset holds at most 500 secrets, also when it is filled little by little', () => {
  const full = applySecrets(emptyKeyset, { secrets: numbered(0, 500) });
  if (!full.ok) throw new Error('500 secrets are allowed');

  expect(applySecrets(full.value, { secrets: numbered(499, 500), partial: true }).ok).toBe(true);
  expect(applySecrets(full.value, { secrets: numbered(500, 502), partial: true })).toEqual({
    ok: false,
    error: {
      code: 'secrets_invalid',
      fields: [
        {
          key: 'secrets',
          message: 'secrets should not be more than 500 in a keyset, received 502',
        },
      ],
    },
  });
  expect(applySecrets(emptyKeyset, { secrets: numbered(0, 501) })).toMatchObject({
    error: { fields: [{ key: 'secrets' }] },
  });
});

test('a description names every secret and holds no value', () => {
  expect(describeKeyset(database)).toEqual([
    { name: 'PGHOST', length: 7, frameworkPublishable: false },
    { name: 'PGPASSWORD', length: 3, frameworkPublishable: false },
  ]);
});

const anySecrets: fc.Arbitrary<Secret[]> = fc.uniqueArray(
  fc.record({
    name: fc.stringMatching(/^[A-D_]{1,2}$/),
    value: fc.stringMatching(/^[a-z]{1,4}$/),
  }),
  { selector: ({ name }) => name },
);

test('sending the same list again changes nothing, whole or partial', () => {
  fc.assert(
    fc.property(anySecrets, anySecrets, fc.boolean(), (before, secrets, partial) => {
      const once = kept(applySecrets({ secrets: before }, { secrets, partial }));
      expect(kept(applySecrets(once, { secrets, partial }))).toEqual(once);
    }),
  );
});

test('the order of a list does not matter', () => {
  fc.assert(
    fc.property(anySecrets, (secrets) => {
      const reversed = [...secrets].reverse();
      expect(applySecrets(emptyKeyset, { secrets: reversed })).toEqual(
        applySecrets(emptyKeyset, { secrets }),
      );
    }),
  );
});

function kept(result: ReturnType<typeof applySecrets>): Keyset {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

function numbered(from: number, to: number): Secret[] {
  return Array.from({ length: to - from }, (_, index) => ({
    name: `SECRET_${from + index}`,
    value: 'v',
  }));
}
