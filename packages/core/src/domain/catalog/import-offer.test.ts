import type { InstallationKind } from '@kontor/protocol/vocabulary';
import { expect, test } from 'vitest';
import { offersImport } from './import-offer.ts';

type Flags = {
  importResource?: boolean;
  nativeImportResource?: boolean;
  connectedImportResource?: boolean;
};

test.each<[InstallationKind, Flags, Flags | undefined, boolean]>([
  ['native', {}, undefined, true],
  ['native', {}, {}, true],
  ['native', { importResource: false }, undefined, false],
  ['native', { importResource: false, nativeImportResource: true }, undefined, true],
  ['native', { importResource: true, nativeImportResource: false }, undefined, false],
  ['native', { connectedImportResource: false }, undefined, true],
  ['connectable', { connectedImportResource: false }, undefined, false],
  ['connectable', { nativeImportResource: false }, undefined, true],
  ['native', { nativeImportResource: false }, { nativeImportResource: true }, true],
  ['native', { nativeImportResource: true }, { nativeImportResource: false }, false],
  ['native', { nativeImportResource: false }, { importResource: true }, false],
  ['native', { importResource: true }, { importResource: false }, false],
])('%s, of an integration with %j and a product with %j: %s', (kind, integration, product, is) => {
  const offered = offersImport(
    kind,
    { capabilities: integration },
    product && { capabilities: product },
  );

  expect(offered).toBe(is);
});
