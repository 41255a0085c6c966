import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { variableNameOf } from './variable-name-of.ts';

describe('a secret becomes a variable named', () => {
  test.each([
    // spec/concepts.md — C20
    { name: 'PGHOST', variable: 'PGHOST' },
    { name: 'PGHOST', providerPrefix: 'ACME', variable: 'ACME_PGHOST' },
    { name: 'PGHOST', connectionPrefix: 'DB1', variable: 'DB1_PGHOST' },
    { name: 'PGHOST', providerPrefix: 'ACME', connectionPrefix: 'DB1', variable: 'DB1_PGHOST' },
    { name: 'NEXT_PUBLIC_PGHOST', providerPrefix: 'ACME', variable: 'NEXT_PUBLIC_ACME_PGHOST' },
    {
      name: 'NEXT_PUBLIC_PGHOST',
      providerPrefix: 'ACME',
      connectionPrefix: 'DB1',
      variable: 'NEXT_PUBLIC_DB1_PGHOST',
    },
    // spec/partner-api.md §10.7
    { name: 'PGHOST', providerPrefix: 'acme-db two', variable: 'acme_db_two_PGHOST' },
    { name: 'ACME_PGHOST', providerPrefix: 'ACME', variable: 'ACME_PGHOST' },
    { name: 'acme_db_URL', providerPrefix: 'acme-db', variable: 'acme_db_URL' },
    { name: 'NEXT_PUBLIC_ACME_URL', providerPrefix: 'ACME', variable: 'NEXT_PUBLIC_ACME_URL' },
    { name: 'NEXT_PUBLIC_URL', providerPrefix: 'NEXT_PUBLIC', variable: 'NEXT_PUBLIC_URL' },
    { name: 'DB1_PGHOST', connectionPrefix: 'DB1', variable: 'DB1_DB1_PGHOST' },
    {
      name: 'ACME_PGHOST',
      providerPrefix: 'ACME',
      connectionPrefix: 'DB1',
      variable: 'DB1_ACME_PGHOST',
    },
    { name: 'PGHOST', connectionPrefix: 'DB1__', variable: 'DB1_PGHOST' },
    { name: 'PGHOST', providerPrefix: 'ACME_', variable: 'ACME_PGHOST' },
    { name: 'PGHOST', connectionPrefix: 'NEXT_PUBLIC', variable: 'NEXT_PUBLIC_PGHOST' },
    { name: 'PGHOST', providerPrefix: '', connectionPrefix: '', variable: 'PGHOST' },
    { name: 'PGHOST', providerPrefix: 'ACME', connectionPrefix: null, variable: 'ACME_PGHOST' },
    { name: 'PGHOST', providerPrefix: '- -', variable: 'PGHOST' },
  ])('$variable, from $name with "$providerPrefix" and "$connectionPrefix"', (row) => {
    const { variable, ...naming } = row;

    expect(variableNameOf(naming)).toBe(variable);
  });
});

const name = fc.stringMatching(/^(NEXT_PUBLIC_)?[A-Za-z_][A-Za-z0-9_]{0,12}$/);
const prefix = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,8}$/);

test('two secrets of one connection never meet in one name under its prefix', () => {
  fc.assert(
    fc.property(prefix, name, name, (connectionPrefix, one, other) => {
      fc.pre(one !== other);
      expect(variableNameOf({ name: one, connectionPrefix })).not.toBe(
        variableNameOf({ name: other, connectionPrefix }),
      );
    }),
  );
});

test('a name that browsers may see stays so, and no other becomes so by a plain prefix', () => {
  fc.assert(
    fc.property(prefix, name, (connectionPrefix, secret) => {
      fc.pre(!connectionPrefix.startsWith('NEXT'));
      const isNextPublic = (text: string) => text.startsWith('NEXT_PUBLIC_');
      expect(isNextPublic(variableNameOf({ name: secret, connectionPrefix }))).toBe(
        isNextPublic(secret),
      );
    }),
  );
});

test("putting a provider's prefix on twice is the same as once", () => {
  fc.assert(
    fc.property(prefix, name, (providerPrefix, secret) => {
      const once = variableNameOf({ name: secret, providerPrefix });
      expect(variableNameOf({ name: once, providerPrefix })).toBe(once);
    }),
  );
});

test('a name that is a valid variable name stays one', () => {
  fc.assert(
    fc.property(prefix, prefix, name, (providerPrefix, connectionPrefix, secret) => {
      expect(variableNameOf({ name: secret, providerPrefix })).toMatch(/^[A-Za-z_][A-Za-z0-9_]*$/);
      expect(variableNameOf({ name: secret, connectionPrefix })).toMatch(
        /^[A-Za-z_][A-Za-z0-9_]*$/,
      );
    }),
  );
});
