import type {
  ExternalResourceId,
  InstallationId,
  InvoiceId,
  Metadata,
  OperationId,
  ProtocolSettings,
  ResourceId,
  TeamId,
} from '@kontor/protocol/vocabulary';
import type { Actor } from '../actor.ts';

/** What a running operation wants, whole enough to be taken up again by another process. */
export type Intent =
  | { readonly kind: 'install'; readonly acceptedPolicies: Readonly<Record<string, string>> }
  | { readonly kind: 'update-installation'; readonly billingPlanId: string }
  | {
      readonly kind: 'renew-installation';
      /** All that are accepted, former ones too. */
      readonly acceptedPolicies: Readonly<Record<string, string>>;
    }
  /** A linked account is the team's own at the provider, which is not called about it. */
  | { readonly kind: 'uninstall'; readonly isLinked?: true }
  | {
      readonly kind: 'provision';
      readonly product: string;
      readonly name: string;
      readonly metadata: Metadata;
      readonly billingPlanId: string;
      readonly externalId?: string;
      readonly protocolSettings?: ProtocolSettings;
    }
  | {
      readonly kind: 'update-resource';
      readonly externalId: ExternalResourceId;
      readonly name?: string;
      readonly metadata?: Metadata;
      readonly billingPlanId?: string;
      readonly protocolSettings?: ProtocolSettings;
    }
  | {
      readonly kind: 'delete-resource';
      readonly externalId: ExternalResourceId;
      /** It stays at the provider and only leaves the host. */
      readonly isLinked: boolean;
    }
  | { readonly kind: 'provision-purchase'; readonly invoiceId: InvoiceId }
  | {
      readonly kind: 'rotate-secrets';
      readonly externalId: ExternalResourceId;
      readonly reason?: string;
      /** Hours for which the old secrets are to go on working. */
      readonly delayHours?: number;
    }
  /** What an operation left at the provider and nobody here has; null for the account itself. */
  | { readonly kind: 'remove-leftover'; readonly externalId: ExternalResourceId | null };

export type OperationKind = Intent['kind'];

/** Why an operation failed, in words that may be shown. */
export type OperationRefusal = {
  readonly code:
    | 'provider_refused'
    | 'provider_unreachable'
    | 'provider_outcome_unknown'
    | 'provider_answer_unreadable'
    | 'operation_given_up'
    | 'repair_not_needed'
    | 'approval_refused'
    | 'approval_expired'
    | 'approval_void';
  readonly message: string;
  readonly fields?: readonly { readonly key: string; readonly message?: string }[];
  /** What the provider wants the customer to read, and where they can mend it. */
  readonly userMessage?: string;
  readonly url?: string;
  /** When it is worth another try, where the host knows. */
  readonly retryAfterSeconds?: number;
};

/**
 * One durable change that needs the provider. It is written with its intent before any call is
 * made, and ends exactly once.
 *
 * State machine: `awaiting-approval` where somebody has to agree first (nothing was called) → `running` in the phase `call` (the provider is called, again and again with one
 * key, until the outcome is known) → `running` in the phase `settle` (the outcome stayed unknown:
 * it is asked for, or what may have been made is undone) → `succeeded` or `failed`. `settle` is
 * left out where the outcome becomes known in time.
 */
export type Operation = {
  readonly id: OperationId;
  readonly teamId: TeamId;
  readonly kind: OperationKind;
  readonly status: 'awaiting-approval' | 'running' | 'succeeded' | 'failed';
  readonly phase: 'call' | 'settle';
  readonly installationId: InstallationId;
  readonly resourceId: ResourceId | null;
  /** Sent as Idempotency-Key on every attempt. */
  readonly idempotencyKey: string;
  /** The caller's own key, unique to the caller; a repeat finds the operation by it. */
  readonly callerKey: string | null;
  readonly actor: Actor;
  readonly intent: Intent;
  /** Attempts begun in the present phase. */
  readonly attempts: number;
  /** An attempt has begun whose outcome is not recorded. */
  readonly isInFlight: boolean;
  /** The provider may have done it although no answer said so. */
  readonly mayHaveHappened: boolean;
  readonly refusal: OperationRefusal | null;
  readonly traceId: string;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
};

export type NewOperation = Pick<
  Operation,
  'id' | 'teamId' | 'installationId' | 'resourceId' | 'callerKey' | 'actor' | 'intent' | 'traceId'
> & { readonly at: Date };

/** An operation whose first attempt begins at once. Its id is its idempotency key. */
export function beginOperation({ at, ...given }: NewOperation): Operation {
  return {
    ...given,
    kind: given.intent.kind,
    status: 'running',
    phase: 'call',
    idempotencyKey: given.id,
    attempts: 1,
    isInFlight: true,
    mayHaveHappened: false,
    refusal: null,
    createdAt: at,
    finishedAt: null,
  };
}

/** The same, which nobody works on until it is approved. */
export function awaitingApproval(operation: Operation): Operation {
  return { ...operation, status: 'awaiting-approval', attempts: 0, isInFlight: false };
}

/** It was approved, with what its intent has become by that: its first attempt begins at once. */
export function approvedOperation(operation: Operation, intent: Intent): Operation {
  return { ...operation, intent, status: 'running', attempts: 1, isInFlight: true };
}

/**
 * The operation at the start of a further attempt. An attempt that began and left no outcome (its
 * process died) may have reached the provider.
 */
export function beginAttempt(operation: Operation): Operation {
  return {
    ...operation,
    attempts: operation.attempts + 1,
    isInFlight: true,
    mayHaveHappened: operation.mayHaveHappened || operation.isInFlight,
  };
}

export function succeeded(operation: Operation, at: Date): Operation {
  return { ...operation, status: 'succeeded', isInFlight: false, finishedAt: at };
}

/**
 * An operation that ended without its wish. Only a provider's own no, or a person's, is an answer that a
 * repeat under the caller's key gets again; after anything else the key may begin anew.
 */
export function failed(operation: Operation, refusal: OperationRefusal, at: Date): Operation {
  const isAnswer = refusal.code === 'provider_refused' || refusal.code.startsWith('approval_');
  const callerKey = isAnswer ? operation.callerKey : null;
  return { ...operation, status: 'failed', isInFlight: false, refusal, callerKey, finishedAt: at };
}
