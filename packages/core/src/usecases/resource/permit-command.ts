import type { ExternalResourceId, ResourceId, TeamId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { CatalogReader } from '../catalog-reader.ts';
import { requireNative } from '../installation/require-installed.ts';
import { permitAgent } from '../mandate/permit-agent.ts';
import type { InstallationRef } from '../provider.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { requireActive } from './require-active.ts';
import { withInstallation } from './with-installation.ts';

export type PermitCommandPorts = {
  readonly transact: Transact<Pick<TeamTx, 'installations' | 'resources' | 'mandates' | 'events'>>;
  readonly now: () => Date;
  readonly catalog: CatalogReader;
};

export type CommandRequest = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly resourceId: ResourceId;
  readonly isReadOnly: boolean;
};

/** Where a command goes. */
export type CommandPlace = InstallationRef & { readonly externalId: ExternalResourceId };

/**
 * Whether a command may be run against a resource, and where. That one is run is written down; what
 * was typed is not.
 *
 * @see spec/partner-api.md §4.11
 */
export function createPermitCommand({ transact, catalog, now }: PermitCommandPorts) {
  return ({ teamId, actor, resourceId, isReadOnly }: CommandRequest) =>
    transact(teamId, async (tx): Promise<Result<CommandPlace, Refusal>> => {
      const { installation, resource } = await withInstallation(tx, resourceId, 'hold');
      const current = requireActive(resourceId, resource);
      if (!current.ok) return current;
      const { installationId, externalId, productId } = current.value;
      const held = requireNative(installationId, installation);
      if (!held.ok) return held;
      const { integrationId } = held.value;
      const place = { integrationId, productId };
      const permitted = await permitAgent(tx, actor, {
        action: 'resource:write',
        place,
        at: now(),
      });
      if (!permitted.ok) return permitted;
      const integration = await catalog(integrationId);
      const repl = integration?.products.find(({ id }) => id === productId)?.repl;
      if (!repl?.enabled) return notOffered('The provider takes no commands for this product.');
      if (isReadOnly && !repl.supportsReadOnlyMode) {
        return notOffered('The provider cannot promise that a command only reads.');
      }
      await tx.events.append({
        type: 'resource.command-run',
        actor,
        subject: { resource: resourceId, installation: installationId },
        data: { isReadOnly },
      });
      return ok({ teamId, integrationId, installationId, externalId });
    });
}

function notOffered(message: string) {
  return refuse('not_offered', message, { capability: 'repl' });
}
