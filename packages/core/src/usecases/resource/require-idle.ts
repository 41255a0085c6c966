import type { ResourceId } from '@kontor/protocol/vocabulary';
import type { Installation } from '../../domain/installation/installation.ts';
import type { Refusal } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import { operationRunning } from '../operation/begin-operation.ts';
import type { TeamTx } from '../team-tx.ts';
import { type ActiveResource, requireActive } from './require-active.ts';
import { withInstallation } from './with-installation.ts';

/**
 * Locks a resource on which an operation is to begin, and reads its installation, which the caller
 * judges. Refused while another operation runs on the resource, and where it is not in use.
 */
export async function requireIdle(
  tx: Pick<TeamTx, 'installations' | 'resources' | 'operations'>,
  resourceId: ResourceId,
): Promise<
  Result<
    { readonly resource: ActiveResource; readonly installation: Installation | undefined },
    Refusal
  >
> {
  const { installation, resource } = await withInstallation(tx, resourceId, 'lock');
  const running = await tx.operations.findRunning({ resourceId });
  if (running !== undefined) return operationRunning(running);
  const active = requireActive(resourceId, resource);
  return active.ok ? ok({ resource: active.value, installation }) : active;
}
