import { ok, type Refusal, type Result, requireNotEnded } from '@kontor/core';
import { type ProviderEvent, platformEndpoints } from '@kontor/protocol/platform';
import { type Route, route } from '../http/route.ts';
import type { Database } from '../postgres/database.ts';
import { installationStore } from '../postgres/installation-store.ts';
import { requestRefresh } from '../postgres/refresh-queue.ts';
import { resourceStore } from '../postgres/resource-store.ts';
import type { Sql } from '../postgres/sql.ts';
import { isProvisioning } from './arrival.ts';
import { type Place, placeOf, readExternalId, resourceNotFound } from './place.ts';

export type EventRoutesPorts = {
  readonly database: Pick<Database, 'transact'>;
  /** Follows up at once what has just been noted. */
  readonly kick: () => void;
};

/** A provider's word that something changed there. It is noted before it is answered, so none is lost. */
export function eventRoutes({ database, kick }: EventRoutesPorts): readonly Route[] {
  return [
    route(platformEndpoints.createEvent, async ({ caller, body }) => {
      const place = placeOf(caller);
      const noted = await database.transact((sql) => note(sql, place, body.event));
      if (!noted.ok) return noted;
      kick();
      return ok({ status: 201, body: null });
    }),
  ];
}

async function note(sql: Sql, place: Place, event: ProviderEvent): Promise<Result<null, Refusal>> {
  const { teamId, installationId } = place;
  const installation = await installationStore(sql, teamId).hold(installationId);
  const lasting = requireNotEnded(installationId, installation);
  if (!lasting.ok) return lasting;
  if (event.type === 'installation.updated') {
    await requestRefresh(sql, { teamId, installationId, externalId: null });
    return ok(null);
  }
  const externalId = readExternalId(event.resourceId);
  if (externalId === undefined) return resourceNotFound(event.resourceId);
  const known = await resourceStore(sql, teamId).findExternal(installationId, externalId);
  if (known === undefined && !(await isProvisioning(sql, place))) {
    return resourceNotFound(event.resourceId);
  }
  await requestRefresh(sql, { teamId, installationId, externalId });
  return ok(null);
}
