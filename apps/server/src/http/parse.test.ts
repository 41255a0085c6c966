import type { HostEndpoint } from '@kontor/protocol';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { parseRequest } from './parse.ts';

function endpointWith(query: z.ZodObject) {
  return {
    id: 'list',
    method: 'GET',
    path: '/test/list',
    summary: 'Lists something.',
    query,
    responses: { 200: z.object({}) },
    access: { kind: 'public' },
    audit: { none: 'nothing happens' },
  } as const satisfies HostEndpoint;
}

test('a query that says nothing is what its endpoint takes it for, whatever was asked before', () => {
  const endpoint = endpointWith(z.object({ limit: z.coerce.number().default(20) }));
  const parsed = (query: object) => parseRequest(endpoint, { query, body: undefined });

  const all = [{}, { limit: '3' }, {}, undefined].map((query) => parsed(query as object));

  expect(all.map((each) => each.ok && each.value.query)).toEqual([
    { limit: 20 },
    { limit: 3 },
    { limit: 20 },
    { limit: 20 },
  ]);
});

test('what one route makes of its query is not what the next one is given', () => {
  const endpoint = endpointWith(z.object({ limit: z.coerce.number().default(20) }));
  const first = parseRequest(endpoint, { query: {}, body: undefined });

  const change = () => Object.assign((first.ok && first.value.query) as object, { limit: 1 });

  expect(change).toThrow(TypeError);
  expect(parseRequest(endpoint, { query: {}, body: undefined })).toEqual(first);
});

test('a query that says nothing is refused each time where something has to be said', () => {
  const endpoint = endpointWith(z.object({ month: z.string() }));
  const parsed = (query: object) => parseRequest(endpoint, { query, body: undefined });

  const [first, second, third] = [parsed({}), parsed({ month: 'May' }), parsed({})];

  expect(first).toMatchObject({ ok: false, error: { code: 'invalid_request' } });
  expect(second).toMatchObject({ ok: true });
  expect(third).toEqual(first);
});

test('what is wrong with a value is told in one sentence, with one full stop', () => {
  const endpoint = endpointWith(
    z.object({
      month: z.string().regex(/^[A-Z]/, 'A month begins with a capital letter.'),
      year: z
        .string()
        .default('2030')
        .refine((year) => year !== 'now', 'A year is a number.'),
    }),
  );
  const told = (query: object) => {
    const parsed = parseRequest(endpoint, { query, body: undefined });
    return parsed.ok ? undefined : parsed.error.message;
  };

  expect(told({ month: 'may' })).toBe(
    'The query is not as it should be: month: A month begins with a capital letter.',
  );
  expect(told({ month: 'may', year: 'now' })).toBe(
    'The query is not as it should be: month: A month begins with a capital letter (and 1 more).',
  );
});
