import type { MandateStore } from '@kontor/core';
import type { TeamData } from './team-data.ts';

/** Memory knows no people, so whoever lets an agent act stands for an owner. */
export function mandatesIn({ mandates }: TeamData): MandateStore {
  const find: MandateStore['find'] = async (tokenId) => {
    const mandate = mandates.get(tokenId);
    return mandate && { ...mandate, role: 'owner' };
  };
  return {
    find,
    lock: find,
    insert: async (mandate) => {
      mandates.set(mandate.tokenId, mandate);
    },
  };
}
