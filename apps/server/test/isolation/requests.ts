import type { HostEndpoint } from '@kontor/protocol';
import { hostDocument } from '../../src/openapi/host-document.ts';
import { everyEndpoint } from './endpoints.ts';
import type { Places } from './places.ts';

/** One request, with every text of it that its answer may repeat. */
export type Request = {
  readonly method: string;
  readonly address: string;
  readonly body: string | undefined;
};

/** The bodies that the API's own description shows for each operation. */
const exampleOf: ReadonlyMap<string, unknown> = new Map(
  Object.values(hostDocument({ endpoints: everyEndpoint, version: 'proof' }).paths).flatMap(
    (operations) =>
      Object.values(operations).map(({ operationId, requestBody }) => [
        operationId,
        requestBody?.content['application/json'].example,
      ]),
  ),
);

/** The call of an endpoint about what `places` names, in its path, its query and its body alike. */
export function requestFor(endpoint: HostEndpoint, places: Places, path = endpoint.path): Request {
  const at = (name: string) => places(name, endpoint);
  const address = filledPath(path, at);
  const query = new URLSearchParams(queryOf(endpoint, at));
  const body = bodyOf(endpoint, at);
  return {
    method: endpoint.method,
    address: query.size === 0 ? address : `${address}?${query}`,
    body: body === undefined ? undefined : JSON.stringify(body),
  };
}

type At = (name: string) => string;

/** A path with values in the places of its parameters. */
export function filledPath(path: string, at: At): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(at(name)));
}

/** What a query is about, and what it cannot do without. */
const queryValues: Readonly<Record<string, (at: At) => string>> = {
  slug: (at) => at('team'),
  installation: (at) => at('installation'),
  resource: (at) => at('resource'),
  project: (at) => at('project'),
  projectId: (at) => at('project'),
  integrationConfigurationId: (at) => at('installation'),
  billingPlanId: () => 'free',
  provider: () => 'github',
  view: () => 'account',
  from: () => '1',
  to: () => '1',
};
const times: Readonly<Record<string, string>> = {
  from: '2026-01-01T00:00:00Z',
  to: '2026-01-31T00:00:00Z',
};
const days: Readonly<Record<string, string>> = { from: '2026-01-01', to: '2026-01-31' };

function queryOf({ path, query }: HostEndpoint, at: At): Record<string, string> {
  const names = Object.keys(query?.shape ?? {});
  const isOfDays = path.includes('/exports/') || path.includes('/usage/');
  const isOfTimes = path.endsWith('/calls') || path.endsWith('/deliveries');
  return Object.fromEntries(
    names.flatMap((name) => {
      const value =
        (isOfDays ? days[name] : isOfTimes ? times[name] : undefined) ?? queryValues[name]?.(at);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** What the fields of bodies name, wherever they stand. */
const fieldValues: Readonly<Record<string, (at: At) => unknown>> = {
  project: (at) => at('project'),
  projectId: (at) => at('project'),
  paymentMethodId: (at) => at('paymentMethod'),
  integrationConfigurationId: (at) => at('installation'),
  integrationProductIdOrSlug: (at) => at('product'),
  integration: (at) => at('integration'),
  product: (at) => at('product'),
  productId: (at) => at('product'),
  checkId: (at) => at('checkId'),
  resourceId: (at) => at('resourceId'),
  environment: () => 'production',
  environments: () => ['production'],
  envVarEnvironments: () => ['production'],
};

/** Bodies that the description shows in a form which would be refused for another reason. */
const bodies: Readonly<Record<string, (at: At) => unknown>> = {
  createProjectEnv: () => ({ key: 'K', value: 'v', type: 'encrypted', target: ['production'] }),
  // another name would keep those out who come after
  updateEnvironment: () => ({ description: 'taken' }),
  batchRemoveProjectEnv: (at) => ({ ids: [at('variable')] }),
  deleteSharedEnvVariable: (at) => ({ ids: [at('variable')] }),
  updateSharedEnvVariable: (at) => ({ updates: { [at('variable')]: { value: 'taken' } } }),
};

function bodyOf(endpoint: HostEndpoint, at: At): unknown {
  if (endpoint.request === undefined) return undefined;
  const given = bodies[endpoint.id]?.(at) ?? filled(exampleOf.get(endpoint.id), at);
  const parsed = endpoint.request.safeParse(given);
  if (parsed.success) return given;
  throw new Error(`${endpoint.id} would refuse ${JSON.stringify(given)}: ${parsed.error.message}`);
}

function filled(example: unknown, at: At): unknown {
  if (Array.isArray(example)) return example.map((each) => filled(each, at));
  if (typeof example !== 'object' || example === null) return example;
  return Object.fromEntries(
    Object.entries(example).map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? filled(value, at)
        : (fieldValues[name]?.(at) ?? filled(value, at)),
    ]),
  );
}
