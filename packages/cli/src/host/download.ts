import type { AnyInput, HostEndpoint } from '@kontor/protocol';
import { addressOf } from '@kontor/protocol/address-of';
import { type CallOptions, headersFor, isOfMedia, limitMs } from './create-call.ts';
import { refused } from './refused.ts';
import { send } from './send.ts';

/** Reads a file of the host as it comes, however long it is. A refusal is thrown as a `CliError`. */
export type Download = (
  endpoint: HostEndpoint,
  input: AnyInput,
) => Promise<AsyncIterable<Uint8Array>>;

export function createDownload(options: CallOptions): Download {
  return async (endpoint, input) => {
    const url = options.host + addressOf(endpoint, input);
    const response = await send(
      {
        method: endpoint.method,
        url,
        headers: headersFor(endpoint, options, input),
        timeoutMs: limitMs(options, Number.POSITIVE_INFINITY),
        isStreamed: true,
        isRepeatable: true,
      },
      options.interrupted,
    );
    const { parts } = response;
    if (parts === undefined || !isOfMedia(response, endpoint.media ?? 'application/json')) {
      throw refused(response, url);
    }
    return parts;
  };
}
