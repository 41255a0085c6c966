import { ok, type Refusal, type Result, refuse } from '@kontor/core';
import type { HostEndpoint } from '@kontor/protocol';
import type * as z from 'zod';

type Raw = { readonly query: unknown; readonly body: unknown };
type Parsed = { readonly query: unknown; readonly body: unknown };

/** Checks query and body against what the endpoint declares, and names every field that is wrong. */
export function parseRequest(endpoint: HostEndpoint, raw: Raw): Result<Parsed, Refusal> {
  const query = parseQuery(endpoint.query, raw.query ?? {});
  if (!query.ok) return query;
  // a body that is optional may be left out altogether
  const body = parsePart('body', endpoint.request, raw.body ?? undefined);
  if (!body.ok) return body;
  return ok({ query: query.value, body: body.value });
}

/** What each schema makes of a query that says nothing, which is how most are: the same each time. */
const ofNothing = new WeakMap<z.ZodType, Result<unknown, Refusal>>();

function parseQuery(schema: z.ZodType | undefined, query: object): Result<unknown, Refusal> {
  const saysNothing = Object.keys(query).length === 0;
  if (schema === undefined || !saysNothing) return parsePart('query', schema, query);
  const known = ofNothing.get(schema);
  if (known !== undefined) return known;
  const parsed = parsePart('query', schema, query);
  if (parsed.ok) Object.freeze(parsed.value);
  ofNothing.set(schema, parsed);
  return parsed;
}

function parsePart(
  place: 'query' | 'body',
  schema: z.ZodType | undefined,
  value: unknown,
): Result<unknown, Refusal> {
  if (schema === undefined) return ok(undefined);
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return ok(parsed.data);
  if (place === 'body' && value === undefined) {
    return refuse('invalid_request', 'A JSON body is needed and none was sent.');
  }
  const fields = parsed.error.issues.flatMap(insideUnions).map((issue) => ({
    key: issue.path.map(String).join('.') || place,
    message: sentenceOf(issue),
  }));
  const first = fields[0];
  // it stands inside of another sentence here, and may be one itself
  const wrong = first?.message.replace(/\.$/, '');
  const more = fields.length > 1 ? ` (and ${fields.length - 1} more)` : '';
  return refuse(
    'invalid_request',
    `The ${place} is not as it should be: ${first?.key}: ${wrong}${more}.`,
    { fields },
  );
}

type Issue = z.core.$ZodIssue;

/** What is wrong, as a person reads it at a field: with the limit, and what there was instead. */
function sentenceOf(issue: Issue): string {
  const { message, input } = issue;
  if (issue.code === 'too_big') {
    const limit = message.startsWith('Too big:')
      ? limitOf('at most', issue, issue.maximum)
      : message;
    return message.includes('; this one has') ? message : limit + sentOf(input);
  }
  if (issue.code === 'too_small' && message.startsWith('Too small:')) {
    if (Array.isArray(input) && input.length === 0) return 'At least one has to be chosen';
    return input === '' ? 'Something has to stand here' : limitOf('at least', issue, issue.minimum);
  }
  if (message === 'Invalid email address') {
    return 'An e-mail address has to stand here, such as ada@example.com';
  }
  if (message === 'Invalid URL') {
    return 'An address has to stand here, such as https://api.example.com';
  }
  if (issue.code === 'invalid_type' && message.startsWith('Invalid input: expected number')) {
    // what is no number comes as null, and nobody can say what it was
    return input === null ? 'Only numbers can stand here' : message;
  }
  if (issue.code === 'invalid_type' && issue.expected === 'int') {
    return `a whole number; this is ${input}`;
  }
  return message;
}

function limitOf(
  word: string,
  { origin, message, input }: { origin: string; message: string; input?: unknown },
  limit: unknown,
) {
  if (typeof input === 'number') return `${word} ${limit}; this is ${input}`;
  const things = { string: 'characters', array: 'items' }[origin];
  return things === undefined ? message : `${word} ${limit} ${things}`;
}

function sentOf(input: unknown): string {
  if (typeof input === 'string') return `; this one has ${input.length}`;
  return Array.isArray(input) ? `; there are ${input.length}` : '';
}

/**
 * What is wrong with a value that may have several forms: the problems of the form that it has at
 * all, such as those of a list, and not that it is no list.
 */
function insideUnions(issue: Issue): readonly Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const meant = issue.errors.find((form) => form.length > 0 && !form.some(isOtherForm));
  if (meant === undefined) return [issue];
  return meant
    .flatMap(insideUnions)
    .map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

function isOtherForm({ code, path }: Issue): boolean {
  return code === 'invalid_type' && path.length === 0;
}
