import type { HostEndpoint } from '@kontor/protocol';
import { platformEndpoints } from '@kontor/protocol/platform';

/** An operation that a provider has called, with what its path names. */
export type CalledOperation = {
  readonly endpoint: HostEndpoint & { readonly id: keyof typeof platformEndpoints };
  readonly params: Readonly<Record<string, string>>;
};

const routes = Object.values(platformEndpoints).map((endpoint) => ({
  endpoint,
  pattern: new RegExp(`^${endpoint.path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
}));

/** Finds what was called; a path below `/api` means the same. @see spec/transport.md — TRA-4 */
export function findOperation(method: string, pathname: string): CalledOperation | undefined {
  const path = pathname.replace(/^\/api(?=\/)/, '');
  for (const { endpoint, pattern } of routes) {
    const found = endpoint.method === method ? pattern.exec(path) : null;
    if (found === null) continue;
    const params = Object.fromEntries(
      Object.entries(found.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
    return { endpoint, params };
  }
  return undefined;
}
