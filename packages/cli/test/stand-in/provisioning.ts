import type { Installation, Resource } from '@kontor/protocol/kontor';
import { at, id, person, plans, secrets } from './goods.ts';
import { type Handlers, Refused } from './serve.ts';
import { ask, begin, find, type State, statusOf } from './state.ts';

/** The catalogue, installations, resources and the operations behind them. */
export function provisioningHandlers(state: State): Handlers {
  const { listings, installations, resources, connections, operations } = state;
  return {
    listCatalog: ({ query }) => [
      200,
      {
        integrations: listings.filter(({ slug }) => slug.includes(query.search ?? '')),
      },
    ],
    getListing: ({ params }) => [
      200,
      { integration: find(listings, params.integration, 'integration') },
    ],
    listCatalogPlans: ({ params }) => [200, { plans: plans(params.integration ?? '') }],
    listInstallations: ({ query }) => [
      200,
      {
        installations: installations.filter(
          ({ lifecycle }) =>
            query.ended === 'true' || lifecycle === 'installed' || lifecycle === 'installing',
        ),
      },
    ],
    getTeamInstallation: ({ params }) => [
      200,
      {
        installation: find(installations, params.installation, 'installation'),
        credentials: [],
      },
    ],
    install: ({ body }) => {
      const installation = newInstallation(state, body);
      installations.push(installation);
      const about = { installationId: installation.id, resourceId: null };
      const operation = begin(state, 'install', about);
      return [statusOf(operation, 201), { installation, operation }];
    },
    uninstall: ({ params }) => {
      const installation = find(installations, params.installation, 'installation');
      const about = { installationId: installation.id, resourceId: null };
      const operation = begin(state, 'uninstall', about);
      return [statusOf(operation, 200), { installation, operation }];
    },
    listTeamResources: ({ query }) => {
      const isConnected = ({ id: resourceId }: Resource) =>
        query.project === undefined ||
        connections.some(
          (each) => each.resourceId === resourceId && each.projectName === query.project,
        );
      const shown = resources
        .filter(({ lifecycle }) => lifecycle !== 'deleted')
        .filter((each) => (query.installation ?? each.installationId) === each.installationId)
        .filter(isConnected);
      return [200, { resources: shown }];
    },
    getTeamResource: ({ params }) => [
      200,
      {
        resource: find(resources, params.resource, 'resource'),
        secrets: secrets.map((name) => ({ name, length: 12, frameworkPublishable: false })),
      },
    ],
    createResource: ({ params, body }) => {
      const resource = newResource(state, params.installation, body);
      resources.push(resource);
      const { installationId, id: resourceId } = resource;
      const operation = begin(state, 'provision', { installationId, resourceId });
      return [statusOf(operation, 201), { resource, operation }];
    },
    runResourceCommand: ({ params, body }) => {
      find(resources, params.resource, 'resource');
      const text = (words: string) => ({ type: 'text' as const, text: words });
      if (body.input === 'refused') throw new Refused(400, 'not_offered', 'It takes no commands.');
      if (body.input === 'wrong') {
        return [400, [{ type: 'paragraph', children: [text('syntax error')] }]];
      }
      const header = [text('line'), text('read only')];
      const rows = [[text(body.input), text(String(body.readOnly))]];
      return [200, [{ type: 'table', header, rows }]];
    },
    rotateTeamResourceSecrets: ({ params, body }) => {
      const resource = find(resources, params.resource, 'resource');
      const { installationId, id: resourceId } = resource;
      const operation = begin(state, 'rotate-secrets', { installationId, resourceId });
      const isPromised = body.reason === 'later';
      const rotated = {
        ...resource,
        rotation: {
          state: isPromised ? ('running' as const) : ('completed' as const),
          requestedAt: at,
          requestedBy: { kind: 'person' as const, userId: person.id },
          reason: body.reason ?? null,
          delayHours: body.delayOldSecretsExpirationHours ?? 0,
          dueAt: at,
          completedAt: isPromised ? null : at,
        },
      };
      resources.splice(resources.indexOf(resource), 1, rotated);
      return [statusOf(operation, 200), { resource: rotated, operation }];
    },
    deleteTeamResource: ({ params }) => {
      const resource = find(resources, params.resource, 'resource');
      const { installationId, id: resourceId } = resource;
      const operation = begin(state, 'delete-resource', { installationId, resourceId });
      return [statusOf(operation, 200), { resource, operation }];
    },
    listOperations: ({ query }) => [
      200,
      { operations: operations.filter(({ status }) => (query.status ?? status) === status) },
    ],
    getOperation: ({ params, query }) => {
      const operation = find(operations, params.operation, 'operation');
      if (query.wait > 0 && operation.status === 'running') ask(state, operation);
      return [200, { operation }];
    },
  };
}

type Wish = { readonly integration: string; readonly acceptedPolicies: readonly string[] };

function newInstallation({ listings, installations }: State, wish: Wish): Installation {
  const {
    id: integrationId,
    slug,
    name,
    policies,
  } = find(listings, wish.integration, 'integration');
  const missing = policies.filter((policy) => !wish.acceptedPolicies.includes(policy));
  if (missing.length > 0) {
    throw new Refused(400, 'policies_not_accepted', 'They must be accepted.', { missing });
  }
  const current = installations.find(
    ({ integration, lifecycle }) =>
      integration.id === integrationId && lifecycle !== 'uninstalled' && lifecycle !== 'failed',
  );
  if (current) {
    throw new Refused(409, 'already_installed', `${name} is installed already.`, {
      installationId: current.id,
    });
  }
  return {
    id: id('icfg', installations.length + 1),
    integration: { id: integrationId, slug, name },
    kind: 'native',
    lifecycle: 'installing',
    status: 'ready',
    billingPlan: null,
    isTest: false,
    pendingBillingPlan: null,
    notification: null,
    acceptedPolicies: {},
    installedBy: person.id,
    offersSignOn: false,
    linkedAccount: null,
    createdAt: at,
    removalRequestedAt: null,
    uninstalledAt: null,
    transferredAt: null,
    finalization: null,
  } as Installation;
}

type Order = {
  readonly product: string;
  readonly name: string;
  readonly metadata: Resource['metadata'];
  readonly billingPlanId?: string | undefined;
};

function newResource(state: State, installation: string | undefined, order: Order): Resource {
  const { resources, listings, installations } = state;
  const { id: installationId, integration } = find(installations, installation, 'installation');
  const { products } = find(listings, integration.id, 'integration');
  const product = find(products, order.product, 'product');
  if (resources.some(({ name }) => name === order.name)) {
    throw new Refused(409, 'name_taken', `There is a resource called '${order.name}' already.`);
  }
  const number = resources.length + 1;
  return {
    id: id('store', number) as Resource['id'],
    externalId: `ext-${number}` as Resource['externalId'],
    installationId,
    product,
    name: order.name,
    lifecycle: 'provisioning',
    status: 'pending',
    metadata: order.metadata,
    billingPlan:
      plans(integration.slug).find((plan) => plan.id === (order.billingPlanId ?? 'starter')) ??
      null,
    pendingBillingPlan: null,
    notification: null,
    protocolSettings: null,
    ownership: 'owned',
    rotation: null,
    connectionCount: 0,
    pendingProjectCount: 0,
    createdAt: at,
    updatedAt: at,
  };
}
