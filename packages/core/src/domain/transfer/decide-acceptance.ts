/** How far the provider of one part of a transfer is. */
export type PartState =
  /** It was not asked yet. */
  | 'untried'
  /** It was asked, and whether it has moved the part is not known. */
  | 'unclear'
  | 'accepted'
  | 'refused';

/** What follows from where the parts of an acceptance stand. */
export type AcceptanceStep =
  /** The provider of this part has to be asked. */
  | { readonly do: 'ask'; readonly at: number }
  /** Everything that was accepted moves; what was refused stays with its former team. */
  | { readonly do: 'finish' }
  /** Nothing has moved anywhere: everything stays as it was, and the code is good for others. */
  | { readonly do: 'undo' };

/**
 * Decides an acceptance, one provider after the other. The first that refuses ends it while no other
 * has accepted. Once one has, that cannot be taken back: the others are asked all the same, and what
 * they refuse is left behind.
 *
 * @see spec/transfers.md — TRF-12, TRF-13
 */
export function decideAcceptance(parts: readonly PartState[]): AcceptanceStep {
  const unclear = parts.indexOf('unclear');
  if (unclear >= 0) return { do: 'ask', at: unclear };
  if (parts.includes('refused') && !parts.includes('accepted')) return { do: 'undo' };
  const untried = parts.indexOf('untried');
  return untried >= 0 ? { do: 'ask', at: untried } : { do: 'finish' };
}

const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 3_600_000;

/** How long an acceptance waits that was held up so many times, in milliseconds. */
export function waitBeforeGoingOn(attempts: number): number {
  return Math.min(FIRST_WAIT_MS * 2 ** Math.min(attempts, 20), LONGEST_WAIT_MS);
}
