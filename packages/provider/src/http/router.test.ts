import { partnerEndpoints } from '@kontor/protocol/partner';
import { describe, expect, test } from 'vitest';
import { createRouter } from './router.ts';

const operations = Object.values(partnerEndpoints).map((endpoint) => ({
  endpoint,
  run: undefined,
}));
const route = createRouter(operations, '/base/');

test.each(Object.values(partnerEndpoints))('$method $path leads to $id', ({ id, method, path }) => {
  const { operation, parameters } = route(method, `/base${path.replaceAll(/[{}]/g, '')}`);

  expect(operation.endpoint.id).toBe(id);
  for (const [name, value] of Object.entries(parameters)) expect(value).toBe(name);
});

describe('parameters', () => {
  const path = (id: string) => `/base/v1/installations/icfg_1/resources/${id}`;

  test.each(['eu/db 1', 'ü%', '..;', '#?', '{resourceId}'])('%s is decoded', (id) => {
    const { parameters } = route('GET', path(encodeURIComponent(id)));

    expect(parameters).toEqual({ installationId: 'icfg_1', resourceId: id });
  });

  test('one that is encoded wrongly is refused', () => {
    expect(() => route('GET', path('%E0%A4%A'))).toThrow('percent-encoded');
  });
});

test.each([
  ['GET', '/v1/products/acme/plans'],
  ['GET', '/base'],
  ['GET', '/base/v1/products//plans'],
  ['GET', '/base/v1/products/acme/plans/'],
  ['OPTIONS', '/base/v1/products/acme/plans'],
])('%s %s leads nowhere', (method, path) => {
  expect(() => route(method, path)).toThrow('nothing');
});
