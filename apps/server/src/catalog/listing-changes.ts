import {
  type Actor,
  type JsonObject,
  type ListingStep,
  ok,
  type Refusal,
  type Result,
  refuse,
  takeListingStep,
} from '@kontor/core';
import type { EventType } from '@kontor/protocol/vocabulary';
import type { RecordEvent } from '../people/record-event.ts';
import { createIntegrationStore, type StoredIntegration } from '../postgres/integration-store.ts';
import { listingStoreOn, type StoredListing } from '../postgres/listing-store.ts';
import type { Sql } from '../postgres/sql.ts';
import { reviewedOf } from './listing-review.ts';

/** Whether an operator approves what comes into the catalogue, or whatever is submitted is in it. */
export type Listings = 'open' | 'approved';

export type ListingPorts = {
  readonly recordEvent: RecordEvent;
  readonly listings: Listings;
  readonly now: () => Date;
};

type Wanted = {
  readonly step: ListingStep;
  readonly actor: Actor;
  /** What the provider says when submitting. */
  readonly note?: string | null | undefined;
  /** Why an operator decides so. */
  readonly reason?: string;
  /** What was looked at, where it has to be the same still. */
  readonly revision?: string;
};

const events: Readonly<Record<ListingStep, EventType>> = {
  submit: 'listing.submitted',
  withdraw: 'listing.withdrawn',
  approve: 'listing.decided',
  refuse: 'listing.decided',
  unlist: 'listing.decided',
};

/**
 * Moves an integration on its way into the catalogue, or out of it. The caller has locked it. What changes
 * nothing leaves no event. Installations that are there go on in any case.
 */
export async function moveListing(
  sql: Sql,
  { recordEvent, listings, now }: ListingPorts,
  { integration, ...wanted }: Wanted & { readonly integration: StoredIntegration },
): Promise<Result<StoredListing, Refusal>> {
  const { step, actor, note = null, reason } = wanted;
  const store = listingStoreOn(sql);
  const current = await store.of(integration.id);
  const taken = takeListingStep(current, step, { needsApproval: listings === 'approved' });
  if (!taken.ok) return taken;
  const products = await createIntegrationStore(sql).listProducts([integration.id]);
  if (step === 'submit' && products.length === 0) return nothingToList();
  const seen = reviewedOf({ integration, products });
  if (wanted.revision !== undefined && wanted.revision !== seen.revision) return changedSince();
  const isTold = note === null || note === current.note;
  const isSame = taken.value.state === current.state && isTold;
  if (isSame && step !== 'approve') return ok(current);
  const moved: StoredListing = {
    ...taken.value,
    since: taken.value.state === current.state ? current.since : now(),
    reason: reason ?? (step === 'withdraw' || step === 'submit' ? current.reason : null),
    note: step === 'submit' ? note : current.note,
    ...approvedBy(step, current, seen.content, now()),
  };
  await store.save(integration.id, moved);
  await recordEvent(sql, {
    teamId: integration.ownerTeamId,
    type: events[step],
    actor,
    subject: { integration: integration.id },
    data: {
      ...(events[step] === 'listing.decided' && { decision: step }),
      before: current.state,
      after: moved.state,
      ...(reason !== undefined && { reason }),
      ...(note !== null && { note }),
    },
  });
  return ok(moved);
}

function approvedBy(step: ListingStep, current: StoredListing, content: JsonObject, at: Date) {
  return step === 'approve'
    ? { approved: content, approvedAt: at }
    : { approved: current.approved, approvedAt: current.approvedAt };
}

function nothingToList() {
  return refuse(
    'invalid_request',
    'An integration needs at least one product to be listed. Add a product first.',
    { fields: [{ key: 'isPublished', message: 'there is no product yet' }] },
  );
}

function changedSince() {
  return refuse(
    'listing_changed',
    'The provider has changed the integration since you looked at it. Look at it again, then decide.',
  );
}
