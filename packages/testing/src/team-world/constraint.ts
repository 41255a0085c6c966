/** What a database answers to rows that must not be: a bug of whoever wrote them, not a refusal. */
export class ConstraintViolated extends Error {
  override readonly name = 'ConstraintViolated';
}

/** Throws a {@link ConstraintViolated} of this name unless it holds. */
export function constrain(holds: boolean, constraint: string): void {
  if (!holds) throw new ConstraintViolated(`the constraint ${constraint} is violated`);
}
