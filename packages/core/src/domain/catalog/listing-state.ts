import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';

/** How far an integration is on its way into the catalogue, which shows what is `listed`. */
export type ListingState = 'draft' | 'submitted' | 'listed' | 'refused' | 'unlisted';

/** What moves it: the first two are its provider's, the others those of who runs the host. */
export type ListingStep = 'submit' | 'withdraw' | 'approve' | 'refuse' | 'unlist';

export type ListingStanding = {
  readonly state: ListingState;
  /** An operator has taken it out, so that one has to put it back, also where others need no approval. */
  readonly mustBeApproved: boolean;
};

type Ends = Readonly<Record<ListingStep, ListingState | null>>;

/**
 * Where each step leads; null is refused. Submitting leads straight into the catalogue where nobody has to
 * approve. What is listed and changes stays listed: approving it again approves what it is now.
 */
const table: Readonly<Record<ListingState, Ends>> = {
  draft: { submit: 'submitted', withdraw: 'draft', approve: null, refuse: null, unlist: null },
  submitted: {
    submit: 'submitted',
    withdraw: 'draft',
    approve: 'listed',
    refuse: 'refused',
    unlist: null,
  },
  listed: {
    submit: 'listed',
    withdraw: 'draft',
    approve: 'listed',
    refuse: null,
    unlist: 'unlisted',
  },
  refused: {
    submit: 'submitted',
    withdraw: 'draft',
    approve: 'listed',
    refuse: null,
    unlist: null,
  },
  unlisted: {
    submit: 'submitted',
    withdraw: 'draft',
    approve: 'listed',
    refuse: null,
    unlist: null,
  },
};

/** Takes a step. One that changes nothing is accepted, so that it may be repeated. */
export function takeListingStep(
  { state, mustBeApproved }: ListingStanding,
  step: ListingStep,
  { needsApproval }: { readonly needsApproval: boolean },
): Result<ListingStanding, Refusal> {
  const end = table[state][step];
  if (end === null) return notFrom(state, step);
  if (step === 'approve') return ok({ state: end, mustBeApproved: false });
  if (step === 'refuse' || step === 'unlist') return ok({ state: end, mustBeApproved: true });
  const isWaiting = end === 'submitted' && (needsApproval || mustBeApproved);
  return ok({ state: end === 'submitted' && !isWaiting ? 'listed' : end, mustBeApproved });
}

function notFrom(state: ListingState, step: ListingStep) {
  return refuse(
    'listing_state',
    `An integration that is ${state} cannot be ${past[step]}. ${instead(state, step)}`,
    { state },
  );
}

const past: Readonly<Record<ListingStep, string>> = {
  submit: 'submitted',
  withdraw: 'withdrawn',
  approve: 'approved',
  refuse: 'refused',
  unlist: 'unlisted',
};

function instead(state: ListingState, step: ListingStep): string {
  if (state === 'draft') return 'Its provider has to submit it first.';
  return step === 'refuse' && state === 'listed'
    ? 'Unlist it.'
    : 'Read how it stands, and decide again.';
}
