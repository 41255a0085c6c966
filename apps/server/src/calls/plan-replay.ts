import {
  fail,
  type Installation,
  type Operation,
  ok,
  type Resource,
  type Result,
} from '@kontor/core';
import type { CallerKind } from '@kontor/protocol';
import type { ProviderCall } from '@kontor/protocol/kontor';
import type { ExternalResourceId } from '@kontor/protocol/vocabulary';
import type { FoundCall } from '../postgres/provider-call-store.ts';
import { type Asked, askedOfProvider } from './asked-of-provider.ts';

/** A call as it would be sent again. */
export type PlannedReplay = {
  readonly asked: Asked;
  readonly hasEffects: boolean;
  /** Null before anything is installed. */
  readonly installation: Installation | null;
  /** Whose change it belongs to; undefined where it speaks for nobody. */
  readonly operation: Operation | undefined;
  /** A resource of the team that it is about. */
  readonly resource: Resource | undefined;
};

export type PlanReplayPorts = {
  readonly installation: (id: string) => Promise<Installation | undefined>;
  readonly operation: (teamId: string, id: string) => Promise<Operation | undefined>;
  readonly resource: (
    installation: Installation,
    externalId: ExternalResourceId,
  ) => Promise<Resource | undefined>;
  readonly credentialOf: (installationId: string) => Promise<string>;
};

/** What takes away from a team what it has. */
const REMOVING = new Set(['deleteInstallation', 'deleteResource']);

/**
 * Whether a call can be sent again and how, or why not. Never for an installation that is going or gone,
 * and nothing is removed that its team still has: teams decide that, not replays.
 */
export async function planReplay(
  ports: PlanReplayPorts,
  { call, callerKind }: FoundCall,
): Promise<Result<PlannedReplay, string>> {
  const installation = await ofCall(ports, call);
  if (installation === undefined) {
    return fail('The installation that it was for is not there any more.');
  }
  const credential = installation === null ? '' : await ports.credentialOf(installation.id);
  const asked = askedOfProvider(call, credential);
  if (!asked.ok) return asked;
  const { endpoint, params } = asked.value;
  const resource =
    installation === null || params.resourceId === undefined
      ? undefined
      : await ports.resource(installation, params.resourceId as ExternalResourceId);
  if (REMOVING.has(endpoint.id) && (endpoint.id === 'deleteInstallation' || isThere(resource))) {
    return fail('It would remove what the team still has.');
  }
  const operation =
    installation === null || call.idempotencyKey === null
      ? undefined
      : await ports.operation(installation.teamId, operationIdIn(call.idempotencyKey));
  const speaksFor = callerKind ?? endpoint.callers[0];
  if (isUnknownPerson(speaksFor, operation)) {
    return fail('For whom it was made is not known any more.');
  }
  return ok({
    asked: asked.value,
    hasEffects: endpoint.method !== 'GET',
    installation,
    operation: speaksFor === 'user' ? operation : undefined,
    resource,
  });
}

/** The installation of a call; null where it has none, undefined where that one takes no calls any more. */
async function ofCall(
  ports: PlanReplayPorts,
  { installationId }: ProviderCall,
): Promise<Installation | null | undefined> {
  if (installationId === null) return null;
  const found = await ports.installation(installationId);
  const takesCalls = found?.lifecycle === 'installed' || found?.lifecycle === 'installing';
  return takesCalls ? found : undefined;
}

function isThere(resource: Resource | undefined): boolean {
  return resource !== undefined && resource.lifecycle !== 'deleting';
}

function isUnknownPerson(speaksFor: CallerKind, operation: Operation | undefined): boolean {
  return speaksFor === 'user' && operation === undefined;
}

/** The key of an operation is its id; what it undoes itself has a key of its own. */
function operationIdIn(idempotencyKey: string): string {
  return idempotencyKey.replace(/-undo$/, '');
}
