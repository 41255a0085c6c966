import { type Installation, ok, type Refusal, type Result, refuse } from '@kontor/core';
import { installationId } from '@kontor/protocol/vocabulary';
import { installationStore } from '../postgres/installation-store.ts';
import type { Sql } from '../postgres/sql.ts';

/** The native installation that a member wants to sign on with, if the provider's account is open. */
export async function requireOpenInstallation(
  read: Sql,
  { teamId, installationId: named }: { readonly teamId: string; readonly installationId: string },
): Promise<Result<Installation, Refusal>> {
  const id = installationId.safeParse(named);
  const installation = id.success ? await installationStore(read, teamId).find(id.data) : undefined;
  if (installation === undefined) {
    return refuse('installation_not_found', `There is no installation '${named}' in this team.`);
  }
  if (installation.kind !== 'native') {
    return refuse(
      'sso_not_offered',
      `${installation.id} links an account at the provider, and single sign-on needs none. Open its configuration instead.`,
    );
  }
  if (installation.lifecycle !== 'installed') {
    return refuse(
      'not_installed',
      `The installation ${installation.id} is ${installation.lifecycle}, so there is no account to sign on to.`,
      { installationId: installation.id, lifecycle: installation.lifecycle },
    );
  }
  return ok(installation);
}
