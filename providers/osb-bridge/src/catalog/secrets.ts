import type { Secret } from '@kontor/provider';

/**
 * Makes secrets of a binding's credentials: what is nested is joined by `_`, what is no text is JSON.
 * The service's name is their prefix, since every service has a `uri`.
 */
export function secretsOf(
  serviceName: string,
  credentials: Readonly<Record<string, unknown>>,
): Secret[] {
  const prefix = variableName(serviceName);
  const named = new Map(flat(credentials));
  return [...named].map(([name, value]) => ({ name, value, prefix }));
}

function flat(values: Readonly<Record<string, unknown>>, before = ''): [string, string][] {
  return Object.entries(values).flatMap(([key, value]): [string, string][] => {
    const name = before === '' ? variableName(key) : `${before}_${variableName(key)}`;
    if (value === null || value === undefined) return [];
    if (typeof value === 'object' && !Array.isArray(value)) return flat(Object(value), name);
    return [[name, typeof value === 'string' ? value : JSON.stringify(value)]];
  });
}

function variableName(text: string): string {
  const name = text
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .toUpperCase();
  return /^\d/.test(name) || name === '' ? `V_${name}` : name;
}
