import type { Installation } from '../../domain/installation/installation.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';

/**
 * The installation, if its provider may still speak of money in it: until it is finalized.
 *
 * @see spec/partner-api.md §12.7
 */
export function requireOpenForBilling(
  id: string,
  installation: Installation | undefined,
): Result<Installation, Refusal> {
  if (installation === undefined) {
    return refuse('installation_not_found', `There is no installation '${id}'.`);
  }
  if (installation.finalizedAt === null) return ok(installation);
  return refuse(
    'not_installed',
    `The installation ${id} is finalized: nothing can be billed in it any more.`,
    { installationId: installation.id, finalizedAt: installation.finalizedAt.toISOString() },
  );
}
