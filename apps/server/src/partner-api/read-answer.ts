import type { PartnerEndpoint } from '@kontor/protocol';
import type * as z from 'zod';
import { isStorable } from '../storable.ts';
import type { ResponseBody } from './response-body.ts';
import { showable } from './showable-text.ts';

type Reading =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly message: string };

/**
 * Whether the body of a 2xx is what the endpoint promises, read generously: any 2xx will do, the schema of
 * its own status is tried first, and where no body is promised none is looked at.
 *
 * A web page is never an answer. It is what a wrong base URL or a proxy sends, with a 200, for a call that
 * no provider has seen.
 *
 * @see spec/partner-api.md §18, §19
 */
export function readAnswer(
  responses: PartnerEndpoint['responses'],
  status: number,
  body: Exclude<ResponseBody, { kind: 'too_large' }>,
): Reading {
  if (body.kind === 'broken') return misread('it is neither JSON nor empty');
  const promised = promisedFor(responses, status);
  if (body.kind === 'json') {
    if (!isStorable(body.value)) {
      return misread('it holds the character NUL or half of a surrogate pair');
    }
    const schemas = promised.filter((schema) => schema !== null);
    return schemas.length > 0 ? firstMatch(schemas, body.value) : { ok: true, body: undefined };
  }
  const own = responses[status] === undefined ? promised : promised.slice(0, 1);
  return own.includes(null) ? { ok: true, body: undefined } : firstMatch(nonNull(own), undefined);
}

/** What any 2xx may bring, that of `status` first. */
function promisedFor(
  responses: PartnerEndpoint['responses'],
  status: number,
): readonly (z.ZodType | null)[] {
  const successes = Object.entries(responses).filter(([code]) => code.startsWith('2'));
  const own = successes.filter(([code]) => Number(code) === status);
  const others = successes.filter(([code]) => Number(code) !== status);
  return [...own, ...others].map(([, schema]) => schema);
}

function nonNull(schemas: readonly (z.ZodType | null)[]): z.ZodType[] {
  return schemas.filter((schema) => schema !== null);
}

function firstMatch(schemas: readonly z.ZodType[], value: unknown): Reading {
  const attempts = schemas.map((schema) => schema.safeParse(value));
  const match = attempts.find((attempt) => attempt.success);
  if (match) return { ok: true, body: match.data };
  const [first] = attempts;
  if (value === undefined || !first?.error) return misread('it is missing');
  return misread(first.error.issues.slice(0, shownIssues).map(describe).join('; '));
}

const shownIssues = 5;

/** Where it is wrong and what was expected; never what stands there, which may be a secret. */
function describe(issue: z.core.$ZodIssue): string {
  const place = showable(issue.path.map(String).join('.'), 100);
  return place ? `${place}: ${issue.message}` : issue.message;
}

function misread(why: string): Reading {
  return {
    ok: false,
    message: `The body of the answer is not what the protocol promises: ${why}.`,
  };
}
