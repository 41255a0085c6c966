import type {
  Action,
  ApprovalId,
  InstallationId,
  InvoiceId,
  OperationId,
  ResourceId,
  TeamId,
  TokenId,
} from '@kontor/protocol/vocabulary';
import type { ApprovalReason, Terms } from './budget.ts';

/** A purchase that is made once it is approved. */
export type AwaitedPurchase = {
  readonly amount: string;
  readonly callerKey: string | null;
  readonly traceId: string;
};

/**
 * Somebody's word that an agent waits for.
 *
 * State machine: `pending` → `approved` (it is done then, once) or `refused` by a person, `expired` by
 * time, or `void` because its token, or what it is about, has ended.
 */
export type Approval = Terms & {
  readonly id: ApprovalId;
  readonly teamId: TeamId;
  /** Of the agent that asks. */
  readonly tokenId: TokenId;
  readonly state: 'pending' | 'approved' | 'refused' | 'expired' | 'void';
  /** Counts how often what is to be approved has changed. */
  readonly revision: number;
  /** The right that it needs. */
  readonly action: Action;
  readonly operationId: OperationId | null;
  readonly purchase: AwaitedPurchase | null;
  /** Of the purchase that was made of it. */
  readonly invoiceId: InvoiceId | null;
  readonly installationId: InstallationId;
  readonly resourceId: ResourceId | null;
  readonly reasons: readonly ApprovalReason[];
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  /** What whoever refused it said. */
  readonly reason: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
};

/** How long an agent waits at most. */
export const approvalLifetimeMs = 7 * 24 * 60 * 60 * 1000;

/** How much one token may be waiting for at a time, so that nobody is flooded. */
export const mostPending = 20;

export type NewApproval = Terms &
  Pick<
    Approval,
    | 'id'
    | 'teamId'
    | 'tokenId'
    | 'action'
    | 'operationId'
    | 'purchase'
    | 'installationId'
    | 'resourceId'
    | 'reasons'
  >;

export function beginApproval(given: NewApproval, at: Date): Approval {
  return {
    ...given,
    state: 'pending',
    revision: 1,
    invoiceId: null,
    decidedBy: null,
    decidedAt: null,
    reason: null,
    createdAt: at,
    expiresAt: new Date(at.getTime() + approvalLifetimeMs),
  };
}

export function hasExpired({ expiresAt }: Approval, at: Date): boolean {
  return at >= expiresAt;
}

/** Whether a provider states something else by now than what is to be approved. */
export function isRestated(approval: Terms, now: Terms): boolean {
  return (
    approval.price !== now.price ||
    approval.plan?.cost !== now.plan?.cost ||
    approval.plan?.name !== now.plan?.name ||
    now.policies.some((policy) => !approval.policies.includes(policy))
  );
}
