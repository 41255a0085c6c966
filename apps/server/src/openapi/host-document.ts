import type { Access, HostEndpoint, Method, RateLimit } from '@kontor/protocol';
import type { OpenApiDocument, Operation, Parameter } from './document.ts';
import { schemaNames } from './names.ts';
import {
  declaredResponses,
  header,
  pathParameters,
  pathsOf,
  queryParameters,
  requestBody,
} from './parts.ts';
import { refusalResponses, refusalsOf } from './refusals.ts';
import { createSchemas, type Schemas } from './schemas.ts';

export type HostDocumentOptions = {
  readonly endpoints: readonly HostEndpoint[];
  readonly version: string;
};

/** Everything that a host answers, in OpenAPI. Throws when an endpoint cannot be described. */
export function hostDocument({ endpoints, version }: HostDocumentOptions): OpenApiDocument {
  const schemas = createSchemas(schemaNames);
  const operations = endpoints.map(
    (endpoint) => [endpoint, operationOf(endpoint, schemas)] as const,
  );
  const tags = [...new Set(operations.flatMap(([, operation]) => operation.tags))].sort();
  return {
    openapi: '3.1.1',
    info: {
      title: 'Kontor',
      version,
      description:
        'What a Kontor host answers: to teams under `/kontor/v1`, to a platform that it runs beside under `/kontor/v1/platform`, to providers under `/v1/installations` with the access token of an installation, and to clients of the protocol at its own addresses.',
      license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
    },
    servers: [
      { url: '/', description: 'This host.' },
      { url: '/api', description: 'The same, for clients whose base address ends so.' },
    ],
    tags: tags.map((name) => ({ name })),
    paths: pathsOf(operations),
    components: {
      schemas: schemas.named(),
      responses: refusalResponses(),
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

const SECURITY_SCHEMES = {
  personalToken: {
    type: 'http',
    scheme: 'bearer',
    description: 'A token that a person made for themselves. It begins with `kpt_`.',
  },
  teamToken: {
    type: 'http',
    scheme: 'bearer',
    description: 'A token of a machine, made by a team and limited to it. It begins with `kmt_`.',
  },
  serviceToken: {
    type: 'http',
    scheme: 'bearer',
    description: 'A token of a platform, made by an operator. It begins with `kst_`.',
  },
  delegatedToken: {
    type: 'http',
    scheme: 'bearer',
    description:
      'A token that a platform made for a member, for one team and a few minutes. It begins with `kdt_`.',
  },
  agentToken: {
    type: 'http',
    scheme: 'bearer',
    description:
      'A token with which an agent acts for a person in one team, within what they gave it. It begins with `kat_`.',
  },
  installationToken: {
    type: 'http',
    scheme: 'bearer',
    description: 'What a provider was given for one installation. It begins with `kit_`.',
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'kontor.session_token',
    description: 'The session of a person who signed in; changes only from the host’s own pages.',
  },
} as const;

type Security = Operation['security'];
const asPerson: Security = [{ personalToken: [] }, { session: [] }];
const asMember: Security = [...asPerson, { delegatedToken: [] }, { agentToken: [] }];

function securityOf(access: Access, method: Method): Security {
  switch (access.kind) {
    case 'public':
      return [];
    case 'person':
      return access.limited ? limited(method) : asPerson;
    case 'operator':
      return asPerson;
    case 'team':
      return access.inPerson
        ? [...limited('POST'), { teamToken: [] }]
        : [...asMember, { teamToken: [] }];
    case 'scope':
      return [...asMember, { teamToken: [] }];
    case 'scope-or-installation':
      return [...asMember, { teamToken: [] }, { installationToken: [] }];
    case 'service':
      return [{ serviceToken: [] }];
    case 'installation':
      return [{ installationToken: [] }];
  }
}

/** Agents only read what is about their person. */
function limited(method: Method): Security {
  return method === 'GET' ? asMember : [...asPerson, { delegatedToken: [] }];
}

function operationOf(endpoint: HostEndpoint, schemas: Schemas): Operation {
  const { id, summary, access } = endpoint;
  const answers = declaredResponses(successesOf(endpoint), { schemas, side: 'output' });
  return {
    operationId: id,
    summary,
    description: describe(endpoint),
    tags: [tagOf(endpoint)],
    security: securityOf(access, endpoint.method),
    parameters: [
      ...pathParameters(endpoint),
      ...queryParameters(endpoint, schemas),
      ...headersOf(endpoint),
    ],
    ...requestBody(endpoint, { schemas, side: 'input' }),
    responses: { ...answers, ...refusalsOf(endpoint) },
  };
}

/** How the host refuses is described once for all endpoints. */
function successesOf(endpoint: HostEndpoint): HostEndpoint {
  const kept = Object.entries(endpoint.responses).filter(([status]) => Number(status) < 400);
  return { ...endpoint, responses: Object.fromEntries(kept) };
}

function describe({ access, audit, rateLimit }: HostEndpoint): string {
  const event = 'event' in audit ? ` It leaves the event \`${audit.event}\`.` : '';
  return `${whoMay(access)}${event}${rateLimit === undefined ? '' : howOften(rateLimit)}`;
}

function howOften({ requests, windowSeconds, per }: RateLimit): string {
  return ` Each ${per} may call it ${requests} times in ${windowSeconds} seconds.`;
}

function whoMay(access: Access): string {
  switch (access.kind) {
    case 'public':
      return 'Anyone may.';
    case 'person':
      return access.limited
        ? 'For a person, whatever their teams. A token that is limited to a team sees that team alone.'
        : 'For a person, whatever their teams. A token that is limited to a team is not enough.';
    case 'operator':
      return 'For those who run this host.';
    case 'service':
      return `For a platform, with a token of its service that has the scope \`${access.scope}\`.`;
    case 'team':
    case 'scope':
      return `Needs the permission \`${access.action}\` in the team.`;
    case 'scope-or-installation':
      return `Needs the permission \`${access.action}\` in the team, or the access token of an installation.`;
    case 'installation':
      return 'For the provider, with the access token of the installation in the path.';
  }
}

/** The noun that an address is about: the first word behind whose it is. */
function tagOf({ path }: HostEndpoint): string {
  if (path.startsWith('/v1/installations/')) return 'for providers';
  if (!path.startsWith('/kontor/')) return 'for clients';
  const [noun] = path
    .replace(/^\/kontor\/v1\/(?:teams\/\{team\}\/)?/, '')
    .split('/')
    .filter((part) => !part.startsWith('{'));
  return noun ?? 'teams';
}

function headersOf({ method, access, responses }: HostEndpoint): readonly Parameter[] {
  const key = header(
    'Idempotency-Key',
    'A text of your choice. A repeat of the request with it gets the first answer, for a day.',
    { minLength: 1, maxLength: 255 },
  );
  const match = header('If-None-Match', 'The `ETag` of what you have; if it is still so, 304.');
  return [
    ...(method !== 'GET' && access.kind === 'team' ? [key] : []),
    ...(304 in responses ? [match] : []),
  ];
}
