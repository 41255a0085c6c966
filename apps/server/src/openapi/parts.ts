import type { HostEndpoint, PartnerEndpoint } from '@kontor/protocol';
import type { Content, JsonSchema, Operation, Parameter } from './document.ts';
import { exampleOf } from './example.ts';
import type { Schemas, Side } from './schemas.ts';

type Endpoint = HostEndpoint | PartnerEndpoint;

/** What each name in a path stands for. */
const PATH_PARAMETERS: Readonly<Record<string, string>> = {
  mail: 'Its id.',
  approval: 'Id of what an agent waits for.',
  subject: 'What is limited: the word team, or the id of a project, an installation or a resource.',
  code: 'What another team was given to take something over with.',
  action: 'Slug of the action, as the product declares it.',
  checkId: 'Id of the check.',
  checkRunId: 'Id of the check run.',
  configId: 'Id of the map of values.',
  connection: 'Id of the connection.',
  deployment: "Id of the deployment, or the platform's own.",
  call: 'Id of a request between the host and a provider.',
  delivery: 'Id of the delivery.',
  deploymentId: 'Id of the deployment.',
  externalProject: 'The platform’s own id of the project, percent-encoded.',
  externalTeam: 'The platform’s own id of the team, percent-encoded.',
  externalUser: 'The platform’s own id of the person, percent-encoded.',
  environment: 'Name of the environment, such as `production`; of a custom one its slug or id.',
  gitBranch: 'A branch of preview, percent-encoded.',
  idOrUrl: 'Id of the deployment, or its address.',
  installation: 'Id of the installation.',
  invitation: 'Id of the invitation, which is also its code.',
  installationId: 'Id of the installation.',
  integration: 'Id or slug of the integration.',
  passkey: 'Id of the passkey.',
  paymentMethod: 'The payment method, by id.',
  invoice: 'Id of the invoice.',
  payment: 'Id of the payment.',
  invoiceId: 'Id of the invoice.',
  itemKey: 'Key of the value.',
  itemId: 'The provider’s own id of the item, percent-encoded.',
  memberId: 'The `user_id` of the member’s tokens.',
  operation: 'Id of the operation.',
  reconciliation: 'The id of a comparison of host, providers and bills.',
  finding: 'The id of something that a comparison found.',
  plan: 'Id of the plan of a desired state.',
  product: 'Slug of the product.',
  productIdOrSlug: 'Id or slug of the product.',
  productSlug: 'Slug of the product.',
  project: 'Id or name of the project.',
  providerClaimId: 'The provider’s id of the claim.',
  redelivery: 'Id of what sends a span of time again.',
  receiver: 'Id of a webhook, or id or slug of an integration.',
  resource: 'Id of the resource.',
  resourceId: 'The provider’s own id of the resource, percent-encoded.',
  session: 'Id of the session.',
  store: 'Id of the resource, or the provider’s own id of it where the installation is named.',
  service: 'Id or name of the service.',
  team: 'Id or slug of the team.',
  token: 'Id of the token.',
  transfer: 'Id of what is handed over, which is not its code.',
  user: 'Id of the person.',
  variable: 'Id of the variable.',
  webhook: 'Id of the webhook.',
};

export function pathParameters({ path }: Endpoint): readonly Parameter[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => {
    const description = PATH_PARAMETERS[name];
    if (description === undefined) throw new Error(`${path}: nobody says what ${name} stands for`);
    return { name, in: 'path', required: true, description, schema: { type: 'string' } };
  });
}

export function queryParameters({ query }: Endpoint, schemas: Schemas): readonly Parameter[] {
  if (query === undefined) return [];
  const { properties, required } = objectParts(schemas.of(query, 'input'));
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(typeof description === 'string' && { description }),
    schema,
  }));
}

export function header(name: string, description: string, schema: JsonSchema = {}): Parameter {
  return {
    name,
    in: 'header',
    required: false,
    description,
    schema: { type: 'string', ...schema },
  };
}

export function requestBody(
  { request }: Endpoint,
  { schemas, side }: { readonly schemas: Schemas; readonly side: Side },
): Pick<Operation, 'requestBody'> {
  if (request === undefined) return {};
  const schema = schemas.of(request, side);
  const example = exampleOf(schema, schemas.named());
  const content: Content = { 'application/json': { schema, example } };
  return { requestBody: { required: !request.safeParse(undefined).success, content } };
}

/** What each declared status says, in a sentence. */
const STATUSES: Readonly<Record<string, string>> = {
  200: 'The answer.',
  201: 'It is made.',
  202: 'It has begun and goes on behind this answer.',
  204: 'It is done, and there is nothing to say.',
  304: 'What the caller has is still what there is.',
  400: 'Something in the request is wrong; `fields` names it where it can be named.',
  403: 'The caller may not.',
  404: 'There is no such thing.',
  409: 'It clashes with how things stand.',
  422: 'It is well formed and cannot be done.',
};

/** The answers that an endpoint declares itself. */
export function declaredResponses(
  { responses, ...endpoint }: Endpoint,
  { schemas, side }: { readonly schemas: Schemas; readonly side: Side },
): Operation['responses'] {
  return Object.fromEntries(
    Object.entries(responses).map(([status, schema]) => {
      const description = STATUSES[status] ?? 'An answer.';
      if (schema === null) return [status, { description }];
      const content = { [mediaTypeOf(endpoint)]: { schema: schemas.of(schema, side) } };
      return [status, { description, content }];
    }),
  );
}

function mediaTypeOf(endpoint: object): string {
  if ('media' in endpoint && typeof endpoint.media === 'string') return endpoint.media;
  return 'streams' in endpoint ? 'application/jsonl' : 'application/json';
}

/** Operations by path and method, as a document holds them. */
export function pathsOf(
  operations: readonly (readonly [Endpoint, Operation])[],
): Readonly<Record<string, Readonly<Record<string, Operation>>>> {
  const byPath = Map.groupBy(operations, ([{ path }]) => path);
  return Object.fromEntries(
    [...byPath].map(([path, those]) => [
      path,
      Object.fromEntries(those.map(([{ method }, operation]) => [method.toLowerCase(), operation])),
    ]),
  );
}

function objectParts(schema: JsonSchema): {
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required: readonly string[];
} {
  const { properties = {}, required = [] } = schema as Partial<ReturnType<typeof objectParts>>;
  return { properties, required };
}
