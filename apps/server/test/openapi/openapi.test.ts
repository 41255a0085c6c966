import type { HostEndpoint, PartnerEndpoint } from '@kontor/protocol';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { partnerEndpoints } from '@kontor/protocol/partner';
import { platformEndpoints } from '@kontor/protocol/platform';
import { webhookPayloads } from '@kontor/protocol/webhooks';
import { describe, expect, test } from 'vitest';
import { refusalStatus } from '../../src/http/refusal-status.ts';
import type { JsonSchema, OpenApiDocument, Operation } from '../../src/openapi/document.ts';
import { hostDocument } from '../../src/openapi/host-document.ts';
import { partnerDocument } from '../../src/openapi/partner-document.ts';

const hostEndpoints: readonly HostEndpoint[] = [
  ...Object.values(kontorEndpoints),
  ...Object.values(platformEndpoints),
];
const version = '1.2.3';
const host = hostDocument({ endpoints: hostEndpoints, version });
const partner = partnerDocument({ version });

type Described = readonly [string, OpenApiDocument, readonly (HostEndpoint | PartnerEndpoint)[]];
const documents: readonly Described[] = [
  ['what the host answers', host, hostEndpoints],
  ['what providers implement', partner, Object.values(partnerEndpoints)],
];

function operationsOf({ paths }: OpenApiDocument) {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ path, method, operation })),
  );
}

function operationOf(document: OpenApiDocument, id: string): Operation {
  const found = operationsOf(document).find(({ operation }) => operation.operationId === id);
  if (found === undefined) throw new Error(`no operation ${id}`);
  return found.operation;
}

/** Every object anywhere inside a value. */
function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Record<string, unknown>;
  for (const item of Object.values(value)) yield* objectsIn(item);
}

test('every webhook is described with what it says', () => {
  const { webhooks = {} } = partner;
  const [removed] = [webhooks['project.removed']?.post.requestBody?.content['application/json']];

  expect(Object.keys(webhooks)).toEqual(Object.keys(webhookPayloads));
  expect(removed?.schema).toMatchObject({
    properties: {
      type: { const: 'project.removed' },
      payload: { properties: { project: { required: ['id', 'name'] } } },
    },
  });
});

describe.each(documents)('%s', (_title, document, endpoints) => {
  test('holds every endpoint, under its method, address and id', () => {
    const described = operationsOf(document).map(
      ({ path, method, operation }) => `${method.toUpperCase()} ${path} ${operation.operationId}`,
    );
    const stated = endpoints.map(({ method, path, id }) => `${method} ${path} ${id}`);

    expect(described.sort()).toEqual(stated.sort());
  });

  test('names each operation once', () => {
    const ids = operationsOf(document).map(({ operation }) => operation.operationId);

    expect(new Set(ids).size).toBe(ids.length);
  });

  test('has no two addresses that differ only in the names of their parameters', () => {
    const shapes = Object.keys(document.paths).map((path) => path.replaceAll(/\{\w+\}/g, '{}'));

    expect(new Set(shapes).size).toBe(shapes.length);
  });

  test.each(
    operationsOf(document).map((placed) => [placed.operation.operationId, placed] as const),
  )(
    '%s declares each parameter once, and those of its path as needed',
    (_id, { path, operation }) => {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = operation.parameters.filter(({ in: place }) => place === 'path');
      const keys = operation.parameters.map(({ in: place, name }) => `${place} ${name}`);

      expect(declared.map(({ name }) => name)).toEqual(inPath);
      expect(declared.every(({ required }) => required)).toBe(true);
      expect(new Set(keys).size).toBe(keys.length);
    },
  );

  test('refers only to what is there, and keeps nothing that is referred to nowhere', () => {
    const references = [...objectsIn(document)].flatMap(({ $ref }) =>
      typeof $ref === 'string' ? [$ref] : [],
    );
    const { schemas, responses } = document.components;
    const named = [
      ...Object.keys(schemas).map((name) => `#/components/schemas/${name}`),
      ...Object.keys(responses).map((name) => `#/components/responses/${name}`),
    ];

    expect(references.length).toBeGreaterThan(0);
    expect(references.filter((reference) => !named.includes(reference))).toEqual([]);
    expect(
      Object.keys(schemas).filter((name) => !references.includes(`#/components/schemas/${name}`)),
    ).toEqual([]);
  });

  test('is plain JSON, of the dialect of OpenAPI alone', () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
    for (const object of objectsIn(document)) {
      expect(object).not.toHaveProperty('$defs');
      expect(object).not.toHaveProperty('x-name');
      expect(object.$schema).not.toEqual(expect.any(String));
    }
  });

  test('says who may call, by schemes that are described', () => {
    const schemes = Object.keys(document.components.securitySchemes);
    const needed = operationsOf(document).flatMap(({ operation }) =>
      operation.security.flatMap((one) => Object.keys(one)),
    );

    expect([...new Set(needed)].sort()).toEqual(schemes.sort());
  });

  test('files each operation under a tag that is listed', () => {
    const used = operationsOf(document).flatMap(({ operation }) => operation.tags);

    expect([...new Set(used)].sort()).toEqual(document.tags.map(({ name }) => name).sort());
  });

  test('describes a success and the refusals of each operation', () => {
    for (const { operation } of operationsOf(document)) {
      const statuses = Object.keys(operation.responses).map(Number);
      expect(statuses.some((status) => status < 400)).toBe(true);
      expect(statuses.some((status) => status >= 400)).toBe(true);
      for (const response of Object.values(operation.responses)) {
        expect('$ref' in response || response.description !== '').toBe(true);
      }
    }
  });

  test('gives examples that its own endpoints accept', () => {
    const refused = endpoints.flatMap(({ id, request }) => {
      const content = operationOf(document, id).requestBody?.content['application/json'];
      if (content === undefined) return request === undefined ? [] : [id];
      return request?.safeParse(content.example).success ? [] : [id];
    });

    expect(refused).toEqual([]);
  });
});

test('every code of a refusal is listed under its status, and under no other', () => {
  const listed = operationsOf(host).flatMap(({ operation }) =>
    Object.entries(operation.responses).flatMap(([status, response]) => {
      const name = '$ref' in response ? response.$ref.replace('#/components/responses/', '') : '';
      const { description = '' } = host.components.responses[name] ?? {};
      return [...description.matchAll(/`([a-z_]+)`/g)].map(([, code]) => `${status} ${code}`);
    }),
  );
  const codes = Object.entries(refusalStatus).filter(([, status]) => status !== 405);

  const stated = codes.map(([code, status]) => `${status} ${code}`);
  expect([...new Set(listed)].filter((one) => one !== '400 fields').sort()).toEqual(stated.sort());
});

test("the host's own endpoints and those of the protocol spell a refusal as they answer it", () => {
  const errorOf = (name: string) => {
    const schema = host.components.responses[name]?.content?.['application/json']?.schema;
    const { error } = (schema?.properties ?? {}) as Record<string, JsonSchema>;
    return (error?.properties ?? {}) as Record<string, JsonSchema>;
  };

  expect(errorOf('NotFound').code?.enum).toContain('resource_not_found');
  expect(errorOf('ProtocolNotFound').code?.const).toBe('not_found');
  expect(errorOf('ProtocolNotFound').reason?.enum).toContain('resource_not_found');
  expect(operationOf(host, 'getTeam').responses[404]).toEqual({
    $ref: '#/components/responses/NotFound',
  });
  expect(operationOf(host, 'getAccount').responses[404]).toEqual({
    $ref: '#/components/responses/ProtocolNotFound',
  });
});

test('who may call follows from the access of the endpoint', () => {
  const schemesOf = (id: string) =>
    operationOf(host, id).security.flatMap((one) => Object.keys(one));

  expect(schemesOf('listCatalog')).toEqual([]);
  expect(schemesOf('createTeam')).toEqual(['personalToken', 'session']);
  const asMember = ['personalToken', 'session', 'delegatedToken', 'agentToken'];
  expect(schemesOf('getMe')).toEqual(asMember);
  expect(schemesOf('createToken')).toEqual(['personalToken', 'session', 'delegatedToken']);
  expect(schemesOf('createAgentToken')).not.toContain('agentToken');
  expect(schemesOf('listProjects')).toEqual([...asMember, 'teamToken']);
  expect(schemesOf('putProvisionedTeam')).toEqual(['serviceToken']);
  expect(schemesOf('patchResource')).toEqual(['installationToken']);
  expect(operationOf(partner, 'deleteResource').security).toEqual([
    { userToken: [] },
    { systemToken: [] },
  ]);
});

test('a body says what may be sent, and an answer leaves room for more', () => {
  const bodyOf = (id: string) =>
    operationOf(host, id).requestBody?.content['application/json'].schema;

  expect(bodyOf('patchResource')).toMatchObject({ type: 'object', additionalProperties: false });
  expect(host.components.schemas.Team).not.toHaveProperty('additionalProperties');
  expect(operationOf(host, 'updateInstallation').requestBody?.required).toBe(false);
  expect(operationOf(host, 'patchResource').requestBody?.required).toBe(true);
});

test('a change inside a team may carry a key of the caller, and a reading that can be spared says so', () => {
  const headersOf = (document: OpenApiDocument, id: string) =>
    operationOf(document, id)
      .parameters.filter(({ in: place }) => place === 'header')
      .map(({ name }) => name);

  expect(headersOf(host, 'createProject')).toEqual(['Idempotency-Key']);
  expect(headersOf(host, 'listProjects')).toEqual([]);
  expect(headersOf(host, 'patchResource')).toEqual([]);
  expect(headersOf(host, 'readEnvironment')).toEqual(['If-None-Match']);
  expect(headersOf(partner, 'provisionResource')).toEqual([
    'X-Vercel-Auth',
    'Idempotency-Key',
    'traceparent',
  ]);
});

test('a query is described parameter by parameter', () => {
  const { parameters } = operationOf(host, 'getOperation');

  expect(parameters.filter(({ in: place }) => place === 'query')).toEqual([
    {
      name: 'wait',
      in: 'query',
      required: false,
      schema: { type: 'integer', minimum: 0, maximum: 30, default: 0 },
    },
  ]);
});

test('an endpoint whose path nobody can explain is not described at all', () => {
  const endpoints: readonly HostEndpoint[] = [
    { ...kontorEndpoints.getTeam, path: '/kontor/v1/teams/{team}/moons/{moon}' },
  ];

  expect(() => hostDocument({ endpoints, version })).toThrow('moon');
});
