import {
  desiredConnection,
  desiredEnvironment,
  desiredResource,
  desiredSharedVariable,
  desiredState,
  desiredVariable,
} from '@kontor/protocol/vocabulary/desired-state';
import type * as z from 'zod';
import { suggest } from '../names/suggest.ts';

type Issue = z.core.$ZodIssue;
type FoundFlaw = {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** Whether it is the key that is wrong. */
  readonly isOfKey?: boolean;
};

/** What a schema found, in words for whoever wrote the file. */
export function flawsIn(issues: readonly Issue[], content: unknown): readonly FoundFlaw[] {
  return issues.flatMap((issue) => flawsOf(issue, [], content));
}

function flawsOf(issue: Issue, above: readonly PropertyKey[], content: unknown): FoundFlaw[] {
  const path = [...above, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...path, key],
        isOfKey: true,
        message: `'${key}' means nothing here.${suggest(key, keysAt(path))}`,
      }));
    case 'invalid_union': {
      const isList = Array.isArray(valueAt(content, path));
      const [one = [], many = []] = issue.errors;
      return (isList ? many : one).flatMap((each) => flawsOf(each, path, content));
    }
    case 'invalid_key': {
      const [first] = issue.issues;
      const message = `'${String(path.at(-1))}': ${first?.message ?? 'is no name'}`;
      return [{ path, message, isOfKey: true }];
    }
    case 'invalid_type':
      return [{ path, message: wrongType(issue, path, valueAt(content, path)) }];
    default:
      return [{ path, message: issue.message }];
  }
}

function wrongType(
  { expected }: Extract<Issue, { readonly code: 'invalid_type' }>,
  path: readonly PropertyKey[],
  value: unknown,
): string {
  const name = String(path.at(-1) ?? 'the file');
  const wanted = expected === 'record' || expected === 'object' ? 'names with values' : expected;
  if (value === undefined) return `'${name}' is missing: a ${wanted} is expected.`;
  if (expected === 'string' && (typeof value === 'number' || typeof value === 'boolean')) {
    return `'${name}' should be a text: write "${String(value)}", in quotes.`;
  }
  const found = value === null ? 'nothing' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
  return `'${name}' should be ${wanted}, and is ${found}.`;
}

/** The keys that may stand at a place. */
function keysAt(path: readonly PropertyKey[]): readonly string[] {
  if (path.length === 0) return Object.keys(desiredState.shape);
  switch (path[0]) {
    case 'resources':
      return Object.keys(desiredResource.shape);
    case 'environments':
      return Object.keys(desiredEnvironment.shape);
    case 'shared':
      return Object.keys(desiredSharedVariable.shape);
    case 'connections':
      return Object.keys(desiredConnection.shape);
    default:
      return Object.keys(desiredVariable.shape);
  }
}

function valueAt(content: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    content,
  );
}
