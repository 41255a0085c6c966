import type { Installation } from '../../domain/installation/installation.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';

/**
 * The same, if the host manages things in it: what is in a linked account is made, planned and billed at
 * the provider, which is not called about it.
 */
export function requireNative(
  id: string,
  installation: Installation | undefined,
): Result<Installation, Refusal> {
  const installed = requireInstalled(id, installation);
  if (!installed.ok || installed.value.kind === 'native') return installed;
  return refuse(
    'kind_not_offered',
    `The installation ${installed.value.id} links an account at the provider. Do this there.`,
    { installationId: installed.value.id, kind: installed.value.kind },
  );
}

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
