import { expect, test } from 'vitest';
import { hintOf, installationTokenText, isTokenText, mintToken } from './token-text.ts';

const secret = Buffer.alloc(32, 7);

test.each([
  ['personal', /^kpt_[0-9A-Za-z]{43}$/],
  ['machine', /^kmt_[0-9A-Za-z]{43}$/],
] as const)('a %s token says its kind and holds letters and digits only', (kind, shape) => {
  const text = mintToken(kind);

  expect(text).toMatch(shape);
  expect(isTokenText(text)).toBe(true);
  expect(hintOf(text)).toBe(text.slice(-4));
});

test('the token of an installation is the same each time it is computed', () => {
  const text = installationTokenText(secret, { installationId: 'icfg_a', serial: 0 });

  expect(text).toMatch(/^kit_[0-9A-Za-z]{43}$/);
  expect(installationTokenText(secret, { installationId: 'icfg_a', serial: 0 })).toBe(text);
});

test('installations, serials and hosts have different tokens', () => {
  const texts = [
    installationTokenText(secret, { installationId: 'icfg_a', serial: 0 }),
    installationTokenText(secret, { installationId: 'icfg_a', serial: 1 }),
    installationTokenText(secret, { installationId: 'icfg_b', serial: 0 }),
    installationTokenText(Buffer.alloc(32, 8), { installationId: 'icfg_a', serial: 0 }),
  ];

  expect(new Set(texts).size).toBe(4);
});

test('every token of an installation has the full length, also when its digest begins with zeros', () => {
  const texts = Array.from({ length: 300 }, (_, serial) =>
    installationTokenText(secret, { installationId: 'icfg_a', serial }),
  );

  expect(texts.filter((text) => !isTokenText(text))).toEqual([]);
});

test.each(['', 'kpt_', 'kpt_short', `kxt_${'a'.repeat(43)}`, `kpt_${'a'.repeat(42)}-`])(
  '%j is no token of this host',
  (text) => {
    expect(isTokenText(text)).toBe(false);
  },
);
