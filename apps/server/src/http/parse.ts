import { ok, type Refusal, type Result, refuse } from '@kontor/core';
import type { HostEndpoint } from '@kontor/protocol';
import type * as z from 'zod';

type Raw = { readonly query: unknown; readonly body: unknown };
type Parsed = { readonly query: unknown; readonly body: unknown };

/** Checks query and body against what the endpoint declares, and names every field that is wrong. */
export function parseRequest(endpoint: HostEndpoint, raw: Raw): Result<Parsed, Refusal> {
  const query = parsePart('query', endpoint.query, raw.query ?? {});
  if (!query.ok) return query;
  // a body that is optional may be left out altogether
  const body = parsePart('body', endpoint.request, raw.body ?? undefined);
  if (!body.ok) return body;
  return ok({ query: query.value, body: body.value });
}

function parsePart(
  place: 'query' | 'body',
  schema: z.ZodType | undefined,
  value: unknown,
): Result<unknown, Refusal> {
  if (schema === undefined) return ok(undefined);
  const parsed = schema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  if (place === 'body' && value === undefined) {
    return refuse('invalid_request', 'A JSON body is needed and none was sent.');
  }
  const fields = parsed.error.issues.map((issue) => ({
    key: issue.path.map(String).join('.') || place,
    message: issue.message,
  }));
  const first = fields[0];
  const more = fields.length > 1 ? ` (and ${fields.length - 1} more)` : '';
  return refuse(
    'invalid_request',
    `The ${place} is not as it should be: ${first?.key}: ${first?.message}${more}.`,
    { fields },
  );
}
