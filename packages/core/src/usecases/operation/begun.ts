import type { Operation } from '../../domain/operation/operation.ts';

/** An operation that a request leads to. A repeat with the caller's own key finds the first one. */
export type Begun = {
  readonly operation: Operation;
  /** Whether this request began it, and so its first attempt is still to be made. */
  readonly isNew: boolean;
};
