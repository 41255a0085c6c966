import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createVault, vaultKeyLength } from './vault.ts';

const vault = createVault(randomBytes(vaultKeyLength));

test.each(['', 'secret', 'schlüssel 🔑'])('"%s" opens where it was sealed', (text) => {
  expect(vault.open(vault.seal(text, 'here'), 'here')).toBe(text);
});

test('what was sealed does not open elsewhere, with another key, or when it was changed', () => {
  const sealed = vault.seal('secret', 'here');
  const changed = Buffer.from(sealed);
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;

  expect(() => vault.open(sealed, 'there')).toThrow();
  expect(() => createVault(randomBytes(vaultKeyLength)).open(sealed, 'here')).toThrow();
  expect(() => vault.open(changed, 'here')).toThrow();
});

test('the same text looks different each time it is sealed', () => {
  expect(vault.seal('secret', 'here')).not.toEqual(vault.seal('secret', 'here'));
});
