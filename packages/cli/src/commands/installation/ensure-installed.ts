import type { Installation, Listing, Operation } from '@kontor/protocol/kontor';
import * as installationEndpoints from '@kontor/protocol/kontor/installation';
import * as operationEndpoints from '@kontor/protocol/kontor/operation';
import type * as z from 'zod';
import { follow } from '../../host/follow.ts';
import type { Session } from '../../session.ts';
import { type Acceptance, acceptedPolicies } from '../catalog/policies.ts';
import { beginInstallation } from './begin-installation.ts';
import { findNative } from './find-installation.ts';

/** The operation installs it; it is absent where it was installed before. */
export const ensured = installationEndpoints.install.responses[201].partial({ operation: true });
export type Ensured = z.output<typeof ensured>;

/** The team's installation of an integration, which is made first where there is none. */
export async function ensureInstalled(
  session: Session,
  listing: Listing,
  options: Acceptance & { readonly wait: boolean },
): Promise<Ensured> {
  const current = await findNative(session, listing.id);
  if (current === undefined) {
    const policies = await acceptedPolicies(session, listing, options);
    const made = await beginInstallation(session, listing, {
      acceptedPolicies: policies,
      wait: options.wait,
    });
    session.note(`Installed ${listing.name} as ${made.installation.id}.`);
    return made;
  }
  if (current.lifecycle === 'installed') return { installation: current };
  const operation = await installing(session, current);
  if (operation === undefined) return { installation: current };
  if (!options.wait) return { installation: current, operation };
  return { installation: current, operation: await follow(session, operation, 'Installing') };
}

/** The operation that somebody else began. */
async function installing(
  { call, team }: Session,
  { id }: Installation,
): Promise<Operation | undefined> {
  const { body } = await call(operationEndpoints.listOperations, {
    params: { team: await team() },
    query: { installation: id, status: 'running', limit: 1 },
  });
  return body.operations[0];
}
