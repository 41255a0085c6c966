import { ok, refuse } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { type Route, route, type TeamCaller } from '../http/route.ts';
import type { BeginImport } from './begin-import.ts';

/** Bringing resources along that a team has at a provider already. */
export function importRoutes({
  beginImport,
}: {
  readonly beginImport: BeginImport;
}): readonly Route[] {
  const begin = async ({ team, person }: TeamCaller, installationId: string, product?: string) =>
    person === null
      ? refuse('forbidden', 'Only people choose what to bring along. Send a personal token.')
      : beginImport({ teamId: team.id, userId: person.userId, installationId, product });
  return [
    route(kontorEndpoints.openImport, async ({ caller, params, query }) => {
      const begun = await begin(caller, params.installation, query.product);
      if (!begun.ok) return begun;
      return ok({ status: 302, body: null, headers: { location: begun.value.url } });
    }),
    route(kontorEndpoints.createImportLink, async ({ caller, params, body }) => {
      const begun = await begin(caller, params.installation, body.product);
      if (!begun.ok) return begun;
      const { url, expiresAt } = begun.value;
      return ok({ status: 201, body: { url, expiresAt: expiresAt.toISOString() } });
    }),
  ];
}
