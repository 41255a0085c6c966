import { type Actor, refuse } from '@kontor/core';
import {
  type ExternalResourceId,
  externalResourceId,
  type InstallationId,
  type IntegrationId,
  installationId,
  integrationId,
  type TeamId,
  teamId,
} from '@kontor/protocol/vocabulary';
import type { InstallationCaller } from '../http/route.ts';

/** Where a provider's call takes effect, and for whom it counts. */
export type Place = {
  readonly teamId: TeamId;
  readonly installationId: InstallationId;
  readonly integrationId: IntegrationId;
  readonly actor: Actor;
};

export function placeOf(caller: InstallationCaller): Place {
  return {
    teamId: teamId.parse(caller.teamId),
    installationId: installationId.parse(caller.installationId),
    integrationId: integrationId.parse(caller.integrationId),
    actor: caller.actor,
  };
}

/**
 * The provider's id of a resource, as it stands in a path. Undefined for a text that no resource can
 * have: one that is too long, that a database cannot keep, or that could not stand in the path of
 * the host's own calls.
 */
export function readExternalId(text: string): ExternalResourceId | undefined {
  if (text === '.' || text === '..' || text.includes('\0')) return undefined;
  return externalResourceId.safeParse(text).data;
}

export function resourceNotFound(named: string) {
  return refuse('resource_not_found', `There is no resource '${named}' in this installation.`);
}
