import { installationId, teamId } from '@kontor/protocol/vocabulary';
import { installationStore } from '../postgres/installation-store.ts';
import { createIntegrationStore } from '../postgres/integration-store.ts';
import { findOperation } from '../postgres/operation-views.ts';
import { resourceStore } from '../postgres/resource-store.ts';
import type { Sql } from '../postgres/sql.ts';
import type { PlanReplayPorts } from './plan-replay.ts';

/** What a call was about, as it stands now; each team is found by the installation. */
export function whatIsThere(read: Sql): Omit<PlanReplayPorts, 'credentialOf'> {
  const integrations = createIntegrationStore(read);
  return {
    installation: async (id) => {
      const route = await integrations.findRoute(id);
      if (route === undefined) return undefined;
      const store = installationStore(read, teamId.parse(route.teamId));
      return store.find(installationId.parse(id));
    },
    operation: (team, id) => findOperation(read, team, id),
    resource: ({ teamId: team, id }, externalId) =>
      resourceStore(read, team).findExternal(id, externalId),
  };
}
