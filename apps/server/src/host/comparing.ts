import type { createIntegrationStore } from '../postgres/integration-store.ts';
import type { Sql } from '../postgres/sql.ts';
import { readBilled } from '../reconciliation/billed-resources.ts';
import {
  findKnownElsewhere,
  isLeftover,
  readInstallationFacts,
} from '../reconciliation/installation-facts.ts';
import type { UseCasePorts } from '../use-cases.ts';

type Ports = {
  readonly read: Sql;
  readonly integrations: Pick<ReturnType<typeof createIntegrationStore>, 'findRoute'>;
  readonly now: () => Date;
};

/** What the host knows of an installation, to be compared with what its provider says. */
export function comparingBy({ read, integrations, now }: Ports): UseCasePorts['comparing'] {
  return {
    facts: (ref) => readInstallationFacts(read, ref, now),
    bills: (ref) => readBilled(read, ref, now()),
    knownElsewhere: (ref, ids) => findKnownElsewhere(read, ref, ids),
    isLeftover: async ({ teamId, installationId }, externalId) => {
      const integration = await integrations.findRoute(installationId);
      if (integration === undefined) return false;
      const ref = { teamId, installationId, integrationId: integration.id };
      return isLeftover(read, { ref, externalId });
    },
  };
}
