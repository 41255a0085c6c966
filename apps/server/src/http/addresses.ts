import type { HostEndpoint } from '@kontor/protocol';

/** Every address that an endpoint is answered at, as the router names them. */
export function addressesOf({ path, aliases = [] }: HostEndpoint): readonly string[] {
  return [path, ...aliases].flatMap((each) => {
    const address = each.replaceAll(/\{(\w+)\}/g, ':$1');
    return [address, `/api${address}`];
  });
}
