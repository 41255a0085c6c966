import type { OpenidParameters } from '@kontor/core';

/** Reads the parameters of a query or form. One without a value is none. @see RFC 6749 §3.1 */
export function openidParameters(fields: unknown): OpenidParameters {
  const entries: [string, unknown][] =
    typeof fields === 'object' && fields !== null ? Object.entries(fields) : [];
  return {
    given: new Map(
      entries.filter((entry): entry is [string, string] => {
        return typeof entry[1] === 'string' && entry[1] !== '';
      }),
    ),
    repeated: entries.filter(([, value]) => Array.isArray(value)).map(([name]) => name),
  };
}
