import { accountKey, balanced, type LedgerStore, sumOf } from '@kontor/core';
import type { TeamData } from './team-data.ts';

export function ledgerIn({ ledger }: TeamData): LedgerStore {
  const balance: LedgerStore['balance'] = async (account) =>
    sumOf(
      ledger
        .flatMap(({ lines }) => lines)
        .filter((line) => accountKey(line.account) === accountKey(account))
        .map(({ amount }) => amount),
    );
  return {
    post: async (entry) => {
      ledger.push(balanced(entry));
    },
    balance,
    lockBalance: balance,
    entriesOf: async ({ kind, id }) =>
      ledger.filter(({ subject }) => subject.kind === kind && subject.id === id),
  };
}
