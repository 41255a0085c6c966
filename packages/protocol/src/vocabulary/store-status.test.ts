import { expect, test } from 'vitest';
import { storeStatusOf } from './store-status.ts';

test.each([
  ['ready', 'available'],
  ['resumed', 'available'],
  ['pending', 'initializing'],
  ['onboarding', 'onboarding'],
  ['suspended', 'suspended'],
  ['uninstalled', 'uninstalled'],
  ['error', 'error'],
] as const)('a resource that is %s is %s in store words', (status, storeStatus) => {
  expect(storeStatusOf(status)).toBe(storeStatus);
});
