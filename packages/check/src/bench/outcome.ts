/** A trial found that the provider does not do what is demanded. */
export class Failed extends Error {
  override readonly name = 'Failed';
}

/** A trial could not find out, which is never taken for a success. */
export class NotJudged extends Error {
  override readonly name = 'NotJudged';
}

/** Ends a trial: the provider does otherwise than demanded. */
export function fail(message: string): never {
  throw new Failed(message);
}

/** Ends a trial without a verdict. */
export function cannotJudge(because: string): never {
  throw new NotJudged(because);
}
