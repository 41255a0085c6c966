import type { CatalogReader } from '@kontor/core';
import type { Listing } from '@kontor/protocol/kontor';
import { createIntegrationStore } from '../postgres/integration-store.ts';
import type { Sql } from '../postgres/sql.ts';
import { RecentAnswers } from '../recent-answers.ts';
import { offerOf, withProducts } from './offers.ts';
import { catalogView, listingView, type Offer } from './views.ts';

/** How long another process may still show what this one has changed, in milliseconds. */
const REMEMBERED_MS = 2000;
const CAPACITY = 1000;

export type Catalog = {
  /** Any integration, published or not, as use cases ask for it. */
  readonly find: CatalogReader;
  /** Any integration with everything that its provider has registered. */
  readonly offer: (named: string) => Promise<Offer | undefined>;
  /** A published one, as everybody sees it. */
  readonly findListing: (named: string) => Promise<Listing | undefined>;
  /** All that are published, by name. */
  readonly listings: () => Promise<readonly Listing[]>;
  /** Makes a change count at once in this process. Call it after the change is committed. */
  readonly forget: () => void;
};

/** Reads what providers publish. Answers are remembered for a moment, because everybody asks. */
export function createCatalogReader(ports: {
  readonly read: Sql;
  readonly now: () => Date;
}): Catalog {
  const { read } = ports;
  const store = createIntegrationStore(read);
  const offers = new RecentAnswers<Offer>({ ...ports, forMs: REMEMBERED_MS, capacity: CAPACITY });
  const published = new RecentAnswers<readonly Listing[]>({
    ...ports,
    forMs: REMEMBERED_MS,
    capacity: 1,
  });
  const find = async (named: string) =>
    offers.answer(named, async () => {
      const integration = await store.find(named);
      return integration && offerOf(read, integration);
    });
  return {
    find: async (named) => {
      const offer = await find(named);
      return offer && catalogView(offer);
    },
    offer: find,
    findListing: async (named) => {
      const offer = await find(named);
      return offer?.integration.isPublished ? listingView(offer) : undefined;
    },
    listings: async () => {
      const found = await published.answer('', async () =>
        (await withProducts(read, await store.listPublished())).map(listingView),
      );
      return found ?? [];
    },
    forget: () => {
      offers.forget();
      published.forget();
    },
  };
}
