import type { Installation, Listing, Operation } from '@kontor/protocol/kontor';
import * as installationEndpoints from '@kontor/protocol/kontor/installation';
import { follow } from '../../host/follow.ts';
import type { Session } from '../../session.ts';

export type Installed = { readonly installation: Installation; readonly operation: Operation };

/** Installs an integration and, unless told otherwise, follows the provider to the end of it. */
export async function beginInstallation(
  session: Session,
  listing: Listing,
  {
    acceptedPolicies,
    wait,
  }: { readonly acceptedPolicies: readonly string[]; readonly wait: boolean },
): Promise<Installed> {
  const team = await session.team();
  session.progress.say(`Installing ${listing.name}`);
  const { body } = await session
    .call(installationEndpoints.install, {
      params: { team },
      body: { integration: listing.slug, acceptedPolicies: [...acceptedPolicies] },
    })
    .finally(session.progress.clear);
  if (body.operation.status === 'succeeded' || !wait) return body;
  const operation = await follow(session, body.operation, `Installing ${listing.name}`);
  const shown = await session.call(installationEndpoints.getInstallation, {
    params: { team, installation: body.installation.id },
  });
  return { installation: shown.body.installation, operation };
}
