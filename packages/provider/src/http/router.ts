import type { Operation } from '../operation.ts';
import { ProviderError } from '../provider-error.ts';

export type Match = {
  readonly operation: Operation;
  /** The parameters of the path, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
};

export type Router = (method: string, pathname: string) => Match;

/**
 * Finds the operation of a request below a path prefix. The function it returns refuses paths that the
 * protocol does not know, and methods that a path does not take.
 */
export function createRouter(operations: readonly Operation[], basePath: string): Router {
  const prefix = basePath.replace(/\/+$/, '');
  const routes = operations.map((operation) => ({
    operation,
    segments: operation.endpoint.path.split('/'),
  }));

  return (method, pathname) => {
    const path = below(prefix, pathname);
    const found = routes.flatMap(({ operation, segments }) => {
      const raw = path === undefined ? undefined : matched(segments, path.split('/'));
      return raw ? [{ operation, raw }] : [];
    });
    const match = found.find(({ operation }) => operation.endpoint.method === method);
    if (match) return { operation: match.operation, parameters: decoded(match.raw) };
    if (found.length === 0) throw new ProviderError('not_found', 'There is nothing at this path.');
    const methods = found.map(({ operation }) => operation.endpoint.method).join(', ');
    throw new ProviderError(
      'not_found',
      `There is nothing to ${method} here; this takes ${methods}.`,
    );
  };
}

function below(prefix: string, pathname: string): string | undefined {
  return pathname.startsWith(`${prefix}/`) ? pathname.slice(prefix.length) : undefined;
}

type Raw = readonly (readonly [name: string, value: string])[];

function matched(pattern: readonly string[], path: readonly string[]): Raw | undefined {
  if (pattern.length !== path.length) return undefined;
  const raw: [string, string][] = [];
  for (const [index, expected] of pattern.entries()) {
    const actual = path[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(expected)?.[1];
    if (name === undefined ? actual !== expected : actual === '') return undefined;
    if (name !== undefined) raw.push([name, actual]);
  }
  return raw;
}

function decoded(raw: Raw): Record<string, string> {
  try {
    return Object.fromEntries(raw.map(([name, value]) => [name, decodeURIComponent(value)]));
  } catch {
    throw new ProviderError('validation_error', 'The path is not percent-encoded as it should be.');
  }
}
