import type { ResourceId, TeamId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { CatalogReader } from '../catalog-reader.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { type ReplaceSecretsTx, replaceSecrets } from './replace-secrets.ts';
import { requireActive } from './require-active.ts';
import type { SyncedConfig } from './synced-config-store.ts';

export type SwitchSyncingTx = ReplaceSecretsTx & Pick<TeamTx, 'syncedConfigs' | 'installations'>;

export type SwitchSyncingPorts = {
  readonly transact: Transact<SwitchSyncingTx>;
  readonly catalog: CatalogReader;
  readonly mintConfig: () => {
    readonly id: string;
    readonly tokenId: string;
    readonly token: string;
  };
  /** Where whoever has the token reads the map. */
  readonly connectionTo: (id: string, token: string) => string;
};

export type SwitchSyncing = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly resourceId: ResourceId;
  readonly isSyncing: boolean;
};

/** The variable that connected projects find the way to the map in. @see spec/partner-api.md §7.10 */
export const configVariable = 'EXPERIMENTATION_CONFIG';

/**
 * Switches the syncing of a resource's map of values on or off: connected projects get the way to it
 * in a variable, with a token of its own, or lose it. The map itself stays. Switching to what is
 * already so changes nothing.
 *
 * @see spec/partner-api.md §7.10
 */
export function createSwitchSyncing({ transact, catalog, ...make }: SwitchSyncingPorts) {
  return ({ teamId, actor, resourceId, isSyncing }: SwitchSyncing) =>
    transact(teamId, async (tx): Promise<Result<SyncedConfig | undefined, Refusal>> => {
      const active = requireActive(resourceId, await tx.resources.lock(resourceId));
      if (!active.ok) return active;
      const { installationId, externalId, productId } = active.value;
      const installation = await tx.installations.find(installationId);
      const offered = installation && (await catalog(installation.integrationId));
      const product = offered?.products.find(({ id }) => id === productId);
      const { experimentation } = product?.details.protocols ?? {};
      if (!experimentation?.edgeConfigSyncingSupport) return notOffered(resourceId);
      const former = await tx.syncedConfigs.find(resourceId);
      if (externalId === null || (former?.isSyncing ?? false) === isSyncing) return ok(former);
      const { token, ...fresh } = make.mintConfig();
      const config = { ...fresh, resourceId, id: former?.id ?? fresh.id, isSyncing };
      await tx.syncedConfigs.save(config, isSyncing ? token : null);
      const value = make.connectionTo(config.id, token);
      const replaced = await replaceSecrets(tx, {
        actor,
        installationId,
        externalId,
        update: isSyncing
          ? { secrets: [{ name: configVariable, value, isOfHost: true }], partial: true }
          : { secrets: [], removed: [configVariable], partial: true },
      });
      if (!replaced.ok) return replaced;
      await tx.events.append({
        type: isSyncing ? 'resource.syncing-enabled' : 'resource.syncing-disabled',
        actor,
        subject: { resource: resourceId, installation: installationId },
        data: { configId: config.id },
      });
      return ok(config);
    });
}

function notOffered(resourceId: string) {
  return refuse('not_offered', `The product of ${resourceId} is not registered to sync values.`);
}
