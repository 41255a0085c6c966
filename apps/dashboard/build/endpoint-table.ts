import type { HostEndpoint } from '@kontor/protocol';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import type { Plugin } from 'vite';

const NAME = 'virtual:endpoints';

/**
 * Gives the application the method and path of each endpoint, from the protocol's own data. The
 * schemas stay behind: they are types here, and the host checks what is sent.
 */
export function endpointTable(): Plugin {
  const resolved = `\0${NAME}`;
  return {
    name: 'kontor-endpoint-table',
    resolveId: (id) => (id === NAME ? resolved : undefined),
    load: (id) =>
      id === resolved ? `export const table = ${JSON.stringify(tableOf())}` : undefined,
  };
}

function tableOf() {
  return Object.fromEntries(
    Object.entries<HostEndpoint>(kontorEndpoints).map(([id, { method, path }]) => [
      id,
      [method, path],
    ]),
  );
}
