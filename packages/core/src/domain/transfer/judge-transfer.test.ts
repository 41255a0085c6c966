import { resourceId } from '@kontor/protocol/vocabulary';
import { expect, test } from 'vitest';
import { judgeTransfer, type TransferCandidate } from './judge-transfer.ts';

const ready: TransferCandidate = {
  id: resourceId.parse('store_000000000000000000000000'),
  name: 'db',
  ownership: 'owned',
  isActive: true,
  isTransferable: true,
  sharedWith: [],
  isBusy: false,
  openPurchases: 0,
  isRotating: false,
  isOnTestClock: false,
};

test('what is ready is handed over, and a project without resources too', () => {
  expect(judgeTransfer([ready])).toBeUndefined();
  expect(judgeTransfer([])).toBeUndefined();
});

test.each([
  [{ isActive: false }, 'resource_not_active'],
  [{ ownership: 'linked' }, 'transfer_not_offered'],
  [{ ownership: 'sandbox' }, 'transfer_not_offered'],
  [{ isTransferable: false }, 'transfer_not_offered'],
  [{ isOnTestClock: true }, 'test_clock_exists'],
  [{ sharedWith: ['shop'] }, 'resource_shared'],
  [{ isRotating: true }, 'rotation_running'],
  [{ isBusy: true }, 'operation_running'],
  [{ openPurchases: 1 }, 'invoices_open'],
] as const)('one that is %o holds all of them back: %s', (flaw, code) => {
  expect(judgeTransfer([ready, { ...ready, ...flaw }])).toMatchObject({
    code,
    facts: { resourceId: ready.id },
  });
});

test('what other projects use goes where their connections may end', () => {
  const shared = { ...ready, sharedWith: ['shop', 'blog'] };

  expect(judgeTransfer([shared])).toMatchObject({ facts: { projects: ['shop', 'blog'] } });
  expect(judgeTransfer([shared], { disconnects: true })).toBeUndefined();
  expect(judgeTransfer([{ ...shared, isBusy: true }], { disconnects: true })?.code).toBe(
    'operation_running',
  );
});
