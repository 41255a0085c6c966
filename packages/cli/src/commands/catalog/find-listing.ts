import type { Listing } from '@kontor/protocol/kontor';
import * as catalogEndpoints from '@kontor/protocol/kontor/catalog';
import * as integrationEndpoints from '@kontor/protocol/kontor/integration';
import { CliError } from '../../cli-error.ts';
import type { Session } from '../../session.ts';

const listing = catalogEndpoints.getListing.responses[200].shape.integration;

/**
 * An integration of the catalogue by slug or id; also one that the team publishes itself and has not
 * listed yet, so that a provider can try its own.
 */
export async function findListing(
  { call, chosenTeam }: Pick<Session, 'call' | 'chosenTeam'>,
  integration: string,
): Promise<Listing> {
  try {
    const { body } = await call(catalogEndpoints.getListing, { params: { integration } });
    return body.integration;
  } catch (error) {
    if (!(error instanceof CliError) || error.code !== 'integration_not_found') throw error;
    if (chosenTeam === undefined) throw error;
    const own = await call(integrationEndpoints.getIntegration, {
      params: { team: chosenTeam, integration },
    }).catch(() => undefined);
    if (own === undefined) throw error;
    const { privacyUrl, eulaUrl } = own.body.integration;
    const policies = ['toc', ...(privacyUrl ? ['privacy'] : []), ...(eulaUrl ? ['eula'] : [])];
    // what only its provider sees is no part of a listing
    return listing.parse({ ...own.body.integration, policies });
  }
}
