import { failureFacts, type Log } from '@kontor/provider-process';
import type { Broker } from '../broker/client.ts';
import {
  type Offer,
  type OfferedPlan,
  type OfferOptions,
  type Offers,
  offersOf,
} from './offers.ts';

/** What the broker sells now. What it has taken out of its catalogue stays known for those who have it. */
export type OpenCatalogue = {
  readonly offers: () => Offers;
  readonly bySlug: (slug: string) => Offer | undefined;
  readonly plan: (
    serviceId: string,
    planId: string,
  ) => (OfferedPlan & { readonly offer: Offer }) | undefined;
  /** Reads it again; one that cannot be read leaves the former one. */
  readonly refresh: () => Promise<void>;
};

/** @throws BrokerError where there is none to begin with */
export async function openCatalogue(
  broker: Pick<Broker, 'catalog'>,
  options: OfferOptions,
  log: Log,
): Promise<OpenCatalogue> {
  let offers = offersOf(await broker.catalog(), options);
  for (const { at, why } of offers.unmapped) log('warn', 'not mapped', { at, why });

  return {
    offers: () => offers,
    bySlug: (slug) => offers.offers.find((each) => each.slug === slug),
    plan: (serviceId, planId) => {
      const offer = offers.offers.find(({ service }) => service.id === serviceId);
      const found = offer?.plans.find(({ plan }) => plan.id === planId);
      return offer && found && { ...found, offer };
    },
    refresh: async () => {
      try {
        offers = offersOf(await broker.catalog(), options);
      } catch (error) {
        log('warn', 'the catalogue could not be read again', failureFacts(error));
      }
    },
  };
}
