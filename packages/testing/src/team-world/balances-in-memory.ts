import type { BalanceStore } from '@kontor/core';
import type { TeamData } from './team-data.ts';

export function balancesIn({ balances }: TeamData): BalanceStore {
  return {
    take: async (installationId, reported, reportedAt) => {
      for (const balance of reported) {
        const key = `${installationId} ${balance.resourceId ?? ''}`;
        const former = balances.get(key);
        if (former !== undefined && former.reportedAt > reportedAt) continue;
        balances.set(key, { installationId, balance, reportedAt });
      }
    },
  };
}
