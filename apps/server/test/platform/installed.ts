import {
  type Connection,
  createConnect,
  createRefreshInstallation,
  createRefreshResource,
  createReportAction,
  createTakeBalances,
  createTakeBillingReport,
  type Installation,
  type InstallationReport,
  noTerms,
  type ProviderOutcome,
  type Resource,
  type ResourceReport,
} from '@kontor/core';
import { platformEndpoints } from '@kontor/protocol/platform';
import {
  connectionId,
  externalResourceId,
  invoiceId,
  projectId,
  type ResourceId,
  type Role,
  resourceId,
  teamId,
} from '@kontor/protocol/vocabulary';
import { createCatalogReader } from '../../src/catalog/catalog-reader.ts';
import { createClientSecrets } from '../../src/catalog/client-secret.ts';
import { mintId, randomText } from '../../src/ids.ts';
import { createActingPeople } from '../../src/people/acting-person.ts';
import { createInstallationTokens } from '../../src/people/installation-tokens.ts';
import { createPairwiseIds } from '../../src/people/pairwise.ts';
import { teamStoreOn } from '../../src/people/team-store.ts';
import { platformRoutes } from '../../src/platform/platform-routes.ts';
import { recordInbound } from '../../src/platform/record-inbound.ts';
import { createRefreshWorker } from '../../src/platform/refresh-worker.ts';
import { openEnvironment } from '../../src/postgres/environment-store.ts';
import { createIntegrationStore } from '../../src/postgres/integration-store.ts';
import { createProviderCallStore } from '../../src/postgres/provider-call-store.ts';
import { createRefreshQueue } from '../../src/postgres/refresh-queue.ts';
import { resourceStore } from '../../src/postgres/resource-store.ts';
import { sqlOn } from '../../src/postgres/sql.ts';
import { createTeamTransact } from '../../src/postgres/team-transact.ts';
import { mintInvoiceId } from '../../src/use-cases.ts';
import { addInstallation, addIntegration, addProduct } from '../catalog/catalog-data.ts';
import { type HostParts, useHost } from '../catalog/host.ts';
import { addTeam } from '../people/people.ts';

/** What the provider says when it is asked; the one part that is not real. */
export type ProviderSays = {
  resource: (externalId: string) => Promise<ProviderOutcome<ResourceReport>>;
  installation: () => Promise<ProviderOutcome<InstallationReport>>;
};

export type ToldTo = { readonly facts: object; readonly message: string };

/** A host that answers providers, with what follows from their calls. */
export function usePlatform() {
  const says: ProviderSays = { resource: unreached, installation: unreached };
  const told: ToldTo[] = [];
  const seen = { traceparent: '' };
  const made: { parts?: ReturnType<typeof partsOf> } = {};
  const parts = () => {
    if (!made.parts) throw new Error('the host starts before the first test');
    return made.parts;
  };
  const host = useHost(
    (on) => {
      made.parts = partsOf(on, says, told);
      return made.parts.routes;
    },
    (app, { database, clock }) => {
      app.addHook('preHandler', async ({ headers }) => {
        seen.traceparent = String(headers.traceparent);
      });
      recordInbound(app, {
        endpoints: Object.values(platformEndpoints),
        integrationOf: async (id) =>
          (await createIntegrationStore(database.read).findRoute(id))?.id,
        record: parts().calls.record,
        now: () => clock.now,
        log: { warn: (facts: object, message: string) => void told.push({ facts, message }) },
      });
    },
  );
  return { host, says, told, seen, parts };
}

async function unreached(): Promise<ProviderOutcome<never>> {
  return { kind: 'not-sent', reason: 'nobody is there' };
}

function partsOf(
  { database, vault, clock, recordEvent }: HostParts,
  says: ProviderSays,
  told: ToldTo[],
) {
  const now = () => clock.now;
  const transact = createTeamTransact({
    database,
    vault,
    now,
    lease: { holder: 'test', leaseMs: 60_000 },
    issueCredential: async () => {},
  });
  const catalog = createCatalogReader({ read: database.read, now });
  const pairwise = createPairwiseIds({
    secret: Buffer.alloc(32, 1),
    teams: teamStoreOn(database.read),
  });
  const state = {
    getResource: (_ref: object, externalId: string) => says.resource(externalId),
    getInstallation: () => says.installation(),
  };
  const tokens = createInstallationTokens({ secret: Buffer.alloc(32, 2), now });
  const tell = (facts: object, message: string) => void told.push({ facts, message });
  const worker = createRefreshWorker({
    queue: createRefreshQueue(sqlOn(database.pool), { holder: randomText(8), leaseMs: 60_000 }),
    refreshResource: createRefreshResource({ state, transact, now }),
    refreshInstallation: createRefreshInstallation({ state, transact, now }),
    log: { info: tell, warn: tell, error: tell },
    schedule: [60_000],
  });
  const log = { warn: tell };
  return {
    now,
    transact,
    pairwise,
    worker,
    tokens,
    calls: createProviderCallStore({ sql: database.read, now, log }),
    routes: platformRoutes({
      reportAction: createReportAction(transact, now),
      takeBalances: createTakeBalances({ transact, mintInvoiceId, termsOf: async () => noTerms }),
      takeBillingReport: createTakeBillingReport(transact),
      read: database.read,
      database,
      transact,
      catalog: catalog.find,
      actingPeople: createActingPeople(database.read),
      pairwise,
      dashboardUrl: (id) => `https://host.example/installations/${id}`,
      kick: () => {},
      now,
      invoiceTerms: async () => ({ commissionRate: '0', taxRates: [] }),
      mintResourceId: () => resourceId.parse(mintId('resource')),
      arrivalMs: 400,
      clientSecrets: createClientSecrets({ read: database.read, vault }),
      credentials: tokens,
      mintInvoiceId: () => invoiceId.parse(mintId('invoice')),
      recordEvent,
      forget: () => {},
    }),
  };
}

type Platform = ReturnType<typeof usePlatform>;

/** A team with an integration installed, and its provider's voice. */
export async function installed(
  { host, parts }: Platform,
  told: { roles?: readonly Role[] } & Partial<Installation> = {},
) {
  const { database } = host;
  const { roles = ['owner'], ...installationFields } = told;
  const { team, people } = await addTeam(database, roles);
  const integration = await addIntegration(database, { isPublished: true });
  const product = await addProduct(database, integration.id, 'postgres');
  const installation = await addInstallation(database, {
    ...installationFields,
    teamId: team.id,
    integrationId: integration.id,
  });
  const token = await parts().tokens.issueInstallationToken(database.read, {
    installationId: installation.id,
    teamId: team.id,
    integrationId: integration.id,
  });
  const at = `/v1/installations/${installation.id}`;
  const say = (method: string, path: string, body?: unknown) =>
    host.send(method, at + path, { token, ...(body !== undefined && { body }) });
  const read = async (id: string) => {
    const found = await resourceStore(database.read, team.id).findExternal(
      installation.id,
      externalResourceId.parse(id),
    );
    if (found === undefined) throw new Error(`no resource ${id}`);
    return found;
  };
  return { team, people, integration, product, installation, token, at, say, read };
}

export type Installed = Awaited<ReturnType<typeof installed>>;

/** Brings a resource in by the provider's own call. */
export async function imported({ say, read }: Installed, id = 'db_1', told: object = {}) {
  const answer = await say('PUT', `/resources/${id}`, {
    productId: 'postgres',
    name: id,
    status: 'ready',
    secrets: [{ name: 'URL', value: 'postgres://one' }],
    ...told,
  });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return read(id);
}

/** Connects a resource to production of a new project. */
export async function connected(
  { host, parts }: Platform,
  { team }: Installed,
  resource: Resource,
): Promise<Connection> {
  const project = projectId.parse(mintId('project'));
  await host.database.read(
    'insert into project (team_id, project_id, name, created_at) values ($1, $2, $3, now())',
    [team.id, project, project],
  );
  const connect = createConnect({
    transact: parts().transact,
    now: parts().now,
    mintConnectionId: () => connectionId.parse(mintId('connection')),
    declaredActions: async () => [],
  });
  const outcome = await connect({
    teamId: teamId.parse(team.id),
    actor: { kind: 'system' },
    resourceId: resource.id,
    project,
    environments: ['production'],
    prefix: null,
    isDryRun: false,
    mayTouch: () => undefined,
  });
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value.connection;
}

/** The variables that a deployment of the connected project reads. */
export async function variablesOf(
  { host }: Platform,
  { team }: Installed,
  { projectId: project }: Connection,
): Promise<Readonly<Record<string, string>>> {
  const [row] = await host.database.read<{ sealed: Buffer }>(
    `select sealed from environment
     where team_id = $1 and project_id = $2 and environment = 'production'`,
    [team.id, project],
  );
  if (row === undefined) return {};
  const place = { projectId: project, environment: 'production' };
  const variables = await openEnvironment(host.vault, team.id, place, row.sealed);
  return Object.fromEntries(variables.map(({ name, value }) => [name, value]));
}

/** A resource that the host is waiting to hear of from its provider. */
export async function provisioning({ host }: Platform, { team, installation, product }: Installed) {
  const id: ResourceId = resourceId.parse(mintId('resource'));
  await host.database.read(
    `insert into resource (team_id, resource_id, installation_id, product_id, name, lifecycle,
       status, status_at, metadata, ownership, created_at, updated_at)
     values ($1, $2, $3, $4, 'new', 'provisioning', 'pending', now(), '{}', 'owned', now(), now())`,
    [team.id, id, installation.id, product.id],
  );
  return {
    id,
    /** The provider's answer is taken in. */
    arrive: async (externalId: string) => {
      await host.database.read(
        `update resource set lifecycle = 'active', external_id = $3
         where team_id = $1 and resource_id = $2`,
        [team.id, id, externalId],
      );
    },
  };
}
