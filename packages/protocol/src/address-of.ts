import type { HostEndpoint } from './endpoint.ts';
import type { AnyInput } from './endpoint-types.ts';

/**
 * The path and query of a call, as they stand behind the address of a host. Throws where a part of
 * the path is not given.
 */
export function addressOf(
  { id, path }: Pick<HostEndpoint, 'id' | 'path'>,
  { params, query }: AnyInput,
): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = params?.[name];
    if (value === undefined) throw new TypeError(`${id} needs "${name}".`);
    return encodeURIComponent(value);
  });
  const asked = Object.entries(query ?? {}).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return asked.length === 0 ? filled : `${filled}?${new URLSearchParams(asked)}`;
}
