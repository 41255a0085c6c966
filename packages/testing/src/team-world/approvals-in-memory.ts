import type { Approval, ApprovalStore } from '@kontor/core';
import { constrain } from './constraint.ts';
import { mint } from './mint.ts';
import type { TeamData } from './team-data.ts';

export function approvalsIn({ approvals, mandates }: TeamData): ApprovalStore {
  const find: ApprovalStore['find'] = async (id) => approvals.get(id);
  const all = () => [...approvals.values()];
  const oneThat = (fits: (approval: Approval) => boolean) => all().find(fits);
  return {
    nextId: mint.approval,
    find,
    lock: find,
    ofOperation: async (id) => oneThat(({ operationId }) => operationId === id),
    findByCallerKey: async (key) => oneThat(({ purchase }) => purchase?.callerKey === key),
    countPending: async (id) =>
      all().filter(({ tokenId, state }) => tokenId === id && state === 'pending').length,
    insert: async (approval) => {
      constrain(mandates.has(approval.tokenId), 'approval_token_id_fkey');
      constrain(!approvals.has(approval.id), 'approval_pkey');
      approvals.set(approval.id, approval);
    },
    save: async (changed) => {
      if (approvals.has(changed.id)) approvals.set(changed.id, changed);
    },
  };
}
