import type {
  ExternalResourceId,
  InstallationId,
  OperationId,
  ResourceId,
  TeamId,
} from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { applyChange } from '../../domain/environment/change.ts';
import { newCollisions } from '../../domain/environment/collision.ts';
import { newUnusableNames } from '../../domain/environment/unusable-names.ts';
import { applySecrets, type Keyset, type SecretsUpdate } from '../../domain/keyset/keyset.ts';
import { completed, isAwaited } from '../../domain/resource/rotation.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import { collide } from '../environment/collision-refusal.ts';
import { refreshProjects } from '../environment/refresh-project.ts';
import { cannotBeTaken } from '../environment/unusable-name-refusals.ts';
import { isSame } from '../state/is-same.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { requireActive } from './require-active.ts';

export type ReplaceSecretsTx = Pick<
  TeamTx,
  'resources' | 'keysets' | 'projects' | 'environments' | 'events'
>;

export type SecretsRequest = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly installationId: InstallationId;
  readonly externalId: ExternalResourceId;
  readonly update: SecretsUpdate;
  /** The operation that they answer, if they answer one. */
  readonly operationId?: OperationId;
};

/**
 * Takes a provider's new secrets into every connected project, or into none: names that would
 * collide, or that no shell takes, are refused before anything changes. Sending the same again changes nothing. New values
 * complete a rotation that waits for them.
 *
 * @see spec/concepts.md — C18; spec/platform-api.md §2.17
 */
export function createReplaceSecrets(transact: Transact<ReplaceSecretsTx>, now: () => Date) {
  return (request: SecretsRequest): Promise<Result<null, Refusal>> =>
    transact(request.teamId, async (tx) => {
      const replaced = await replaceSecrets(tx, request);
      if (!replaced.ok) return replaced;
      const { resourceId, isChanged } = replaced.value;
      if (isChanged) {
        await completeRotation(tx, resourceId, { actor: request.actor, at: now() });
      }
      return ok(null);
    });
}

/** Completes the rotation of a resource, if new secrets are awaited. */
export async function completeRotation(
  tx: Pick<ReplaceSecretsTx, 'resources' | 'events'>,
  resourceId: ResourceId,
  { at, ...by }: { actor: Actor; operationId?: OperationId; at: Date },
): Promise<void> {
  const resource = await tx.resources.lock(resourceId);
  if (resource === undefined || !isAwaited(resource.rotation)) return;
  const rotation = completed(resource.rotation, at);
  await tx.resources.save({ ...resource, rotation, updatedAt: at });
  await tx.events.append({
    ...by,
    type: 'resource.rotation-completed',
    subject: { resource: resourceId, installation: resource.installationId },
    data: { reason: rotation.reason, requestedAt: rotation.requestedAt.toISOString() },
  });
}

/** The same inside a transaction that changes more than secrets. */
export async function replaceSecrets(
  tx: ReplaceSecretsTx,
  { actor, installationId, externalId, update, operationId }: Omit<SecretsRequest, 'teamId'>,
): Promise<Result<Replaced, Refusal>> {
  const found = await tx.resources.findExternal(installationId, externalId);
  const locked = found && (await tx.resources.lock(found.id));
  const resource = requireActive(externalId, locked);
  if (!resource.ok) return resource;
  const { id } = resource.value;
  const former = await tx.keysets.find(id);
  const applied = applySecrets(former, update);
  if (!applied.ok) {
    const { fields } = applied.error;
    return refuse('invalid_secrets', `The secrets cannot be taken: ${fields[0]?.message}.`, {
      fields,
    });
  }
  const projectIds = await tx.environments.projectsOf(id);
  await tx.projects.lock(projectIds);
  if (!hasSameNames(former, applied.value)) {
    for (const projectId of projectIds) {
      const change = { kind: 'replace-keyset', resourceId: id, keyset: applied.value } as const;
      const before = await tx.projects.inputs(projectId);
      const after = applyChange(before, change);
      const unusable = newUnusableNames(before, after);
      if (unusable.length > 0) return cannotBeTaken(unusable, update.secrets);
      const collisions = newCollisions(before, after);
      if (collisions.length > 0) return collide(collisions);
    }
  }
  await tx.keysets.save(id, applied.value);
  const by = operationId === undefined ? {} : { operationId };
  await refreshProjects(tx, projectIds, { cause: 'resource.secrets-updated', ...by });
  await tx.events.append({
    type: 'resource.secrets-updated',
    actor,
    ...by,
    subject: { resource: id, installation: installationId },
    data: {
      names: update.secrets.map(({ name }) => name),
      partial: update.partial ?? false,
      projects: projectIds.length,
    },
  });
  return ok({ resourceId: id, isChanged: !isSame(former, applied.value) });
}

export type Replaced = {
  readonly resourceId: ResourceId;
  /** Whether any secret is another than before. */
  readonly isChanged: boolean;
};

/** New values under the names there are collide with nothing that they did not collide with before. */
function hasSameNames(former: Keyset, latter: Keyset): boolean {
  const names = ({ secrets }: Keyset) =>
    secrets.map(({ name, prefix }) => `${prefix ?? ''} ${name}`).join('\n');
  return names(former) === names(latter);
}
