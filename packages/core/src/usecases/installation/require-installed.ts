import type { Installation } from '../../domain/installation/installation.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';

/** The installation, if it is there and in use. */
export function requireInstalled(
  id: string,
  installation: Installation | undefined,
): Result<Installation, Refusal> {
  if (installation === undefined) {
    return refuse('installation_not_found', `There is no installation '${id}' in this team.`);
  }
  if (installation.lifecycle !== 'installed') {
    return refuse(
      'not_installed',
      `The installation ${installation.id} is ${installation.lifecycle}, so nothing in it can change.`,
      { installationId: installation.id, lifecycle: installation.lifecycle },
    );
  }
  return ok(installation);
}
