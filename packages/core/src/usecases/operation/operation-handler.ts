import type { Operation, OperationRefusal } from '../../domain/operation/operation.ts';
import type { ProviderOutcome } from '../../domain/operation/outcome.ts';

/** What was found out about an operation whose outcome stayed unknown. */
export type Settlement<Answer> =
  /** It did happen; this is how things stand at the provider. */
  | { readonly kind: 'happened'; readonly answer: Answer }
  /** It did not happen, or what it made was removed again. */
  | { readonly kind: 'undone'; readonly refusal: OperationRefusal }
  /** The provider does not answer this either. */
  | { readonly kind: 'unknown' };

/** The part of an operation that depends on its kind. */
export type OperationHandler<Tx, Answer> = {
  /** Calls the provider once. Nothing is written here. */
  readonly send: (operation: Operation) => Promise<ProviderOutcome<Answer>>;
  /**
   * Finds out what became of it, or undoes what this operation, and only this one, may have made.
   * Repeated until it is known.
   */
  readonly settle: (operation: Operation) => Promise<Settlement<Answer>>;
  /**
   * Takes the provider's answer over. `undefined` is the answer of a removal that found nothing. An
   * answer that cannot be true here is refused, and then the operation fails.
   *
   * Written as a method so that handlers of different answers fit one table: each gets back only
   * what it answered itself.
   */
  succeed(
    tx: Tx,
    operation: Operation,
    answer: Answer | undefined,
  ): Promise<OperationRefusal | undefined>;
  /** Puts back what the operation began. */
  readonly fail: (tx: Tx, operation: Operation, refusal: OperationRefusal) => Promise<void>;
};
