import type { BrokenProvider } from './broken-provider.ts';
import { brokenAboutChanges } from './changes.ts';
import { brokenAboutInstallations } from './installations.ts';
import { brokenAboutMoney } from './money.ts';
import { brokenAboutOthers } from './others.ts';
import { brokenAboutResources } from './resources.ts';
import { brokenAboutTokens } from './tokens.ts';

/** Every provider with a fault, taken from what really goes wrong. */
export const brokenProviders: readonly BrokenProvider[] = [
  ...brokenAboutTokens,
  ...brokenAboutInstallations,
  ...brokenAboutResources,
  ...brokenAboutChanges,
  ...brokenAboutMoney,
  ...brokenAboutOthers,
];
