import type { Finding } from './finding.ts';
import type { KnownResource } from './known-resource.ts';

/** What bills say of one resource: the newest of its lines. */
export type Billed = {
  readonly externalId: string;
  readonly source: 'invoice' | 'usage';
  /** When the latest time begins that is billed, and when it ends. */
  readonly from: Date;
  readonly until: Date;
  /** Invoices that name it; none for usage, which is only reported. */
  readonly invoices: readonly string[];
};

/**
 * Bills of what the host has not: never had, or not any more when the billed time began. `elsewhere`
 * are ids that another installation has, to which a resource may have been transferred.
 */
export function compareBills(
  bills: readonly Billed[],
  resources: readonly KnownResource[],
  elsewhere: ReadonlySet<string>,
): readonly Finding[] {
  return bills.flatMap((billed): Finding[] => {
    const known = resources
      .map(({ resource }) => resource)
      .filter(({ externalId }) => externalId === billed.externalId);
    if (known.length === 0) {
      return elsewhere.has(billed.externalId) ? [] : [gone(billed, null)];
    }
    if (known.some(({ lifecycle }) => lifecycle !== 'deleted')) return [];
    const newest = known.toSorted((a, b) => timeOf(b.deletedAt) - timeOf(a.deletedAt))[0];
    if (newest === undefined || timeOf(newest.deletedAt) > billed.from.getTime()) return [];
    return [{ ...gone(billed, newest.deletedAt), resourceId: newest.id }];
  });
}

/** Bills of what its provider says it has not. */
export function billsOfGhosts(
  bills: readonly Billed[],
  ghosts: readonly Finding[],
  since: Date,
): readonly Finding[] {
  return ghosts.flatMap((ghost): Finding[] => {
    const billed = bills.find(
      ({ externalId, until }) => externalId === ghost.externalId && until >= since,
    );
    if (billed === undefined) return [];
    return [
      {
        kind: 'gone-but-billed',
        severity: 'high',
        resourceId: ghost.resourceId,
        externalId: ghost.externalId,
        here: seenOf(billed),
        there: ghost.there,
        message: `Its provider says that it has no such resource, and bills it (${billed.source}).`,
        repair: null,
        advice:
          'Ask the provider since when it is gone, and to refund what it billed from then on.',
      },
    ];
  });
}

function gone(billed: Billed, deletedAt: Date | null): Finding {
  return {
    kind: 'billed-but-gone',
    severity: 'high',
    resourceId: null,
    externalId: billed.externalId,
    here: deletedAt === null ? null : { deletedAt: deletedAt.toISOString() },
    there: seenOf(billed),
    message:
      deletedAt === null
        ? `The provider bills a resource that was never known here (${billed.source}).`
        : `The provider bills a resource for a time after it was deleted here (${billed.source}).`,
    repair: null,
    advice:
      billed.source === 'invoice'
        ? 'Ask the provider to refund it: money is moved back by a refund alone.'
        : 'It is only reported, and charged by an invoice alone. Ask the provider why it still counts it.',
  };
}

function seenOf({ source, from, until, invoices }: Billed) {
  return {
    source,
    from: from.toISOString(),
    until: until.toISOString(),
    ...(invoices.length === 0 ? {} : { invoices }),
  };
}

function timeOf(date: Date | null): number {
  return date?.getTime() ?? 0;
}
