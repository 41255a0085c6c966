import { ok, type Resource, refuse } from '@kontor/core';
import { restEndpoints } from '@kontor/protocol/rest';
import { installationId } from '@kontor/protocol/vocabulary';
import { type Route, route } from '../http/route.ts';
import { installationNotFound } from '../http/routes/installation-routes.ts';
import { installationStore } from '../postgres/installation-store.ts';
import { createIntegrationStore } from '../postgres/integration-store.ts';
import { resourceStore } from '../postgres/resource-store.ts';
import type { Sql } from '../postgres/sql.ts';

export type SandboxRoutesPorts = {
  readonly read: Sql;
  /** The host's public address. */
  readonly url: string;
};

/**
 * Where a person claims a resource that nobody has claimed: at its provider, signed on, with the part
 * of the console that takes people in. The provider tells the new ownership then.
 *
 * @see docs/adr/0009-claiming-sandboxes.md
 */
export function sandboxRoutes({ read, url }: SandboxRoutesPorts): readonly Route[] {
  return [
    route(restEndpoints.createSandboxClaimUrl, async ({ caller, params }) => {
      const { id: teamId } = caller.team;
      const id = installationId.safeParse(params.installation);
      const installation = id.success && (await installationStore(read, teamId).find(id.data));
      if (!installation) return installationNotFound(params.installation);
      const all = await resourceStore(read, teamId).listOf(installation.id);
      const resource = all.find((each) => isNamed(each, params.resource));
      if (resource?.externalId == null) return resourceNotFound(params.resource);
      if (resource.ownership !== 'sandbox') return alreadyClaimed(resource);
      const integration = await createIntegrationStore(read).find(installation.integrationId);
      if (!integration?.redirectLoginUrl) return notClaimable(resource);
      const claim = new URL(`/sso/integrations/${integration.slug}/${installation.id}`, url);
      claim.searchParams.set('resource_id', resource.externalId);
      claim.searchParams.set('path', 'onboarding');
      return ok({ status: 200, body: { claimUrl: claim.href } });
    }),
  ];
}

function isNamed({ id, externalId, lifecycle }: Resource, named: string): boolean {
  return lifecycle === 'active' && (id === named || externalId === named);
}

function resourceNotFound(named: string) {
  return refuse('resource_not_found', `There is no resource '${named}' in this installation.`);
}

function alreadyClaimed({ name, ownership }: Resource) {
  return refuse(
    'not_sandbox',
    `${name} is no sandbox resource: its ownership is '${ownership}', so it is claimed already.`,
    { ownership },
  );
}

function notClaimable({ name }: Resource) {
  return refuse(
    'claim_not_offered',
    `The integration of ${name} has no console in this marketplace, so its resources cannot be claimed.`,
  );
}
