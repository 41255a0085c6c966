import type { Installation } from '../../domain/installation/installation.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';

/**
 * The installation, if its provider may still change something in it: from the moment its account is
 * being opened, because a provider may speak before it has answered, until the account is closed.
 */
export function requireNotEnded(
  id: string,
  installation: Installation | undefined,
): Result<Installation, Refusal> {
  if (installation === undefined) {
    return refuse('installation_not_found', `There is no installation '${id}'.`);
  }
  const { lifecycle } = installation;
  if (lifecycle === 'uninstalled' || lifecycle === 'failed') {
    return refuse(
      'not_installed',
      `The installation ${installation.id} is ${lifecycle}, so nothing in it can change any more.`,
      { installationId: installation.id, lifecycle },
    );
  }
  return ok(installation);
}
