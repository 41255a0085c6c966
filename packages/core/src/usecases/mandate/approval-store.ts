import type { ApprovalId, OperationId, TokenId } from '@kontor/protocol/vocabulary';
import type { Approval } from '../../domain/mandate/approval.ts';

/** What agents of one team wait for. */
export type ApprovalStore = {
  readonly nextId: () => ApprovalId;
  readonly find: (id: ApprovalId) => Promise<Approval | undefined>;
  readonly lock: (id: ApprovalId) => Promise<Approval | undefined>;
  readonly ofOperation: (id: OperationId) => Promise<Approval | undefined>;
  /** Of a purchase that was asked for under the caller's own key. */
  readonly findByCallerKey: (callerKey: string) => Promise<Approval | undefined>;
  readonly countPending: (tokenId: TokenId) => Promise<number>;
  readonly insert: (approval: Approval) => Promise<void>;
  readonly save: (approval: Approval) => Promise<void>;
};
