import { ok, type Refusal, type Resource, type Result, refuse, requireActive } from '@kontor/core';
import { type ExperimentationConfig, platformEndpoints } from '@kontor/protocol/platform';
import { digestIn } from '../http/digest.ts';
import { type InstallationCaller, type Route, route } from '../http/route.ts';
import type { Database } from '../postgres/database.ts';
import { experimentationItems } from '../postgres/experimentation-items.ts';
import { resourceStore } from '../postgres/resource-store.ts';
import type { Sql } from '../postgres/sql.ts';
import {
  type ConfigContent,
  findConfigContent,
  replaceConfigContent,
} from '../postgres/synced-config-store.ts';
import { type ArrivalPorts, onceArrived } from './arrival.ts';
import { placeOf, readExternalId, resourceNotFound } from './place.ts';

export type ExperimentationRoutesPorts = ArrivalPorts & {
  readonly database: Pick<Database, 'transact'>;
  readonly now: () => Date;
};

/** Flags and experiments that providers show at the host, and the values that they sync. */
export function experimentationRoutes(ports: ExperimentationRoutesPorts): readonly Route[] {
  const { read, database, now } = ports;
  return [
    route(platformEndpoints.putExperimentationItems, async ({ caller, params, body }) => {
      const owner = await ownerOf(ports, caller, params.resourceId);
      if (!owner.ok) return owner;
      await experimentationItems(read, owner.value).put(body.items, now());
      return ok({ status: 204, body: null });
    }),
    route(platformEndpoints.patchExperimentationItem, async ({ caller, params, body }) => {
      const owner = await ownerOf(ports, caller, params.resourceId);
      if (!owner.ok) return owner;
      const items = experimentationItems(read, owner.value);
      const isThere = await items.change(params.itemId, body, now());
      return isThere ? ok({ status: 204, body: null }) : itemNotFound(params.itemId);
    }),
    route(platformEndpoints.deleteExperimentationItem, async ({ caller, params }) => {
      const owner = await ownerOf(ports, caller, params.resourceId);
      if (!owner.ok) return owner;
      await experimentationItems(read, owner.value).remove(params.itemId);
      return ok({ status: 204, body: null });
    }),
    route(platformEndpoints.getExperimentationConfig, async ({ caller, params, header }) => {
      const owner = await ownerOf(ports, caller, params.resourceId);
      if (!owner.ok) return owner;
      const content = await findConfigContent(read, owner.value);
      if (content === undefined) return notSynced(params.resourceId);
      const headers = { etag: `"${content.digest}"` };
      return digestIn(header('if-none-match'), content.digest)
        ? ok({ status: 304, body: null, headers })
        : ok({ status: 200, body: viewOf(content), headers });
    }),
    route(platformEndpoints.putExperimentationConfig, async ({ caller, params, body, header }) => {
      const owner = await ownerOf(ports, caller, params.resourceId);
      if (!owner.ok) return owner;
      const wanted = header('if-match');
      const put = await database.transact(async (sql): Promise<Result<ConfigContent, Refusal>> => {
        const former = await findConfigContent(sql, owner.value, 'for update');
        if (former === undefined) return notSynced(params.resourceId);
        if (wanted !== undefined && !digestIn(wanted, former.digest)) return changed(former);
        return ok(await replaceConfigContent(sql, owner.value, body.data, now()));
      });
      if (!put.ok) return put;
      const headers = { etag: `"${put.value.digest}"` };
      return ok({ status: 200, body: viewOf(put.value), headers });
    }),
  ];
}

type Owner = { readonly teamId: string; readonly resourceId: string };

/** The resource that a provider names, if it is in use here or about to be. */
function ownerOf(
  ports: ExperimentationRoutesPorts,
  caller: InstallationCaller,
  named: string,
): Promise<Result<Owner, Refusal>> {
  const place = placeOf(caller);
  const { teamId, installationId } = place;
  const id = readExternalId(named);
  if (id === undefined) return Promise.resolve(resourceNotFound(named));
  return onceArrived(ports, place, async () => {
    const found = await findActive(ports.read, { teamId, installationId, id, named });
    return found.ok ? ok({ teamId, resourceId: found.value.id }) : found;
  });
}

async function findActive(
  read: Sql,
  {
    teamId,
    installationId,
    id,
    named,
  }: Pick<ReturnType<typeof placeOf>, 'teamId' | 'installationId'> & {
    id: NonNullable<ReturnType<typeof readExternalId>>;
    named: string;
  },
): Promise<Result<Resource, Refusal>> {
  return requireActive(named, await resourceStore(read, teamId).findExternal(installationId, id));
}

function viewOf({ items, digest, updatedAt }: ConfigContent): ExperimentationConfig {
  return { items: { ...items }, digest, updatedAt: updatedAt.getTime() };
}

function itemNotFound(named: string) {
  return refuse('item_not_found', `There is no item '${named}' of this resource.`);
}

function notSynced(named: string) {
  return refuse(
    'config_not_found',
    `The values of '${named}' are not synced: the team decides that.`,
  );
}

function changed({ digest }: ConfigContent) {
  return refuse(
    'digest_mismatch',
    `The map has changed and its digest is ${digest} now. Read it, and send that with If-Match.`,
    { digest },
  );
}
