import {
  type CatalogReader,
  createImportResource,
  createReplaceSecrets,
  createReportRemoval,
  createTakeReport,
  ok,
  type PushedReport,
  type Refusal,
  type Result,
  refuse,
  requireNotEnded,
  type TeamTx,
  type Transact,
} from '@kontor/core';
import {
  type PushedSecrets,
  type patchResource,
  platformEndpoints,
} from '@kontor/protocol/platform';
import type { ExternalResourceId, ResourceId } from '@kontor/protocol/vocabulary';
import type * as z from 'zod';
import { type InstallationCaller, type Route, route } from '../http/route.ts';
import { installationStore } from '../postgres/installation-store.ts';
import { resourceStore } from '../postgres/resource-store.ts';
import type { Sql } from '../postgres/sql.ts';
import { type ArrivalPorts, onceArrived } from './arrival.ts';
import { saveCustomClaims } from './custom-claims.ts';
import { type Place, placeOf, readExternalId, resourceNotFound } from './place.ts';
import { notificationOf, planOf, secretsOf } from './pushed.ts';

export type ResourceChangesPorts = ArrivalPorts & {
  readonly read: Sql;
  readonly transact: Transact<TeamTx>;
  readonly catalog: CatalogReader;
  readonly now: () => Date;
  readonly mintResourceId: () => ResourceId;
};

/** What providers tell of their resources on their own account. */
export function resourceChanges(ports: ResourceChangesPorts): readonly Route[] {
  const { read, transact, now } = ports;
  const takeReport = createTakeReport(transact, now);
  const importResource = createImportResource(ports);
  const replaceSecrets = createReplaceSecrets(transact, now);
  const reportRemoval = createReportRemoval(transact, now);
  const changing = changeOn(ports);
  return [
    route(platformEndpoints.importResource, async ({ caller, params, body }) => {
      const place = placeOf(caller);
      const externalId = readExternalId(params.resourceId);
      if (externalId === undefined) return unusableId();
      const { productId, name, status, customClaims } = body;
      const report = { ...reportOf(body), productId, name, status };
      const imported = await importResource({ ...place, externalId }, report);
      if (!imported.ok) return imported;
      if (customClaims) await saveCustomClaims(read, place, externalId, customClaims);
      return ok({ status: 200, body: imported.value });
    }),
    route(platformEndpoints.patchResource, async ({ caller, params, body }) => {
      const patched = await changing(caller, params.resourceId, async (place, externalId) => {
        const taken = await takeReport({ ...place, externalId }, reportOf(body));
        if (!taken.ok || !body.customClaims) return taken;
        await saveCustomClaims(read, place, externalId, body.customClaims);
        return taken;
      });
      return patched.ok ? ok({ status: 200, body: patched.value }) : patched;
    }),
    route(platformEndpoints.deleteInstallationResource, async ({ caller, params }) => {
      const removed = await changing(caller, params.resourceId, (place, externalId) =>
        reportRemoval({ ...place, externalId }),
      );
      return removed.ok ? ok({ status: 204, body: null }) : removed;
    }),
    route(platformEndpoints.updateResourceSecrets, async ({ caller, params, body }) => {
      const replaced = await changing(caller, params.resourceId, (place, externalId) =>
        replaceSecrets({ ...place, externalId, update: body }),
      );
      return replaced.ok ? ok({ status: 201, body: null }) : replaced;
    }),
    route(platformEndpoints.updateProductResourceSecrets, async ({ caller, params, body }) => {
      const replaced = await changing(caller, params.resourceId, async (place, externalId) => {
        const isOfProduct = await requireProduct(ports, { ...place, externalId }, params);
        if (!isOfProduct.ok) return isOfProduct;
        return replaceSecrets({ ...place, externalId, update: body satisfies PushedSecrets });
      });
      return replaced.ok ? ok({ status: 201, body: null }) : replaced;
    }),
  ];
}

/** Runs a change of a resource that is there or about to be, in an installation that has not ended. */
function changeOn(ports: ResourceChangesPorts) {
  return async <Value>(
    caller: InstallationCaller,
    named: string,
    change: (place: Place, externalId: ExternalResourceId) => Promise<Result<Value, Refusal>>,
  ): Promise<Result<Value, Refusal>> => {
    const place = placeOf(caller);
    const { teamId, installationId } = place;
    const installation = await installationStore(ports.read, teamId).find(installationId);
    const lasting = requireNotEnded(installationId, installation);
    if (!lasting.ok) return lasting;
    const externalId = readExternalId(named);
    if (externalId === undefined) return resourceNotFound(named);
    return onceArrived(ports, place, () => change(place, externalId));
  };
}

type Body = z.output<typeof patchResource.request>;

function reportOf({ billingPlan, notification, secrets, ...body }: Body): PushedReport {
  const { name, status, ownership, metadata, extras } = body;
  return {
    name,
    status,
    ownership,
    metadata,
    extras,
    billingPlan: billingPlan && planOf(billingPlan),
    notification: notification === undefined ? undefined : notificationOf(notification),
    secrets: secrets && secretsOf(secrets),
  };
}

/** The product that a path names beside a resource must be the resource's own. */
async function requireProduct(
  { read, catalog }: ResourceChangesPorts,
  { teamId, installationId, integrationId, externalId }: Place & { externalId: ExternalResourceId },
  { resourceId, productIdOrSlug }: { resourceId: string; productIdOrSlug: string },
): Promise<Result<null, Refusal>> {
  const resource = await resourceStore(read, teamId).findExternal(installationId, externalId);
  if (resource === undefined) return resourceNotFound(resourceId);
  const product = (await catalog(integrationId))?.products.find(
    ({ id, slug }) => id === productIdOrSlug || slug === productIdOrSlug,
  );
  if (product?.id === resource.productId) return ok(null);
  return refuse(
    'product_not_found',
    `The resource '${resourceId}' is not one of a product '${productIdOrSlug}'.`,
  );
}

function unusableId() {
  return refuse(
    'invalid_request',
    "A resource's id has 1 to 1024 characters, is not '.' or '..', and has no NUL in it.",
    { fields: [{ key: 'resourceId', message: '1 to 1024 characters' }] },
  );
}
