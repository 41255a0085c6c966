import type { InstallationId, OperationId, ResourceId } from '@kontor/protocol/vocabulary';
import type { Operation } from '../../domain/operation/operation.ts';

/** The operations of one team. */
export type OperationStore = {
  readonly find: (id: OperationId) => Promise<Operation | undefined>;
  readonly lock: (id: OperationId) => Promise<Operation | undefined>;
  /** The operation that a caller's own key began, if it began one. */
  readonly findByCallerKey: (callerKey: string) => Promise<Operation | undefined>;
  /** The unfinished operation on a resource, or on an installation as a whole. */
  readonly findRunning: (
    subject: { readonly resourceId: ResourceId } | { readonly installationId: InstallationId },
  ) => Promise<Operation | undefined>;
  /** Any unfinished operation in an installation, its resources included; also one that waits for approval. */
  readonly findRunningWithin: (installationId: InstallationId) => Promise<Operation | undefined>;
  /**
   * Adds a running operation and queues it, leased to this process, so that it is taken up again
   * should the process die. Answers false when the subject has a running operation, or the caller's
   * key has one.
   */
  readonly insert: (operation: Operation) => Promise<boolean>;
  /** Begins one that has waited for approval: it is queued as it would be when it is added. */
  readonly resume: (operation: Operation) => Promise<void>;
  /** Saves it. A finished one leaves the queue; a running one becomes due after `dueInMs`. */
  readonly save: (operation: Operation, dueInMs?: number) => Promise<void>;
  /**
   * The same as the last of its transaction: it goes out together with the commit, and where it fails so
   * does the transaction.
   */
  readonly saveLast: (operation: Operation, dueInMs?: number) => void;
};
