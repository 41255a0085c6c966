import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type ListingStanding,
  type ListingState,
  type ListingStep,
  takeListingStep,
} from './listing-state.ts';

const open = { needsApproval: false };
const guarded = { needsApproval: true };
const standing = (state: ListingState, mustBeApproved = false) => ({ state, mustBeApproved });

test.for([
  ['draft', 'submit', 'submitted'],
  ['draft', 'withdraw', 'draft'],
  ['submitted', 'submit', 'submitted'],
  ['submitted', 'withdraw', 'draft'],
  ['submitted', 'approve', 'listed'],
  ['submitted', 'refuse', 'refused'],
  ['listed', 'submit', 'listed'],
  ['listed', 'withdraw', 'draft'],
  ['listed', 'approve', 'listed'],
  ['listed', 'unlist', 'unlisted'],
  ['refused', 'submit', 'submitted'],
  ['refused', 'withdraw', 'draft'],
  ['refused', 'approve', 'listed'],
  ['unlisted', 'submit', 'submitted'],
  ['unlisted', 'withdraw', 'draft'],
  ['unlisted', 'approve', 'listed'],
] as const)('where listings are approved, %s leads by %s to %s', ([from, step, to]) => {
  const taken = takeListingStep(standing(from), step, guarded);
  expect(taken).toMatchObject({ ok: true, value: { state: to } });
});

test.for([
  ['draft', 'approve'],
  ['draft', 'refuse'],
  ['draft', 'unlist'],
  ['submitted', 'unlist'],
  ['listed', 'refuse'],
  ['refused', 'refuse'],
  ['refused', 'unlist'],
  ['unlisted', 'refuse'],
  ['unlisted', 'unlist'],
] as const)('%s cannot %s', ([from, step]) => {
  expect(takeListingStep(standing(from), step, guarded)).toMatchObject({
    ok: false,
    error: { code: 'listing_state', facts: { state: from } },
  });
});

test('where nobody approves, submitting lists at once, unless an operator had taken it out', () => {
  expect(takeListingStep(standing('draft'), 'submit', open)).toMatchObject({
    value: standing('listed'),
  });
  expect(takeListingStep(standing('unlisted', true), 'submit', open)).toMatchObject({
    value: standing('submitted', true),
  });
});

test('no way of its provider leads back into the catalogue past the operator who took it out', () => {
  const steps = fc.array(fc.constantFrom<ListingStep>('submit', 'withdraw'), { maxLength: 12 });
  const taken = fc.constantFrom<ListingState>('unlisted', 'refused');
  fc.assert(
    fc.property(taken, steps, (state, ways) => {
      let now: ListingStanding = standing(state, true);
      for (const way of ways) {
        const next = takeListingStep(now, way, open);
        if (next.ok) now = next.value;
        expect(now.state).not.toBe('listed');
      }
    }),
  );
});
