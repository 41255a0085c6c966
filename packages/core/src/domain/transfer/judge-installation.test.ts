import { expect, test } from 'vitest';
import { judgeInstallation, type LeavingInstallation } from './judge-installation.ts';

const ready: LeavingInstallation = {
  id: 'icfg_1',
  name: 'Lagoon',
  kind: 'native',
  isInstalled: true,
  isTest: false,
  isBusy: false,
  isRotating: false,
  openInvoices: 0,
  openPurchases: 0,
  sharedWith: [],
  isOnTestClock: false,
};

test('one that owes nothing, does nothing and that no project uses is handed over', () => {
  expect(judgeInstallation(ready, {})).toBeUndefined();
});

test.each([
  [{ isInstalled: false }, 'not_installed'],
  [{ kind: 'connectable' }, 'transfer_not_offered'],
  [{ isTest: true }, 'transfer_not_offered'],
  [{ isOnTestClock: true }, 'test_clock_exists'],
  [{ isBusy: true }, 'operation_running'],
  [{ isRotating: true }, 'rotation_running'],
  [{ openInvoices: 1 }, 'invoices_open'],
  [{ openPurchases: 1 }, 'invoices_open'],
  [{ sharedWith: ['shop'] }, 'resource_shared'],
] as const)('one that is %o stays: %s', (flaw, code) => {
  expect(judgeInstallation({ ...ready, ...flaw }, {})?.code).toBe(code);
});

test('projects keep it only where their team has not agreed to disconnect them, and debts always', () => {
  const used = { ...ready, sharedWith: ['shop', 'blog'] };

  expect(judgeInstallation(used, {})?.facts).toMatchObject({ projects: ['shop', 'blog'] });
  expect(judgeInstallation(used, { disconnects: true })).toBeUndefined();
  expect(judgeInstallation({ ...used, openInvoices: 2 }, { disconnects: true })?.facts).toEqual({
    installationId: 'icfg_1',
    openInvoices: 2,
    openPurchases: 0,
  });
});
