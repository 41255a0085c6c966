import {
  type CatalogIntegration,
  type CatalogProduct,
  createRunOperation,
  deleteResourceHandler,
  installHandler,
  noTerms,
  type Operation,
  placeName,
  placeOf,
  provisionHandler,
  provisionPurchaseHandler,
  type Resource,
  removeLeftoverHandler,
  renewInstallationHandler,
  rotateSecretsHandler,
  type TeamTx,
  uninstallHandler,
  updateInstallationHandler,
  updateResourceHandler,
} from '@kontor/core';
import type { DeploymentAction } from '@kontor/protocol/vocabulary';
import { builtAt } from './built-at.ts';
import { keyOf } from './environments-in-memory.ts';
import { createMemoryStorage } from './memory-storage.ts';
import { mint } from './mint.ts';
import { createScriptedProvider } from './scripted-provider.ts';
import { buildTeam } from './team-builder.ts';

export type TeamWorld = ReturnType<typeof teamWorld>;

/** One team, in memory: its data, what it may install, the provider behind that, and the time. */
export function teamWorld() {
  const at = new Date(builtAt.getTime() + 60 * 60 * 1000);
  const now = () => at;
  const storage = createMemoryStorage({ now });
  const team = buildTeam(storage);
  const { teamId } = team;
  const scripted = createScriptedProvider();
  const { provider } = scripted;
  const integrations: CatalogIntegration[] = [];
  const data = () => storage.data(teamId);

  const { attempt, resume } = createRunOperation<TeamTx>({
    transact: storage.transact,
    now,
    handlers: {
      install: installHandler({ provider, now }),
      'update-installation': updateInstallationHandler({ provider, now }),
      'renew-installation': renewInstallationHandler({ provider, now }),
      uninstall: uninstallHandler({ provider, now }),
      provision: provisionHandler({
        provider,
        now,
        knownExternalIds: async () => known(data()),
        needsOwnPlan: async () => false,
      }),
      'update-resource': updateResourceHandler({ provider, now }),
      'delete-resource': deleteResourceHandler({ provider, now }),
      'provision-purchase': provisionPurchaseHandler({
        provider,
        now,
        mintInvoiceId: mint.invoice,
        termsOf: async () => noTerms,
      }),
      'rotate-secrets': rotateSecretsHandler({ provider, now, transact: storage.transact }),
      'remove-leftover': removeLeftoverHandler({
        provider,
        isLeftover: async (_operation, externalId) =>
          ![...data().resources.values()].some(
            (each) => each.externalId === externalId && each.lifecycle === 'active',
          ),
      }),
    },
  });

  return {
    ...team,
    /** When everything happens that is not built. */
    at,
    /** What use cases are made with. */
    ports: {
      transact: storage.transact,
      now,
      catalog: async (idOrSlug: string) =>
        integrations.find(({ id, slug }) => id === idOrSlug || slug === idOrSlug),
      mintInstallationId: mint.installation,
      mintResourceId: mint.resource,
      mintOperationId: mint.operation,
      mintConnectionId: mint.connection,
      mintVariableId: mint.variable,
      mintDeploymentId: mint.deployment,
      mintCheckId: mint.check,
      mintCheckRunId: mint.checkRun,
      declaredActions: async (): Promise<readonly DeploymentAction[]> => [
        { slug: 'branch', name: 'Branch', suggestions: { environments: ['preview'] } },
        { slug: 'seed', name: 'Seed', options: { environments: ['preview'] } },
      ],
    },
    /** What every request that begins an operation says. */
    request: {
      teamId,
      actor: { kind: 'person', userId: 'usr_1' },
      callerKey: null,
      traceId: '0'.repeat(32),
    } as const,
    provider: scripted,
    /** Puts an integration with one product into the catalogue. */
    integration: (given: Partial<CatalogIntegration> = {}): CatalogIntegration => {
      const made = { ...newIntegration(), ...given };
      integrations.push(made);
      return made;
    },
    /** A resource that the provider has too. */
    provisioned: async (given: Parameters<typeof team.resource>[0] = {}): Promise<Resource> => {
      const made = await team.resource(given);
      const { externalId, name, status, metadata } = made;
      if (externalId !== null) scripted.has({ externalId, name, status, metadata });
      return made;
    },
    /** Makes attempts until an operation has ended. */
    end: async (operation: Operation): Promise<Operation> => {
      let current: Operation | undefined = await attempt(operation);
      while (current?.status === 'running') current = await resume(teamId, operation.id);
      return current ?? operation;
    },
    /** What is committed. */
    data,
    /** The types of everything that happened, oldest first. */
    happened: (): readonly string[] => data().events.map(({ event }) => event.type),
    /** What a deployment reads, by name: of an environment, or of a branch of preview. */
    environment: (projectId: string, environment = 'production', gitBranch?: string) => {
      const { versions, retired } = data();
      const newest = (name: string) =>
        versions.findLast(
          (each) =>
            each.projectId === projectId && each.environment === name && !retired.has(keyOf(each)),
        );
      const ofBranch = newest(placeName(placeOf(environment, gitBranch)));
      const { variables = [] } = ofBranch ?? newest(environment) ?? {};
      return Object.fromEntries(variables.map(({ name, value }) => [name, value]));
    },
  };
}

function known({ resources }: { readonly resources: ReadonlyMap<string, Resource> }) {
  return new Set([...resources.values()].flatMap(({ externalId }) => externalId ?? []));
}

function newIntegration(): CatalogIntegration {
  const product: CatalogProduct = {
    id: mint.product(),
    slug: 'db',
    name: 'Database',
    capabilities: {},
    repl: null,
    details: {},
    metadataSchema: {
      type: 'object',
      properties: {
        region: {
          type: 'string',
          'ui:control': 'select',
          'ui:label': 'Region',
          'ui:options': [
            { value: 'fra1', label: 'Frankfurt' },
            { value: 'iad1', label: 'Washington' },
          ],
        },
      },
    },
  };
  return {
    id: mint.integration(),
    slug: 'acme',
    name: 'Acme',
    eulaUrl: null,
    privacyUrl: null,
    capabilities: {},
    billsPerInstallation: false,
    kinds: ['native'],
    apiScopes: {},
    isPublished: true,
    ownerTeamId: mint.team(),
    products: [product],
  };
}
